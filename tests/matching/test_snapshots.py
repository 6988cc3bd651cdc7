"""Who can be ranked, kept in memory and brought up to date by reading only those who changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Profile
from matching import snapshots
from matching.actions import RANK_ORDER
from orders.models import Order
from outbox.registry import WORK_KINDS
from tests.matching.conftest import rank_now
from tests.matching.engine.test_changes import shown_table

pytestmark = pytest.mark.django_db(transaction=True)

type People = Callable[[int], list[Profile]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The party ids of each read of people from here on."""
    reads: list[list[int]] = []
    original = snapshots.candidates_for_matching
    monkeypatch.setattr(snapshots, "candidates_for_matching", lambda ids: reads.append(list(ids)) or original(ids))
    return reads


def test_snapshot_reads_only_people_who_changed(make_people: People, read: list[list[int]]) -> None:
    people = make_people(4)
    first = snapshots.current_snapshot()
    read.clear()
    assert snapshots.current_snapshot() is first
    Profile.objects.filter(pk=people[2].pk).update(rate_jpy_hour=1, version=9)
    Profile.objects.filter(pk=people[0].pk).update(is_listed=False)
    second = snapshots.current_snapshot()
    assert read == [[people[2].party_id]]
    assert second.table.ids.tolist() == sorted(profile.party_id for profile in people[1:])
    assert second.table.people["rate"][second.table.ids == people[2].party_id].tolist() == [1]


def test_changed_snapshot_is_the_snapshot_read_afresh(make_people: People) -> None:
    people = make_people(5)
    snapshots.current_snapshot()
    Profile.objects.filter(pk=people[1].pk).update(summary="醤油の在庫をExcelで数える", version=7)
    Profile.objects.filter(pk=people[4].pk).update(is_listed=False)
    make_people(2)
    changed = snapshots.current_snapshot()
    snapshots.forget_snapshot()
    fresh = snapshots.current_snapshot()
    assert changed.versions == fresh.versions
    assert shown_table(changed.table) == shown_table(fresh.table)


def test_unchanged_snapshot_takes_two_queries(make_people: People, django_assert_num_queries: object) -> None:
    make_people(3)
    snapshots.current_snapshot()
    with django_assert_num_queries(2):  # type: ignore[operator]
        snapshots.current_snapshot()


def test_interrupted_reading_goes_on_where_it_stopped(
    make_people: People, read: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "READ_TOGETHER", 2)
    parties = sorted(profile.party_id for profile in make_people(5))

    def stop_after_the_second() -> None:
        if len(read) == 2:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        snapshots.current_snapshot(between=stop_after_the_second)
    assert snapshots.current_snapshot().table.ids.tolist() == parties
    assert read == [parties[:2], parties[2:4], parties[4:]]


def test_person_who_leaves_while_being_read_is_in_no_snapshot(
    make_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    staying, leaving = make_people(2)
    snapshots.current_snapshot()
    Profile.objects.update(version=8)
    original = snapshots.candidates_for_matching

    def read_after_leaving(ids: list[int]) -> object:
        Profile.objects.filter(pk=leaving.pk).update(is_listed=False)
        return original(ids)

    monkeypatch.setattr(snapshots, "candidates_for_matching", read_after_leaving)
    assert snapshots.current_snapshot().table.ids.tolist() == [staying.party_id]


def test_first_ranking_keeps_its_lease_while_it_reads_everybody(
    order: Order, make_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(3)
    renewed: list[int] = []
    monkeypatch.setattr(snapshots, "READ_TOGETHER", 1)
    monkeypatch.setattr("outbox.leases.Lease.renew", lambda lease: renewed.append(lease.work_id))
    assert rank_now(order)
    assert len(renewed) == 3
    assert WORK_KINDS[RANK_ORDER].soft_limit >= 30


def test_worker_starts_without_the_database(make_people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    make_people(2)
    snapshots.warm_up()
    assert connection.connection is None, "its children would share the connection"
    snapshots.forget_snapshot()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    snapshots.warm_up()
    assert connection.connection is None
