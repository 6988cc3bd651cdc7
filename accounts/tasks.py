"""What happens to people by the clock."""

from datetime import timedelta

from django.utils import timezone

from accounts import actions
from accounts.actions import imports
from common.ids import ALPHABET
from outbox.registry import scheduled, work_handler

# A hundred thousand people take a few minutes; the lease is renewed on the way.
IMPORT_SECONDS = 1800

work_handler(imports.IMPORT, soft_limit=IMPORT_SECONDS)(imports.work_on_import)


@scheduled("accounts.forget_import_files", every=timedelta(hours=1))
def forget_import_files() -> None:
    imports.forget_import_files()


@scheduled("accounts.forget_api_answers", every=timedelta(minutes=30))
def forget_api_answers() -> None:
    """A key counts for a day: whoever repeats a request later than that has not lost its answer but forgotten it."""
    actions.forget_old_answers()
    actions.forget_old_counts()


@scheduled("accounts.lapse_consents", every=timedelta(minutes=1))
def lapse_consents() -> None:
    actions.lapse_consents()


@scheduled("accounts.prune_files", every=timedelta(minutes=5))
def prune_files() -> None:
    actions.prune_files()


@scheduled("accounts.prune_orphans", every=timedelta(hours=1))
def prune_orphans() -> None:
    """One of the 28 first letters an hour: what a transaction that failed left on the disk is nobody's to find."""
    first = ALPHABET[int(timezone.now().timestamp() // 3600) % len(ALPHABET)]
    for second in ALPHABET:
        actions.prune_orphans(first + second)


@scheduled("accounts.evidence", every=timedelta(minutes=10))
def follow_evidence() -> None:
    """What runs out ends, whose end is near are reminded, identity papers are not kept."""
    actions.expire_evidence()
    actions.remind_of_ends()
    actions.forget_identity_papers()


@scheduled("accounts.work_questions", every=timedelta(hours=1))
def follow_work_questions() -> None:
    """Those nobody answered run out; addresses of clients are not kept."""
    actions.expire_questions()
    actions.forget_addresses()


@scheduled("accounts.end_suspensions", every=timedelta(minutes=1))
def end_suspensions() -> None:
    actions.end_suspensions()
