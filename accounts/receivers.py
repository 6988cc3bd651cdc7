"""What accounts do when something happens to the right of them."""

from typing import Any

from django.dispatch import receiver

from accounts.actions.imports import IMPORT, fail_import
from outbox.signals import work_died


@receiver(work_died)
def give_up_import(sender: Any, kind: str, key: str, **_context: Any) -> None:
    if kind == IMPORT:
        fail_import(int(key))
