"""Messages for administrators: read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from messaging.models import OutgoingMail


@admin.register(OutgoingMail)
class OutgoingMailAdmin(admin.ModelAdmin):
    """Whether a mail went out; its text stays between the sender and the reader."""

    list_display = ["to", "subject", "created_at", "sent_at"]
    list_filter = ["sent_at"]
    search_fields = ["to"]
    fields = list_display
    readonly_fields = list_display

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
