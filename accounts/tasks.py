"""What happens to people by the clock."""

from datetime import timedelta

from accounts import actions
from outbox.registry import scheduled


@scheduled("accounts.forget_api_answers", every=timedelta(minutes=30))
def forget_api_answers() -> None:
    """A key counts for a day: whoever repeats a request later than that has not lost its answer but forgotten it."""
    actions.forget_old_answers()
    actions.forget_old_counts()


@scheduled("accounts.lapse_consents", every=timedelta(minutes=1))
def lapse_consents() -> None:
    actions.lapse_consents()
