"""Messages for administrators: read only."""

from django.contrib import admin

from common.admin import ReadOnly
from messaging.models import OutgoingMail


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnly, admin.ModelAdmin[OutgoingMail]):
    """Whether a mail went out; its text stays between the sender and the reader."""

    list_display = ("to", "subject", "created_at", "sent_at")
    list_filter = ("sent_at",)
    search_fields = ("to",)
    date_hierarchy = "created_at"
    fields = list_display
