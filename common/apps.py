from django.apps import AppConfig
from django.contrib import admin

from common.counting import EstimatingPaginator


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        """No list of the administration counts a million rows, those of other people's apps included."""
        admin.ModelAdmin.paginator = EstimatingPaginator
        admin.ModelAdmin.show_full_result_count = False
