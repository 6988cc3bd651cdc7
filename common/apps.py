from django.apps import AppConfig
from django.contrib import admin


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        """No list of the administration counts a million rows, those of other people's apps included."""
        from common.admin import EstimatingPaginator  # noqa: PLC0415 -- the admin needs the apps to be ready

        admin.ModelAdmin.paginator = EstimatingPaginator
        admin.ModelAdmin.show_full_result_count = False
