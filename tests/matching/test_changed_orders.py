"""A ranking of an older version of an order never stands over a newer one, and is never shown as the current one."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Profile
from matching import actions as matching_actions
from matching import queries, snapshots
from matching.actions import RANK_ORDER, Answer, compute_ranking, store_ranking
from matching.models import MatchRun, Slate
from messaging.models import StreamEvent
from orders import actions
from orders.models import Order
from orders.states import OrderStatus
from outbox.leases import LeaseLostError, claim_work
from outbox.models import Work
from tests.factories import owner_of
from tests.matching.conftest import rank_now
from tests.matching.test_ranking import claim, told
from tests.orders.making import change_order, changed_draft
from tests.orders.making import make_order as make_open_order
from tests.outbox.conftest import make_due

pytestmark = pytest.mark.django_db(transaction=True)

type People = Callable[[int], list[Profile]]
PATIENCE = 20


@pytest.fixture
def order(db: None) -> Order:
    return make_open_order(remote="full", problem="在庫を紙の台帳で数えています。")


def current_version() -> int:
    return Slate.objects.get(is_current=True).run.order_version


def computed(order: Order) -> Answer:
    """A ranking of the order as it is in the database now; a worker has its own copy of it."""
    return compute_ranking(Order.objects.get(pk=order.pk), snapshots.current_snapshot())


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def shown_to_client(order: Order, page: str = "candidates/") -> str:
    return signed_in(owner_of(order.client)).get(f"/orders/{order.public_id}/{page}").text


def test_a_change_asks_for_a_ranking_and_tells_those_shown(order: Order, make_people: People) -> None:
    people = make_people(3)
    rank_now(order)
    StreamEvent.objects.all().delete()
    before = Work.objects.get(kind=RANK_ORDER).want_version
    change_order(order, title="別の題名")
    work = Work.objects.get(kind=RANK_ORDER)
    assert work.want_version == before + 1
    assert told("match-changed") == sorted(profile.party.user_id for profile in people)
    rank_now(order)
    assert current_version() == 2


def test_the_ranking_of_version_1_that_ends_after_version_2_is_published_writes_nothing(
    order: Order, make_people: People
) -> None:
    make_people(2)
    lease, answer = claim(order), computed(order)
    change_order(order, title="別の題名")
    store_ranking(lease, answer)
    assert not MatchRun.objects.exists()
    work = Work.objects.get(kind=RANK_ORDER)
    assert work.done_version < work.want_version, "the newest version still waits to be ranked"
    rank_now(order)
    assert current_version() == 2


def test_of_two_workers_the_slow_one_with_the_older_version_writes_nothing(order: Order, make_people: People) -> None:
    make_people(2)
    slow, old = claim(order), computed(order)
    change_order(order, title="別の題名")
    work = Work.objects.get(kind=RANK_ORDER)
    Work.objects.update(lease_until=timezone.now() - timedelta(hours=1))
    make_due(work)
    fast = claim_work(work.pk)
    assert fast is not None
    store_ranking(fast, computed(order))
    assert current_version() == 2
    with pytest.raises(LeaseLostError):
        store_ranking(slow, old)
    assert (MatchRun.objects.count(), current_version()) == (1, 2)


def test_two_workers_with_valid_leases_still_cannot_store_an_older_version(order: Order, make_people: People) -> None:
    """Were the lease to fail, the version that is checked under the order's lock would hold by itself."""
    make_people(2)
    old = computed(order)
    change_order(order, title="別の題名")
    new = computed(order)
    store_ranking(claim(order), new)
    store_ranking(claim(order), old)
    assert (MatchRun.objects.count(), current_version()) == (1, 2)


def in_thread(step: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            step()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_version_published_while_a_ranking_is_stored_waits_and_is_ranked_next(
    order: Order, make_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_people(2)
    lease, answer = claim(order), computed(order)
    draft, owner = changed_draft(order, title="別の題名"), owner_of(order.client)
    begun, threads, stored = threading.Event(), list[threading.Thread](), matching_actions._stored_slate

    def publish() -> None:
        begun.set()
        actions.publish_change(order, draft, base=1, actor=owner)

    def store_and_be_interrupted(*given: object) -> Slate:
        threads.append(in_thread(publish))
        begun.wait(PATIENCE)
        threads[0].join(0.3)
        assert threads[0].is_alive(), "the order was changed while its ranking was being stored"
        return stored(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(matching_actions, "_stored_slate", store_and_be_interrupted)
    store_ranking(lease, answer)
    threads[0].join(PATIENCE)
    monkeypatch.undo()
    order.refresh_from_db()
    assert (order.version, current_version()) == (2, 1)
    ranking = queries.current_ranking(order)
    assert ranking is not None
    assert ranking.is_being_replaced(order)
    rank_now(order)
    assert current_version() == 2


def test_a_ranking_stored_while_a_version_is_published_waits_and_then_writes_nothing(
    order: Order, make_people: People
) -> None:
    make_people(2)
    lease, answer = claim(order), computed(order)
    draft, owner = changed_draft(order, title="別の題名"), owner_of(order.client)
    with transaction.atomic():
        actions.publish_change(order, draft, base=1, actor=owner)
        storing = in_thread(lambda: store_ranking(lease, answer))
        storing.join(0.3)
        assert storing.is_alive()
    storing.join(PATIENCE)
    assert not storing.is_alive()
    assert not MatchRun.objects.exists()


def test_pages_say_that_the_order_is_ranked_anew_instead_of_showing_the_old_list(
    order: Order, make_people: People
) -> None:
    person = make_people(2)[0]
    rank_now(order)
    mine = signed_in(person.party.user)
    handle = person.party.handle
    assert handle in shown_to_client(order)
    for path in (f"/orders/{order.public_id}/my-match/", "/matches/", "/dashboard/"):
        assert 'class="score"' in mine.get(path).text, path
    change_order(order, title="別の題名")
    page = shown_to_client(order)
    assert handle not in page
    assert "順位付けをし直しています" in page
    for path in (f"/orders/{order.public_id}/my-match/", "/matches/", "/dashboard/"):
        page = mine.get(path).text
        assert 'class="score"' not in page, path
        assert "順位付けをし直しています" in page, path
    rank_now(order)
    assert handle in shown_to_client(order)
    assert 'class="score"' in mine.get("/matches/").text


def test_the_reasons_of_an_older_ranking_say_which_version_they_are_for(order: Order, make_people: People) -> None:
    person = make_people(1)[0]
    rank_now(order)
    path = f"candidates/{person.party.public_id}/"
    assert "第1版" not in shown_to_client(order, path)
    change_order(order, title="別の題名")
    page = shown_to_client(order, path)
    assert "第1版" in page
    assert "第2版" in page


def test_an_older_ranking_of_an_order_whose_bids_are_closed_is_named_as_such(order: Order, make_people: People) -> None:
    person = make_people(1)[0]
    rank_now(order)
    change_order(order, title="別の題名")
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.SELECTING)
    page = re.sub(r"\s+", " ", shown_to_client(order))
    assert person.party.handle in page
    assert "第1版" in page
    assert "第1版" in signed_in(person.party.user).get(f"/orders/{order.public_id}/my-match/").text
