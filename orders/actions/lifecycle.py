"""An order's way from draft to end."""

from django.utils import timezone

from accounts.models import User
from orders.actions.decisions import decline_undecided
from orders.actions.moves import deciding, lock_order, move_order, require_editor
from orders.actions.telling import announce_order, tell_client_of_order
from orders.errors import AlreadyAwardedError, MoveRefusedError, OrderIncompleteError
from orders.models import Order
from orders.queries import search_terms
from orders.rules import publication_gaps
from orders.signals import bidding_closed, order_ended, order_published
from orders.states import DeclineReason, OrderStatus
from outbox.clock import ClockTimestamp

CLOSED_AT_ONCE = 200


def publish_order(order: Order, *, actor: User) -> Order:
    """Raises NotAllowedError, MoveRefusedError, OrderIncompleteError with the gaps by form field."""
    with deciding():
        order = lock_order(order)
        require_editor(order, actor)
        if order.status == OrderStatus.OPEN:
            return order
        if order.status != OrderStatus.DRAFT:
            raise MoveRefusedError
        if gaps := publication_gaps(order, now=timezone.now()):
            raise OrderIncompleteError(gaps)
        order.published_at = timezone.now()
        order.search_terms = search_terms(order)
        order.save(update_fields=["published_at", "search_terms"])
        move_order(order, OrderStatus.OPEN, actor=actor)
        announce_order(order)
        order_published.send(sender=Order, order=order)
    return order


def close_order(order: Order, *, actor: User) -> Order:
    """End an order without further awards; everybody undecided gets an answer.

    Raises NotAllowedError, MoveRefusedError.
    """
    with deciding():
        order = lock_order(order)
        require_editor(order, actor)
        if order.status != OrderStatus.CLOSED:
            _end(order, OrderStatus.CLOSED, reason=DeclineReason.ORDER_CLOSED, actor=actor)
    return order


def withdraw_order(order: Order, *, actor: User) -> Order:
    """Take an order off the public pages; everybody undecided gets an answer.

    Raises NotAllowedError, MoveRefusedError, AlreadyAwardedError.
    """
    with deciding():
        order = lock_order(order)
        require_editor(order, actor)
        if order.status == OrderStatus.WITHDRAWN:
            return order
        if order.awarded_count and order.status != OrderStatus.FILLED:
            raise AlreadyAwardedError
        _end(order, OrderStatus.WITHDRAWN, reason=DeclineReason.ORDER_WITHDRAWN, actor=actor)
    return order


def _end(order: Order, to: str, *, reason: DeclineReason, actor: User) -> None:
    move_order(order, to, actor=actor)
    announce_order(order)
    decline_undecided(order, reason=reason, actor=actor)
    order_ended.send(sender=Order, order=order, actor=actor)


def close_bidding() -> int:
    """Move open orders past their deadline on to choosing, by the database's clock; how many were moved."""
    with deciding():
        due = (
            Order.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("client")
            .filter(status=OrderStatus.OPEN, bids_close_at__lte=ClockTimestamp())
            .order_by("pk")[:CLOSED_AT_ONCE]
        )
        for order in (closing := list(due)):
            event = move_order(order, OrderStatus.SELECTING, actor=None)
            announce_order(order)
            tell_client_of_order(order, event, kind="bidding_closed")
            bidding_closed.send(sender=Order, order=order)
    return len(closing)
