"""What accounts do when something happens to the right of them."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from accounts.actions import connect_who_agreed
from accounts.actions.imports import IMPORT, fail_import
from outbox.signals import work_died


@receiver(work_died)
def give_up_import(sender: Any, kind: str, key: str, **_context: Any) -> None:
    if kind == IMPORT:
        fail_import(int(key))


@receiver(email_confirmed)
def connect_lent_person(sender: Any, email_address: EmailAddress, **_context: Any) -> None:
    connect_who_agreed(email_address.user, email_address.email)
