"""The hours book: exact spreading, and never more promised than the cap, however many hands write at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections, transaction
from django.db.models import F, Sum

from accounts import actions
from accounts.errors import CapBelowPromisedError, HoursExceededError
from accounts.hours import month_of, months_from, spread, week_of
from accounts.models import Commitment, HoursSpan, Party
from common.japan import today_in_japan
from tests.factories import make_freelancer, make_lender, make_personnel, owner_of

MONDAY = week_of(today_in_japan()) + timedelta(days=28)
THREADS = 16
GUARD = "hours_promised_within_cap"


def commit(party: Party, hours: int, *, source: str = "order:a", weeks: int = 1) -> Commitment | None:
    last = MONDAY + timedelta(days=7 * weeks - 1)
    return actions.commit_hours(party, source=source, hours_per_week=hours, first_day=MONDAY, last_day=last)


def promised(party: Party, span: str) -> int:
    return HoursSpan.objects.filter(party=party, span=span).aggregate(sum=Sum("promised"))["sum"] or 0


def test_a_week_across_two_months_is_divided_by_its_working_days() -> None:
    assert spread(10, date(2026, 11, 30), date(2026, 12, 6)) == {
        ("week", date(2026, 11, 30)): 600,
        ("month", date(2026, 11, 1)): 120,
        ("month", date(2026, 12, 1)): 480,
    }


@pytest.mark.parametrize("hours", [1, 7, 13, 40, 168])
def test_nothing_is_lost_between_weeks_and_months(hours: int) -> None:
    found = spread(hours, date(2026, 11, 18), date(2027, 3, 3))
    weeks = sum(minutes for (span, _day), minutes in found.items() if span == "week")
    assert weeks == sum(found.values()) - weeks == hours * 12 * 76


def test_a_weekend_promises_nothing() -> None:
    assert spread(40, date(2026, 11, 21), date(2026, 11, 22)) == {}


def test_months_go_over_the_end_of_the_year() -> None:
    assert months_from(date(2026, 11, 20), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


@pytest.mark.django_db
def test_hours_are_promised_once_for_each_source_and_given_back() -> None:
    party = make_personnel(weekly_cap=40, monthly_cap=160).party
    commit(party, 20, weeks=4)
    commit(party, 20, weeks=4)
    assert promised(party, "week") == promised(party, "month") == 4 * 20 * 60
    actions.release_hours(party, source="order:a", from_day=MONDAY + timedelta(days=7))
    assert promised(party, "week") == promised(party, "month") == 20 * 60
    actions.release_hours(party, source="order:a", from_day=MONDAY + timedelta(days=7))
    actions.release_hours(party, source="order:never")
    assert promised(party, "week") == 20 * 60
    commit(party, 10, source="order:b", weeks=4)
    assert promised(party, "week") == (20 + 40) * 60


@pytest.mark.django_db
def test_everything_can_be_given_back_and_promised_again() -> None:
    party = make_personnel().party
    commit(party, 20)
    actions.release_hours(party, source="order:a")
    assert promised(party, "month") == 0
    commit(party, 30)
    assert promised(party, "month") == 30 * 60


@pytest.mark.django_db
def test_the_first_week_or_month_without_room_is_named() -> None:
    party = make_personnel(weekly_cap=40, monthly_cap=100).party
    with pytest.raises(HoursExceededError) as week:
        commit(party, 41)
    assert (week.value.span, week.value.starts_on, week.value.free) == ("week", MONDAY, 40 * 60)
    with pytest.raises(HoursExceededError) as month:
        commit(party, 35, weeks=9)
    assert month.value.span == "month"
    assert "100" in month.value.sentence or month.value.free < 100 * 60
    assert not HoursSpan.objects.filter(promised__gt=0).exists()
    assert not Commitment.objects.exists()


@pytest.mark.django_db
def test_a_freelancer_has_no_cap() -> None:
    party = make_freelancer().party
    commit(party, 100)
    assert HoursSpan.objects.filter(party=party, cap__isnull=True, span="week", promised=6000).exists()


@pytest.mark.django_db
def test_a_cap_does_not_fall_below_what_is_promised() -> None:
    party = make_personnel(weekly_cap=40, monthly_cap=160).party
    commit(party, 20, weeks=9)
    owner = owner_of(party.organisation)
    with pytest.raises(CapBelowPromisedError) as refused:
        actions.edit_personnel(party, actor=owner, weekly_cap=19, staff_number="A-1")
    assert (refused.value.starts_on, refused.value.promised) == (MONDAY, 20 * 60)
    with pytest.raises(CapBelowPromisedError) as refused:
        actions.edit_personnel(party, actor=owner, monthly_cap=60)
    assert refused.value.span == "month"
    assert "2026" in refused.value.sentence or "2027" in refused.value.sentence
    party.personnel.refresh_from_db()
    assert (party.personnel.weekly_cap, party.personnel.monthly_cap, party.personnel.staff_number) == (40, 160, "")
    actions.edit_personnel(party, actor=owner, weekly_cap=20, monthly_cap=100)
    assert set(HoursSpan.objects.filter(party=party, span="week").values_list("cap", flat=True)) == {1200}


@pytest.mark.django_db
def test_only_the_lending_company_ends_a_commitment() -> None:
    party = make_personnel().party
    commitment = commit(party, 20)
    assert commitment is not None
    with pytest.raises(PermissionDenied):
        actions.end_commitment(commitment, from_day=MONDAY, actor=owner_of(make_lender(name="別の会社")))
    actions.end_commitment(commitment, from_day=MONDAY, actor=owner_of(party.organisation))
    assert promised(party, "week") == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("hours_promised_within_cap", {"promised": 61, "cap": 60}),
        ("hours_promised_not_negative", {"promised": -1}),
        ("hours_span_starts_right", {"starts_on": MONDAY + timedelta(days=1)}),
        ("hours_span_starts_right", {"span": "month", "starts_on": month_of(MONDAY) + timedelta(days=1)}),
    ],
)
def test_the_database_keeps_the_book(name: str, fields: dict[str, object]) -> None:
    facts = {"party": make_personnel().party, "span": "week", "starts_on": MONDAY} | fields
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        HoursSpan.objects.create(**facts)


def play(turn: Callable[[int], object]) -> list[Exception]:
    """THREADS threads at the same moment; what they raised."""
    barrier, raised = threading.Barrier(THREADS), list[Exception]()

    def run(thread: int) -> None:
        try:
            barrier.wait(timeout=60)
            turn(thread)
        except (HoursExceededError, CapBelowPromisedError, IntegrityError) as refusal:
            raised.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_sixteen_promises_at_once_stay_within_the_cap() -> None:
    party = make_personnel(weekly_cap=40, monthly_cap=160).party
    raised = play(lambda thread: commit(party, 7, source=f"order:{thread}", weeks=2))
    assert len(raised) == THREADS - 5
    assert all(isinstance(error, HoursExceededError) for error in raised)
    assert set(HoursSpan.objects.filter(party=party, span="week").values_list("promised", flat=True)) == {35 * 60}
    assert Commitment.objects.filter(party=party).count() == 5


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_past_the_action_stay_within_the_cap() -> None:
    """Each reads nothing and adds: only the named check can refuse."""
    row = HoursSpan.objects.create(party=make_personnel().party, span="week", starts_on=MONDAY, cap=40 * 60)
    raised = play(lambda _thread: HoursSpan.objects.filter(pk=row.pk).update(promised=F("promised") + 7 * 60))
    row.refresh_from_db()
    assert row.promised == 35 * 60
    assert len(raised) == THREADS - 5
    assert all("hours_promised_within_cap" in str(error) for error in raised)


@contextmanager
def without_guard() -> Iterator[None]:
    """The check gone, and back afterwards: only the owner of the tables may do that."""
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        found = owner.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [GUARD])
        [definition] = found.fetchone() or [None]
        assert definition is not None
        owner.execute(f"ALTER TABLE accounts_hoursspan DROP CONSTRAINT {GUARD}")
        try:
            yield
        finally:
            owner.execute("DELETE FROM accounts_hoursspan")
            owner.execute(f"ALTER TABLE accounts_hoursspan ADD CONSTRAINT {GUARD} {definition}")


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_overfill_the_week_once_the_check_is_gone() -> None:
    """What the test above holds is the check: without it, the same race promises far more than the cap."""
    row = HoursSpan.objects.create(party=make_personnel().party, span="week", starts_on=MONDAY, cap=40 * 60)
    with without_guard():
        raised = play(lambda _thread: HoursSpan.objects.filter(pk=row.pk).update(promised=F("promised") + 7 * 60))
        row.refresh_from_db()
        assert raised == []
        assert row.promised == THREADS * 7 * 60 > 40 * 60


@pytest.mark.django_db(transaction=True)
def test_a_cap_lowered_while_hours_are_promised_never_lies_below_them() -> None:
    """Half of the threads promise, half lower the cap: whoever comes second is refused."""
    personnel = make_personnel(weekly_cap=40, monthly_cap=160).party.personnel

    def turn(thread: int) -> object:
        if thread % 2:
            return commit(personnel.party, 7, source=f"order:{thread}", weeks=2)
        return actions.change_caps(personnel, weekly=21 - thread // 2, monthly=160)

    play(turn)
    personnel.refresh_from_db()
    weeks = HoursSpan.objects.filter(party=personnel.party, span="week")
    assert {row.cap for row in weeks} <= {personnel.weekly_cap * 60}
    assert all(row.promised <= personnel.weekly_cap * 60 for row in weeks)
    assert promised(personnel.party, "week") == Commitment.objects.count() * 7 * 2 * 60
