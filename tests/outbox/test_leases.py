"""One holder at a time, and a late holder writes nothing."""

from __future__ import annotations

import contextlib

import pytest
from django.db import connection

from outbox.actions import run_work
from outbox.leases import Lease, LeaseLostError, claim_work
from outbox.models import Heartbeat, Work
from tests.outbox.conftest import lapse_lease, request, run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("handle")]


def write_effect(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO outbox_heartbeat (name, host, at) VALUES (%s, 'effect', now())", [name])


def effects() -> list[str]:
    return sorted(Heartbeat.objects.filter(host="effect").values_list("name", flat=True))


def claim(work: Work) -> Lease:
    lease = claim_work(work.pk)
    assert lease is not None
    return lease


def test_claim_by_many_threads_gives_one_lease() -> None:
    for round_number in range(20):
        work = request(f"round-{round_number}")
        leases = [lease for lease in run_together(lambda work=work: claim_work(work.pk), 8) if lease]
        assert len(leases) == 1


def test_leased_row_is_not_claimed_until_the_lease_lapses() -> None:
    work = request("a")
    first = claim(work)
    assert claim_work(work.pk) is None
    lapse_lease(work)
    second = claim(work)
    assert second.token != first.token
    assert second.version == first.version == 1


def test_stale_holder_is_refused_before_it_writes() -> None:
    work = request("a")
    stale = claim(work)
    lapse_lease(work)
    claim(work)
    with pytest.raises(LeaseLostError), stale.completing():
        pytest.fail("a stale holder got into its block")


def test_holder_that_loses_its_lease_while_writing_writes_nothing() -> None:
    work = request("a")
    stale = claim(work)

    def take_over() -> None:
        lapse_lease(work)
        with claim(work).completing():
            write_effect("fresh")

    def write_late() -> None:
        with stale.completing():
            write_effect("stale")
            run_together(take_over, 1)

    with pytest.raises(LeaseLostError):
        write_late()
    assert effects() == ["fresh"]
    assert not stale.completed


def test_late_holder_gives_way_to_one_that_is_still_at_work() -> None:
    work = request("a")
    stale = claim(work)
    fresh: list[Lease] = []

    def write_late() -> None:
        with stale.completing():
            write_effect("stale")
            run_together(lambda: (lapse_lease(work), fresh.append(claim(work))), 1)

    with pytest.raises(LeaseLostError):
        write_late()
    with fresh[0].completing():
        write_effect("fresh")
    assert effects() == ["fresh"]


def test_two_holders_that_write_at_the_same_time_keep_one_result() -> None:
    for round_number in range(20):
        work = request(f"round-{round_number}")
        holders = [claim(work)]
        lapse_lease(work)
        holders.append(claim(work))

        def complete(holders: list[Lease] = holders, round_number: int = round_number) -> bool:
            lease = holders.pop()
            try:
                with lease.completing():
                    write_effect(f"{round_number}-{lease.token}")
            except LeaseLostError:
                return False
            return True

        assert sorted(run_together(complete, 2)) == [False, True]
    assert len(effects()) == 20


def test_finished_lease_cannot_complete_again() -> None:
    lease = claim(request("a"))
    with lease.completing():
        write_effect("once")
    with pytest.raises(LeaseLostError), lease.completing():
        write_effect("twice")
    assert effects() == ["once"]


def test_error_in_the_block_keeps_neither_result_nor_mark() -> None:
    work = request("a")
    lease = claim(work)
    with contextlib.suppress(ZeroDivisionError), lease.completing():
        write_effect("half")
        raise ZeroDivisionError
    work.refresh_from_db()
    assert (work.done_version, effects()) == (0, [])


def test_renewed_lease_lasts_longer() -> None:
    work = request("a")
    lease = claim(work)
    work.refresh_from_db()
    before = work.lease_until
    lease.renew(60)
    work.refresh_from_db()
    assert work.lease_until is not None
    assert before is not None
    assert 45 < (work.lease_until - before).total_seconds() < 61


def test_lost_lease_cannot_be_renewed() -> None:
    work = request("a")
    stale = claim(work)
    lapse_lease(work)
    claim(work)
    with pytest.raises(LeaseLostError):
        stale.renew()


def test_completing_leaves_a_row_free_for_the_newer_version() -> None:
    work = request("a")
    lease = claim(work)
    request("a")
    with lease.completing():
        pass
    work.refresh_from_db()
    assert (work.want_version, work.done_version) == (2, 1)
    assert claim(work).version == 2


def test_finished_row_is_not_run() -> None:
    work = request("a")
    assert run_work(work.pk)
    assert not run_work(work.pk)
