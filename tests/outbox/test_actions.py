"""Asking for work, doing it, giving it up and trying it again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from outbox.actions import put_bells_back, request_each, request_work, revive_work, run_work, take_bells
from outbox.bells import WORK_CHANNEL, OutsideTransactionError
from outbox.leases import Lease, claim_work
from outbox.models import Work
from outbox.queries import backlog, dead_work
from outbox.registry import Handler, UnknownKindError
from outbox.signals import work_died
from tests.outbox.conftest import KIND, lapse_lease, make_due, request, run_together

pytestmark = pytest.mark.django_db(transaction=True)

Register = Callable[[Handler], None]


# Under a name, because a traceback shows lines of source.
PERSONAL = "no such thing: hanako@example.jp 09012345678\nDETAIL: Key (name)=(Hanako)"


def fail(_lease: Lease) -> None:
    raise ValueError(PERSONAL)


def run_until_dead(work: Work) -> None:
    for _ in range(4):
        make_due(work)
        run_work(work.pk)
    work.refresh_from_db()
    assert work.dead


@pytest.mark.usefixtures("handle")
def test_request_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransactionError):
        request_work(KIND, "a")
    assert not Work.objects.exists()


@pytest.mark.usefixtures("handle")
def test_request_rolled_back_leaves_no_row() -> None:
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        request_work(KIND, "a")
        raise ZeroDivisionError
    assert not Work.objects.exists()


@pytest.mark.usefixtures("handle")
def test_requests_that_may_wait_are_done_together_once() -> None:
    def ask(wait: int) -> Work:
        with transaction.atomic():
            request_work(KIND, "a", wait=timedelta(seconds=wait))
        return Work.objects.get()

    first = ask(5)
    assert timedelta(seconds=4) < first.next_at - first.requested_at <= timedelta(seconds=5)
    assert take_bells(limit=10) == []
    assert not run_work(first.pk)
    assert ask(5).next_at == first.next_at
    urgent = ask(0)
    assert urgent.next_at < first.next_at
    assert ask(5).next_at == urgent.next_at
    assert run_work(first.pk)
    assert Work.objects.get().done_version == 4
    assert ask(5).next_at > urgent.next_at


def test_request_that_may_wait_during_the_work_waits(handle: Register) -> None:
    def edit_meanwhile(lease: Lease) -> None:
        if lease.version == 1:
            with transaction.atomic():
                request_work(KIND, "a", wait=timedelta(seconds=5))

    handle(edit_meanwhile)
    work = request("a")
    assert run_work(work.pk)
    assert not run_work(work.pk)
    make_due(work)
    assert run_work(work.pk)


@pytest.mark.usefixtures("handle")
def test_many_requests_are_one_statement_and_one_bell() -> None:
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as listener:
        listener.execute(f"LISTEN {WORK_CHANNEL}")
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            request_each(KIND, ["b", "a", "b"])
            request_each(KIND, [])
        assert len(list(listener.notifies(timeout=0.3))) == 1
    assert len([query for query in asked.captured_queries if "outbox_work" in query["sql"]]) == 1
    assert list(Work.objects.order_by("pk").values_list("key", "want_version")) == [("a", 1), ("b", 1)]


@pytest.mark.usefixtures("handle")
def test_request_of_an_unknown_kind_or_a_long_key_is_refused() -> None:
    with transaction.atomic():
        with pytest.raises(UnknownKindError):
            request_work("tests.unheard_of", "a")
        with pytest.raises(ValueError, match="64"):
            request_work(KIND, "a" * 65)


@pytest.mark.usefixtures("handle")
def test_requests_by_many_threads_are_all_counted_in_one_row() -> None:
    run_together(lambda: request("a"), 8)
    assert Work.objects.get().want_version == 8


def test_version_asked_for_during_the_work_is_done_next(handle: Register) -> None:
    seen: list[int] = []

    def edit_meanwhile(lease: Lease) -> None:
        seen.append(lease.version)
        if lease.version == 1:
            run_together(lambda: request("a"), 2)

    handle(edit_meanwhile)
    work = request("a")
    assert run_work(work.pk)
    assert run_work(work.pk)
    assert not run_work(work.pk)
    assert seen == [1, 3]


def test_failed_work_waits_longer_each_time_and_dies_after_four_attempts(handle: Register) -> None:
    handle(fail)
    work = request("a")
    waits = []
    for _ in range(4):
        make_due(work)
        before = Work.objects.get().next_at
        assert not run_work(work.pk)
        work.refresh_from_db()
        waits.append(round((work.next_at - before).total_seconds()))
    assert waits[:3] == [1, 4, 16]
    assert (work.dead, work.attempts) == (True, 4)
    make_due(work)
    assert not run_work(work.pk)
    work.refresh_from_db()
    assert work.attempts == 4


def test_failed_work_is_not_run_before_its_time(handle: Register) -> None:
    handle(fail)
    work = request("a")
    run_work(work.pk)
    run_work(work.pk)
    work.refresh_from_db()
    assert work.attempts == 1


def test_failure_of_a_late_holder_does_not_touch_the_new_one(handle: Register) -> None:
    fresh: list[Lease | None] = []

    def lose_and_fail(lease: Lease) -> None:
        lapse_lease(work)
        fresh.append(claim_work(work.pk))
        fail(lease)

    handle(lose_and_fail)
    work = request("a")
    assert not run_work(work.pk)
    work.refresh_from_db()
    assert fresh[0] is not None
    assert (work.lease_token, work.last_error) == (fresh[0].token, "")


def test_dead_row_does_not_disturb_a_healthy_one(handle: Register) -> None:
    handle(lambda lease: fail(lease) if lease.key == "poison" else None)
    poison, healthy = request("poison"), request("healthy")
    run_until_dead(poison)
    assert run_work(healthy.pk)
    assert [work.key for work in dead_work()] == ["poison"]


def test_recorded_and_logged_error_names_no_person(handle: Register, caplog: pytest.LogCaptureFixture) -> None:
    def fail_in_vain(lease: Lease) -> None:
        try:
            fail(lease)
        except ValueError as error:
            raise RuntimeError(PERSONAL) from error

    handle(fail_in_vain)
    work = request("a")
    run_work(work.pk)
    work.refresh_from_db()
    assert work.last_error == "RuntimeError: no such thing: … …"
    logged = caplog.text
    assert f"work {KIND} a failed: RuntimeError: no such thing: … …" in logged
    assert "in fail_in_vain" in logged
    assert "ValueError, raised at" in logged
    for secret in ("hanako@example.jp", "09012345678", "Key (name)=(Hanako)"):
        assert secret not in logged


def test_request_brings_a_dead_row_back(handle: Register) -> None:
    handle(fail)
    work = request("a")
    run_until_dead(work)
    handle(lambda _lease: None)
    request("a")
    assert run_work(work.pk)


def test_version_asked_for_during_the_last_attempt_gets_its_own_attempts(handle: Register) -> None:
    def edit_and_fail(lease: Lease) -> None:
        run_together(lambda: request("a"), 1)
        fail(lease)

    handle(edit_and_fail)
    work = request("a")
    for _ in range(6):
        run_work(work.pk)
    work.refresh_from_db()
    assert (work.dead, work.attempts, work.want_version) == (False, 0, 7)


@pytest.mark.usefixtures("handle")
def test_row_whose_holders_were_all_killed_dies() -> None:
    work = request("a")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_work SET attempts = 4, lease_until = clock_timestamp() + interval '9 s'")
    run_work(work.pk)
    work.refresh_from_db()
    assert not work.dead
    lapse_lease(work)
    assert not run_work(work.pk)
    work.refresh_from_db()
    assert work.dead
    assert "without an answer" in work.last_error


def test_death_is_announced_once_and_a_broken_receiver_does_not_prevent_it(handle: Register) -> None:
    heard: list[str] = []

    def receive(**arguments: object) -> None:
        heard.append(str(arguments["key"]))
        raise ZeroDivisionError

    work_died.connect(receive)
    try:
        handle(fail)
        run_until_dead(request("a"))
    finally:
        work_died.disconnect(receive)
    assert heard == ["a"]


def test_revived_row_is_due_again_and_a_living_one_is_left_alone(handle: Register) -> None:
    handle(fail)
    work = request("a")
    run_until_dead(work)
    revive_work(work)
    work.refresh_from_db()
    assert (work.dead, work.attempts) == (False, 0)
    run_work(work.pk)
    revive_work(work)
    work.refresh_from_db()
    assert work.attempts == 1


def test_kind_without_a_handler_counts_as_a_failure(handle: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    handle(fail)
    work = request("a")
    monkeypatch.setattr("outbox.registry.WORK_KINDS", {})
    run_work(work.pk)
    work.refresh_from_db()
    assert work.last_error.startswith("UnknownKindError")


@pytest.mark.usefixtures("handle")
def test_bell_is_taken_once_until_a_new_version_or_a_lapsed_lease() -> None:
    work = request("a")
    assert take_bells(limit=10) == [(work.pk, KIND)]
    assert take_bells(limit=10) == []
    request("a")
    assert take_bells(limit=10) == [(work.pk, KIND)]
    put_bells_back([work.pk])
    assert take_bells(limit=10) == [(work.pk, KIND)]


def test_bell_is_not_taken_for_a_row_in_hand(handle: Register) -> None:
    taken: list[object] = []
    handle(lambda _lease: taken.extend(take_bells(limit=10)))
    work = request("a")
    run_work(work.pk)
    assert taken == []
    assert take_bells(limit=10) == []


def test_backlog_counts_waiting_running_and_dead_rows(handle: Register) -> None:
    seen = []
    handle(lambda _lease: seen.append(backlog()))
    dead, finished, _waiting = request("dead"), request("finished"), request("waiting")
    Work.objects.filter(pk=dead.pk).update(dead=True)
    run_work(finished.pk)
    assert (seen[0].waiting, seen[0].running, seen[0].dead) == (1, 1, 1)
    assert (backlog().waiting, backlog().running) == (1, 0)
    assert backlog().oldest == _waiting.requested_at
