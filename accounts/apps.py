from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        import_module("accounts.receivers")
        import_module("accounts.tasks")
        import_module("accounts.kinds_of_import")
