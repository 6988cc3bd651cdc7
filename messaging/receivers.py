"""What messaging does when something happens to the right of it."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver

from accounts.models import User
from outbox.bells import ring_stream


@receiver(user_logged_out)
def end_streams_of_session(sender: Any, user: User | None, **_context: Any) -> None:
    """Streams look at their session whenever they are woken, so waking them is enough."""
    if user is not None:
        with transaction.atomic():
            ring_stream([user.pk])
