"""Every step of an order and of a bid from every state: the legal ones work, all others are refused."""

from collections.abc import Callable
from operator import attrgetter

import pytest
from django.utils import timezone

from accounts.actions import set_chain
from accounts.governments import Seat
from accounts.models import Role
from orders import actions
from orders.errors import AlreadyAwardedError, OrderError
from orders.listing import bids_of, orders_of_members
from orders.models import Bid, Order
from orders.signals import bidding_closed
from orders.states import BID_MOVES, ORDER_MOVES, BidStatus, DeclineReason, OrderStatus
from outbox.actions import run_work
from outbox.models import Work
from tests.orders.making import (
    join,
    make_bid,
    make_company,
    make_draft,
    make_freelancer,
    make_order,
    make_user,
    offer,
    owner_of,
    pass_deadline,
)

pytestmark = pytest.mark.django_db

ORDER_STEPS: dict[str, tuple[Callable[..., Order], str]] = {
    "publish": (actions.publish_order, OrderStatus.OPEN),
    "close": (actions.close_order, OrderStatus.CLOSED),
    "withdraw": (actions.withdraw_order, OrderStatus.WITHDRAWN),
}


def order_in(status: str) -> Order:
    if status == OrderStatus.DRAFT:
        return make_draft()
    if status == OrderStatus.IN_APPROVAL:
        return order_in_approval()
    order = make_order()
    owner = owner_of(order.client)
    if status == OrderStatus.SELECTING:
        pass_deadline(order)
        actions.close_bidding_of(order)
    elif status == OrderStatus.FILLED:
        actions.award_bid(make_bid(order), actor=owner)
    elif status == OrderStatus.CLOSED:
        actions.close_order(order, actor=owner)
    elif status == OrderStatus.WITHDRAWN:
        actions.withdraw_order(order, actor=owner)
    order.refresh_from_db()
    assert order.status == status
    return order


def order_in_approval() -> Order:
    """Sent by the owner; a colleague has to decide."""
    order = make_draft()
    approver, owner = join(order.client, make_user(), Role.VIEWER), owner_of(order.client)
    set_chain(order.client, [Seat("課長", approver)], actor=owner)
    actions.publish_order(order, actor=owner)
    order.client.approval_steps.all().delete()
    order.refresh_from_db()
    assert order.status == OrderStatus.IN_APPROVAL
    return order


def bid_in(status: str, order: Order | None = None) -> Bid:
    order = order or make_order(positions=2)
    bid = make_bid(order)
    owner = owner_of(order.client)
    if status == BidStatus.WITHDRAWN:
        actions.withdraw_bid(bid, actor=bid.party.user)
    elif status == BidStatus.AWARDED:
        actions.award_bid(bid, actor=owner)
    elif status == BidStatus.DECLINED:
        actions.decline_bid(bid, reason=DeclineReason.PRICE, actor=owner)
    bid.refresh_from_db()
    assert bid.status == status
    return bid


@pytest.mark.parametrize("status", OrderStatus.values)
@pytest.mark.parametrize("step", ORDER_STEPS)
def test_order_step_follows_the_table(status: str, step: str) -> None:
    order = order_in(status)
    action, target = ORDER_STEPS[step]
    events = order.events.count()
    if (status, step) == (OrderStatus.IN_APPROVAL, "publish"):
        # Asking twice is asking once; the last approver publishes it.
        assert action(order, actor=owner_of(order.client)).status == status
    elif target in ORDER_MOVES[status]:
        assert action(order, actor=owner_of(order.client)).status == target
        assert order.events.count() == events + 1
    elif status == target:
        action(order, actor=owner_of(order.client))
        assert order.events.count() == events
    else:
        with pytest.raises(OrderError):
            action(order, actor=owner_of(order.client))
    order.refresh_from_db()
    assert order.status in {status, target}


@pytest.mark.parametrize("status", [s for s in OrderStatus.values if s != OrderStatus.DRAFT])
def test_draft_is_not_saved_over_a_published_order(status: str) -> None:
    order = order_in(status)
    from orders.drafts import OrderDraft  # noqa: PLC0415 -- beside its only use
    from tests.orders.making import details  # noqa: PLC0415 -- beside its only use

    with pytest.raises(OrderError):
        actions.save_draft(order, OrderDraft(details(title="changed")), actor=owner_of(order.client))
    order.refresh_from_db()
    assert order.title != "changed"


BID_STEPS: dict[str, tuple[Callable[[Bid], Bid], str]] = {
    "submit": (
        lambda bid: actions.submit_bid(bid.order, offer(price_yen=1), actor=bid.party.user),
        "submitted",
    ),
    "withdraw": (lambda bid: actions.withdraw_bid(bid, actor=bid.party.user), "withdrawn"),
    "award": (lambda bid: actions.award_bid(bid, actor=owner_of(bid.order.client)), "awarded"),
    "decline": (lambda bid: actions.decline_bid(bid, reason="price", actor=owner_of(bid.order.client)), "declined"),
}


@pytest.mark.parametrize("status", BidStatus.values)
@pytest.mark.parametrize("step", BID_STEPS)
def test_bid_step_follows_the_table(status: str, step: str) -> None:
    bid = bid_in(status)
    action, target = BID_STEPS[step]
    if target in BID_MOVES[status] or status == target:
        assert action(bid).status == target
    else:
        with pytest.raises(OrderError):
            action(bid)
    bid.refresh_from_db()
    assert bid.status in ({target} if target in BID_MOVES[status] else {status})


@pytest.mark.parametrize("status", [OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN])
def test_nobody_is_awarded_after_the_end(status: str) -> None:
    order = make_order()
    bid = make_bid(order)
    Order.objects.filter(pk=order.pk).update(status=status)
    for action in (BID_STEPS["award"][0], BID_STEPS["decline"][0]):
        with pytest.raises(OrderError):
            action(bid)
    bid.refresh_from_db()
    assert bid.status == BidStatus.SUBMITTED


def test_filled_order_is_not_withdrawn_for_a_reason_that_is_said() -> None:
    order = order_in(OrderStatus.FILLED)
    with pytest.raises(AlreadyAwardedError):
        actions.withdraw_order(order, actor=owner_of(order.client))


def test_order_with_an_award_is_closed_but_not_withdrawn() -> None:
    order = make_order(positions=2)
    waiting = make_bid(order)
    owner = owner_of(order.client)
    actions.award_bid(make_bid(order), actor=owner)
    with pytest.raises(AlreadyAwardedError):
        actions.withdraw_order(order, actor=owner)
    assert actions.close_order(order, actor=owner).status == OrderStatus.CLOSED
    waiting.refresh_from_db()
    assert (waiting.status, waiting.decline_reason) == (BidStatus.DECLINED, DeclineReason.ORDER_CLOSED)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda order, owner: actions.close_order(order, actor=owner), DeclineReason.ORDER_CLOSED),
        (lambda order, owner: actions.withdraw_order(order, actor=owner), DeclineReason.ORDER_WITHDRAWN),
        (lambda order, owner: actions.award_bid(make_bid(order), actor=owner), DeclineReason.OTHER_CHOSEN),
    ],
)
def test_every_waiting_bidder_is_answered_when_an_order_ends(end: Callable[..., object], reason: str) -> None:
    order = make_order()
    waiting = [make_bid(order) for _ in range(3)]
    gone = bid_in(BidStatus.WITHDRAWN, order)
    end(order, owner_of(order.client))
    for bid in waiting:
        bid.refresh_from_db()
        assert (bid.status, bid.decline_reason) == (BidStatus.DECLINED, reason)
        assert bid.decided_at is not None
        told = bid.party.user.notifications.get()
        assert told.kind == f"bid_declined_{reason}"
    gone.refresh_from_db()
    assert gone.status == BidStatus.WITHDRAWN


def close_due() -> int:
    """As the clock and a worker do it; how many were asked for."""
    found = actions.request_closing()
    for work in Work.objects.filter(kind="orders.close_bidding_of"):
        run_work(work.pk)
    return found


def test_bidding_is_closed_for_orders_past_their_deadline_only() -> None:
    due, later = make_order(), make_order()
    pass_deadline(due)
    assert close_due() == 1
    assert close_due() == 0
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.status, later.status) == (OrderStatus.SELECTING, OrderStatus.OPEN)
    assert owner_of(due.client).notifications.get().kind == "bidding_closed"
    actions.close_bidding_of(later)
    later.refresh_from_db()
    assert later.status == OrderStatus.OPEN


def test_order_that_cannot_be_closed_keeps_no_other_back() -> None:
    broken, due = make_order(), make_order()
    pass_deadline(broken)
    pass_deadline(due)

    def fail(order: Order, **_context: object) -> None:
        if order.pk == broken.pk:
            raise RuntimeError

    bidding_closed.connect(fail)
    try:
        assert close_due() == 2
    finally:
        bidding_closed.disconnect(fail)
    broken.refresh_from_db()
    due.refresh_from_db()
    assert (broken.status, due.status) == (OrderStatus.OPEN, OrderStatus.SELECTING)
    assert "RuntimeError" in Work.objects.get(kind="orders.close_bidding_of", key=str(broken.pk)).last_error


@pytest.mark.parametrize("step", ["close", "withdraw"])
def test_order_that_moved_is_the_last_changed(step: str) -> None:
    company = make_company()
    moved, other = make_order(company), make_order(company)
    owner = owner_of(company)
    assert orders_of_members(owner).rows == [other, moved]
    ORDER_STEPS[step][0](moved, actor=owner)
    assert orders_of_members(owner).rows == [moved, other]


def test_bid_that_was_decided_is_the_last_changed() -> None:
    person = make_freelancer()
    decided, other = make_bid(make_order(), person), make_bid(make_order(), person)
    assert bids_of(person.user).rows == [other, decided]
    actions.decline_bid(decided, reason=DeclineReason.PRICE, actor=owner_of(decided.order.client))
    assert bids_of(person.user).rows == [decided, other]


def test_lists_of_what_changed_at_the_same_moment_have_one_order() -> None:
    company, person = make_company(), make_freelancer()
    orders = [make_order(company) for _ in range(3)]
    bids = [make_bid(order, person) for order in orders]
    moment = timezone.now()
    for order in orders:
        Order.objects.filter(pk=order.pk).update(updated_at=moment)
    for bid in (bids[1], bids[2], bids[0]):
        Bid.objects.filter(pk=bid.pk).update(changed_at=moment)
    by_id = attrgetter("public_id")
    assert orders_of_members(owner_of(company)).rows == sorted(orders, key=by_id, reverse=True)
    assert bids_of(person.user).rows == sorted(bids, key=by_id, reverse=True)
