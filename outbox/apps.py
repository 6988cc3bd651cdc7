from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "outbox"
    verbose_name = _("Background work")

    def ready(self) -> None:
        for module in ("outbox.schedules", *getattr(settings, "OUTBOX_EXTRA_HANDLERS", ())):
            import_module(module)
