"""Many hands on one order at once, on real PostgreSQL: never more awards than positions, never a bid after the end."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import Count, F

from accounts.models import Profile, User
from common.japan import today_in_japan
from orders import actions
from orders.errors import MoveRefusedError, OrderError, PositionsFilledError
from orders.models import Award, Bid, Order
from orders.states import BidStatus, DeclineReason, OrderStatus
from tests.orders.making import make_bid, make_company, make_freelancer, make_order, offer, owner_of

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 16
GUARD = "order_awards_within_positions"


def play(rounds: int, turn: Callable[[int, int], object]) -> list[Exception]:
    """In each round, THREADS threads do ``turn(round, thread)`` at the same moment; what they raised."""
    barrier, raised = threading.Barrier(THREADS), list[Exception]()

    def run(thread: int) -> None:
        try:
            for number in range(rounds):
                barrier.wait(timeout=60)
                try:
                    turn(number, thread)
                except (OrderError, IntegrityError) as refusal:
                    raised.append(refusal)
        except Exception as error:
            raised.append(error)
            barrier.abort()
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def contests(rounds: int) -> tuple[list[list[Bid]], User]:
    """For each round an open order of one company with 1, 2 or 3 positions, and a bid of each of THREADS people."""
    people = [make_freelancer() for _ in range(THREADS)]
    model = make_order()
    orders = Order.objects.bulk_create(
        Order(
            client=model.client,
            title=f"round {number}",
            status=OrderStatus.OPEN,
            positions=positions,
            published_at=model.published_at,
            bids_close_at=model.bids_close_at,
        )
        for number, positions in zip(range(rounds), cycle((1, 2, 3)), strict=False)
    )
    bids = Bid.objects.bulk_create(
        Bid(order=order, party=person.party, price_yen=1, plan="…", start_on=today_in_japan())
        for order in orders
        for person in people
    )
    return [bids[first : first + THREADS] for first in range(0, len(bids), THREADS)], owner_of(model.client)


def overfilled() -> list[Order]:
    """Orders with more award rows than positions, counted from the rows themselves."""
    counted = Order.objects.annotate(awarded=Count("awards"))
    return list(counted.filter(awarded__gt=F("positions")))


def filled_exactly() -> int:
    counted = Order.objects.annotate(awarded=Count("awards")).filter(awarded=F("positions"))
    return counted.filter(awarded_count=F("positions")).count()


def insert_award(bid: Bid) -> None:
    with transaction.atomic():
        Award.objects.create(order_id=bid.order_id, bid=bid)


def test_raw_award_rows_never_exceed_positions_in_200_rounds() -> None:
    bids, _owner = contests(rounds=200)
    raised = play(200, lambda number, thread: insert_award(bids[number][thread]))
    assert overfilled() == []
    assert filled_exactly() == 200
    assert {type(error) for error in raised} == {IntegrityError}
    assert all(GUARD in str(error) for error in raised)


def awarding(rounds: int) -> None:
    bids, owner = contests(rounds)
    raised = play(rounds, lambda number, thread: actions.award_bid(bids[number][thread], actor=owner))
    assert overfilled() == []
    assert filled_exactly() == rounds
    assert {type(error) for error in raised} <= {PositionsFilledError, MoveRefusedError}
    seen = Counter(Bid.objects.values_list("status", flat=True))
    won = Award.objects.count()
    assert seen == {BidStatus.AWARDED: won, BidStatus.DECLINED: rounds * THREADS - won}
    assert won + len(raised) == rounds * THREADS
    assert not Bid.objects.filter(status=BidStatus.DECLINED).exclude(decline_reason=DeclineReason.OTHER_CHOSEN)


def test_award_action_never_exceeds_positions() -> None:
    awarding(rounds=20)


@pytest.mark.long
def test_award_action_never_exceeds_positions_in_200_rounds() -> None:
    awarding(rounds=200)


@contextmanager
def without_guard() -> Iterator[None]:
    """The check constraint gone, and back afterwards: only the owner of the tables may do that."""
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        found = owner.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [GUARD])
        [definition] = found.fetchone() or [None]
        assert definition is not None
        owner.execute(f"ALTER TABLE orders_order DROP CONSTRAINT {GUARD}")
        try:
            yield
        finally:
            owner.execute("DELETE FROM orders_award")
            owner.execute(f"ALTER TABLE orders_order ADD CONSTRAINT {GUARD} {definition}")


def test_raw_award_rows_exceed_positions_once_the_guard_is_gone() -> None:
    """What the tests above hold is the constraint: without it, the same rounds end with awards too many."""
    bids, _owner = contests(rounds=10)
    with without_guard():
        raised = play(10, lambda number, thread: insert_award(bids[number][thread]))
        assert raised == []
        assert len(overfilled()) == 10
    raised = play(10, lambda number, thread: insert_award(bids[number][thread]))
    assert overfilled() == []
    assert filled_exactly() == 10


def test_award_row_of_another_orders_bid_is_refused() -> None:
    bid, other = make_bid(make_order()), make_order()
    with pytest.raises(IntegrityError, match="is not a bid on order"), transaction.atomic():
        Award.objects.create(order=other, bid=bid)


def test_one_person_bidding_many_times_at_once_has_one_bid() -> None:
    order, person = make_order(), make_freelancer()
    raised = play(3, lambda _number, _thread: actions.submit_bid(order, offer(), actor=person.user))
    assert raised == []
    assert Bid.objects.get().events.count() == 1
    assert owner_of(order.client).notifications.count() == 1


def test_bids_and_endings_at_once_leave_nobody_without_an_answer() -> None:
    """Half of the threads bid while the others close, withdraw, award and take back: no deadlock, nobody forgotten."""
    company = make_company()
    owner = owner_of(company)
    orders = [make_order(company, positions=2) for _ in range(8)]
    early = [make_bid(order) for order in orders]
    people: list[Profile] = [make_freelancer() for _ in range(THREADS)]

    def turn(number: int, thread: int) -> object:
        order = orders[number]
        if thread == 0:
            return actions.close_order(order, actor=owner)
        if thread == 1:
            return actions.withdraw_order(order, actor=owner)
        if thread == 2:
            return actions.award_bid(early[number], actor=owner)
        if thread == 3:
            return actions.withdraw_bid(early[number], actor=early[number].party.user)
        return actions.submit_bid(order, offer(), actor=people[thread].user)

    raised = play(len(orders), turn)
    assert all(isinstance(error, OrderError) for error in raised)
    for order in orders:
        order.refresh_from_db()
        assert order.status in {OrderStatus.CLOSED, OrderStatus.WITHDRAWN}
        assert not order.bids.filter(status=BidStatus.SUBMITTED).exists()
