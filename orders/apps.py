from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        import_module("orders.receivers")
        import_module("orders.sentences")
        import_module("orders.kinds_of_import")
        import_module("orders.tasks")
