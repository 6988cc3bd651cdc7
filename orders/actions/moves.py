"""The one place that assigns a status, and the locks every action takes first."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from secrets import SystemRandom
from typing import Final

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from accounts.actions import trace_mandate
from accounts.models import Reach, User
from accounts.rules import may_edit_orders
from messaging.actions import gathering
from orders.errors import (
    ApprovalWaitingError,
    BiddingClosedError,
    BidOfMemberError,
    BusyError,
    HoursFullError,
    MoveRefusedError,
    NotAllowedError,
    OrderError,
    PositionsFilledError,
    SealedError,
)
from orders.models import ApprovalRequest, Bid, BidEvent, Order, OrderEvent
from orders.states import APPROVAL_MOVES, BID_MOVES, ORDER_MOVES, BidStatus

# What the database refuses by name, in the words of the domain.
REFUSALS: Final[dict[str, type[OrderError]]] = {
    "bid_in_time": BiddingClosedError,
    "bid_party_once": MoveRefusedError,
    "award_bid_submitted": MoveRefusedError,
    "award_bid_of_outsider": BidOfMemberError,
    "hours_promised_within_cap": HoursFullError,
    "award_after_opening": SealedError,
    "order_opened_in_time": SealedError,
    "approval_one_waiting": ApprovalWaitingError,
    "order_awards_within_positions": PositionsFilledError,
}


# Serialization failure, deadlock, lock not available: another transaction was faster, and the next try may pass.
LOST_RACES: Final = frozenset({"40001", "40P01", "55P03"})
TRIES: Final = 3
LONGEST_PAUSE_SECONDS: Final = 0.3


def deciding[**Given, Done](action: Callable[Given, Done]) -> Callable[Given, Done]:
    """Make an action one transaction that tells people at its end and whose refusals by the database are OrderErrors.

    A transaction that lost a race for locks is tried again; one inside another transaction is not, for that one is lost
    as a whole. Raises BusyError after the last try.
    """

    @wraps(action)
    def decide(*given: Given.args, **named: Given.kwargs) -> Done:
        if connection.in_atomic_block:
            return _in_transaction(action, *given, **named)
        for tries_left in reversed(range(TRIES)):
            try:
                return _in_transaction(action, *given, **named)
            except OperationalError as error:
                if _sqlstate_of(error) not in LOST_RACES:
                    raise
                if not tries_left:
                    raise BusyError from error
            time.sleep(SystemRandom().uniform(0, LONGEST_PAUSE_SECONDS))
        raise AssertionError

    return decide


def _in_transaction[**Given, Done](action: Callable[Given, Done], *given: Given.args, **named: Given.kwargs) -> Done:
    try:
        with transaction.atomic(), gathering():
            return action(*given, **named)
    except IntegrityError as error:
        refusal = REFUSALS.get(_constraint_of(error))
        if refusal is None:
            raise
        raise refusal from error


def _sqlstate_of(error: DatabaseError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def _constraint_of(error: IntegrityError) -> str:
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""


def lock_order(order: Order) -> Order:
    """The order as it is now, locked. Everything about an order and its bids queues up here."""
    return Order.objects.select_for_update(of=("self",)).select_related("client").get(pk=order.pk)


def lock_bid(bid: Bid) -> Bid:
    """The bid as it is now, locked with its order: order first, so that no two actions wait for each other."""
    order = lock_order(bid.order)
    locked = Bid.objects.select_for_update(of=("self",)).select_related("party__user", "party__profile").get(pk=bid.pk)
    locked.order = order
    return locked


def require_editor(order: Order, actor: User, reach: str = Reach.PUBLISH) -> None:
    """A member of the client, or somebody whose mandate reaches this far. Raises NotAllowedError."""
    if not may_edit_orders(actor, order.client, reach):
        raise NotAllowedError


def trace(order: Order, *, actor: User | None, act: str) -> None:
    """What is done for a client by mandate leaves a trace the client reads."""
    trace_mandate(order.client_id, actor=actor, act=act, subject=order.public_id, title=order.title)


def require_opened(order: Order) -> None:
    """Bids nobody has read cannot be answered one by one."""
    if order.is_sealed:
        raise SealedError


def move_order(order: Order, to: str, *, actor: User | None, what: str = "", note: str = "") -> OrderEvent:
    """Raises MoveRefusedError when the table of moves does not have this one."""
    came_from = _move(order, to, ORDER_MOVES, ended="ended_at", touched="updated_at")
    trace(order, actor=actor, act=to)
    return OrderEvent.objects.create(
        order=order, from_status=came_from, to_status=to, actor=actor, what=what, note=note
    )


def log_step(order: Order, what: str, *, actor: User | None, note: str = "") -> OrderEvent:
    """A step that leaves the order in its state."""
    return OrderEvent.objects.create(
        order=order, from_status=order.status, to_status=order.status, actor=actor, what=what, note=note
    )


def move_request(request: ApprovalRequest, to: str, *, note: str = "") -> None:
    """Raises MoveRefusedError when the table of moves does not have this one."""
    request.ended_note = note
    _move(request, to, APPROVAL_MOVES, ended="ended_at", touched="ended_at", changed=["ended_note"])


def move_bid(bid: Bid, to: str, *, actor: User | None, changed: Sequence[str] = ()) -> BidEvent:
    """Saves the ``changed`` fields with the status. Raises MoveRefusedError when the table does not have this move."""
    came_from = _move(bid, to, BID_MOVES, ended="decided_at", touched="changed_at", changed=changed)
    if to in (BidStatus.AWARDED, BidStatus.DECLINED):
        trace(bid.order, actor=actor, act=to)
    return BidEvent.objects.create(bid=bid, from_status=came_from, to_status=to, actor=actor)


def _move(
    row: Order | Bid | ApprovalRequest,
    to: str,
    moves: Mapping[str, frozenset[str]],
    *,
    ended: str,
    touched: str,
    changed: Sequence[str] = (),
) -> str:
    """Status, the moment of change in the field ``touched`` and, with the last move, also in the field ``ended``.

    Returns where it came from.
    """
    if to not in moves[row.status]:
        raise MoveRefusedError
    came_from, row.status = row.status, to
    if not moves[to]:
        setattr(row, ended, timezone.now())
    # ``touched`` sets itself, but only when it is among the fields that are saved.
    row.save(update_fields=["status", ended, touched, *changed])
    return came_from
