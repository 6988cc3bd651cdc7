"""The lifecycle of a message to those who run the platform, as one table."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class ContactStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("message", "Open")
    ANSWERED = "answered", pgettext_lazy("message", "Answered")
    CLOSED = "closed", pgettext_lazy("message", "Closed")


CONTACT_MOVES: Mapping[str, frozenset[str]] = {
    ContactStatus.OPEN: frozenset({ContactStatus.ANSWERED, ContactStatus.CLOSED}),
    ContactStatus.ANSWERED: frozenset({ContactStatus.OPEN, ContactStatus.CLOSED}),
    ContactStatus.CLOSED: frozenset({ContactStatus.OPEN}),
}
