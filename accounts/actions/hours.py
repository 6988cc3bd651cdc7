"""The hours book. Every action locks the party first, then its rows by span and day, so that no two wait in a ring."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.errors import CapBelowPromisedError, HoursExceededError
from accounts.hours import LONGEST_COMMITMENT, MINUTES, SpanKey, month_of, spread, week_of
from accounts.models import Commitment, HoursSpan, Party, Personnel, Span, User
from accounts.rules import may_edit_personnel
from common.japan import today_in_japan


@transaction.atomic
def commit_hours(
    party: Party, *, source: str, hours_per_week: int, first_day: date, last_day: date
) -> Commitment | None:
    """Promise hours from ``first_day`` to ``last_day``, both included; the same source a second time is quiet.

    Only the first three years are written. None when no hour is promised. Raises HoursExceededError for the first week
    or month without room.
    """
    last_day = min(last_day, first_day + LONGEST_COMMITMENT)
    _lock(party)
    existing = Commitment.objects.filter(party=party, source=source).first()
    if existing is not None and existing.released_at is None:
        return existing
    if hours_per_week < 1 or last_day < first_day:
        return None
    wanted = spread(hours_per_week, first_day, last_day)
    rows = _rows(party, wanted)
    _require_room(rows, wanted)
    _add(rows, wanted)
    facts = {"hours_per_week": hours_per_week, "first_day": first_day, "last_day": last_day, "released_at": None}
    return Commitment.objects.update_or_create(party=party, source=source, defaults=facts)[0]


@transaction.atomic
def release_hours(party: Party, *, source: str, from_day: date | None = None) -> None:
    """Give back what was promised from ``from_day`` on; without it, everything. Quiet when there is nothing left."""
    _lock(party)
    held = Commitment.objects.filter(party=party, source=source, released_at__isnull=True).first()
    if held is None:
        return
    first = max(held.first_day, from_day or held.first_day)
    if first > held.last_day:
        return
    freed = {key: -minutes for key, minutes in spread(held.hours_per_week, first, held.last_day).items()}
    _add(_rows(party, freed), freed)
    held.last_day, held.released_at = first - timedelta(days=1), timezone.now()
    held.save(update_fields=["last_day", "released_at"])


@transaction.atomic
def end_commitment(commitment: Commitment, *, from_day: date, actor: User) -> None:
    """The work ends early, says the lending company: from that day on the hours are free. Raises PermissionDenied."""
    if not may_edit_personnel(actor, commitment.party):
        raise PermissionDenied
    release_hours(commitment.party, source=commitment.source, from_day=from_day)


@transaction.atomic
def change_caps(personnel: Personnel, *, weekly: int, monthly: int) -> bool:
    """Set the most hours a week and a month, for this week and month and all later ones; says whether they differ.

    Raises CapBelowPromisedError for the first week or month in which more is promised already.
    """
    _lock(personnel.party)
    current = Personnel.objects.get(pk=personnel.pk)
    if (current.weekly_cap, current.monthly_cap) == (weekly, monthly):
        return False
    today, caps = today_in_japan(), {Span.WEEK.value: weekly * MINUTES, Span.MONTH.value: monthly * MINUTES}
    later = HoursSpan.objects.filter(party=personnel.party_id).select_for_update()
    for span, begins in ((Span.WEEK.value, week_of(today)), (Span.MONTH.value, month_of(today))):
        rows = later.filter(span=span, starts_on__gte=begins).order_by("starts_on")
        full = next((row for row in rows if row.promised > caps[span]), None)
        if full is not None:
            raise CapBelowPromisedError(full.span, full.starts_on, promised=full.promised)
        rows.update(cap=caps[span])
    Personnel.objects.filter(pk=personnel.pk).update(weekly_cap=weekly, monthly_cap=monthly)
    return True


def _lock(party: Party) -> None:
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)


def _rows(party: Party, wanted: Iterable[SpanKey]) -> dict[SpanKey, HoursSpan]:
    """The rows of these weeks and months, made where they are missing, locked in one order for all."""
    personnel = Personnel.objects.filter(party=party).first()
    caps = {
        Span.WEEK.value: personnel.weekly_cap * MINUTES if personnel else None,
        Span.MONTH.value: personnel.monthly_cap * MINUTES if personnel else None,
    }
    keys = sorted(wanted)
    HoursSpan.objects.bulk_create(
        [HoursSpan(party=party, span=span, starts_on=day, cap=caps[span]) for span, day in keys], ignore_conflicts=True
    )
    days = {day for _span, day in keys}
    rows = HoursSpan.objects.select_for_update().filter(party=party, starts_on__in=days)
    found = {(row.span, row.starts_on): row for row in rows.order_by("span", "starts_on")}
    return {key: found[key] for key in keys}


def _require_room(rows: dict[SpanKey, HoursSpan], wanted: dict[SpanKey, int]) -> None:
    for key in sorted(wanted, key=lambda key: (key[1], key[0])):
        free = rows[key].free
        if free is not None and wanted[key] > free:
            raise HoursExceededError(key[0], key[1], free=free, wanted=wanted[key])


def _add(rows: dict[SpanKey, HoursSpan], minutes: dict[SpanKey, int]) -> None:
    for key, row in rows.items():
        HoursSpan.objects.filter(pk=row.pk).update(promised=F("promised") + minutes[key])
