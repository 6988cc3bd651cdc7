"""An action that loses a race for locks is tried again, and told in words when it goes on losing."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from orders import actions
from orders.actions import moves
from orders.errors import BusyError
from orders.models import Bid, Order
from orders.states import BidStatus
from tests.orders.making import make_bid, make_freelancer, make_order, offer, owner_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _short_wait() -> Iterator[None]:
    """Locks are waited for 0.1 s, not for 2 s."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    yield
    connection.close()


@contextmanager
def held(order: Order) -> Iterator[psycopg.Connection]:
    """The order's row locked by somebody else, until the end or their rollback."""
    with psycopg.connect(settings.DATABASE_OWNER_URL) as other:
        other.execute("SELECT 1 FROM orders_order WHERE id = %s FOR UPDATE", [order.pk])
        yield other
        other.rollback()


def test_next_try_passes_when_the_lock_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    order, person = make_order(), make_freelancer()
    with held(order) as other:
        monkeypatch.setattr(moves.time, "sleep", lambda _seconds: other.rollback())
        actions.submit_bid(order, offer(), actor=person.user)
    assert Bid.objects.get().events.count() == 1
    assert owner_of(order.client).notifications.count() == 1


def test_after_three_tries_it_is_said_that_others_are_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(moves.time, "sleep", pauses.append)
    order = make_order()
    with held(order), pytest.raises(BusyError):
        actions.close_order(order, actor=owner_of(order.client))
    assert len(pauses) == 2
    assert all(0 <= seconds <= moves.LONGEST_PAUSE_SECONDS for seconds in pauses)


def test_inside_another_transaction_nothing_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves.time, "sleep", lambda _seconds: pytest.fail("paused"))
    order = make_order()
    with held(order), pytest.raises(OperationalError), transaction.atomic():
        actions.close_order(order, actor=owner_of(order.client))


def test_bid_that_finds_the_order_held_comes_back_with_all_that_was_typed() -> None:
    order, person = make_order(), make_freelancer()
    client = Client()
    client.force_login(person.user)
    typed = {"price_yen": "400,000", "plan": "まず現場を一日見ます。", "start_on": offer().start_on.isoformat()}
    with held(order):
        answer = client.post(reverse("orders:bid", args=[order.public_id]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert str(BusyError.sentence) in page
    assert typed["plan"] in page
    assert not Bid.objects.exists()


def test_answer_that_finds_the_order_held_comes_back_with_all_that_was_typed() -> None:
    bid = make_bid(make_order())
    client = Client()
    client.force_login(owner_of(bid.order.client))
    with held(bid.order):
        typed = {"reason": "price", "note": "またの機会にぜひ。"}
        answer = client.post(reverse("orders:decline", args=[bid.public_id]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert str(BusyError.sentence) in page
    assert typed["note"] in page
    bid.refresh_from_db()
    assert bid.status == BidStatus.SUBMITTED
