"""What orders do when something happens to the people who bid."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Party
from accounts.signals import consent_ended
from orders import actions


@receiver(consent_ended)
def end_bids_without_consent(sender: Any, party: Party, **_context: Any) -> None:
    actions.end_bids_without_consent(party)
