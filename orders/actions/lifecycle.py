"""An order's way from draft to end."""

from django.db import transaction

from accounts.governments import lacks_chain
from accounts.models import User
from orders.actions.approvals import ask, end_waiting, needs_approval
from orders.actions.decisions import decline_undecided
from orders.actions.moves import deciding, lock_order, log_step, move_order, require_editor
from orders.actions.publishing import require_complete, write_publication
from orders.actions.telling import announce_order, tell_client_of_order
from orders.errors import AlreadyAwardedError, MoveRefusedError
from orders.models import ApprovalPurpose, Order, OrderStep
from orders.signals import bidding_closed, order_ended
from orders.states import DeclineReason, OrderStatus
from outbox.actions import request_each
from outbox.clock import ClockTimestamp

CLOSE_BIDDING_OF = "orders.close_bidding_of"


@deciding
def publish_order(order: Order, *, actor: User) -> Order:
    """Publish a draft, or send it for approval where the client has a chain of approvers: its status says which.

    Raises NotAllowedError, MoveRefusedError, OrderIncompleteError with the gaps by form field, ChainMissingError,
    SeatEmptyError.
    """
    order = lock_order(order)
    require_editor(order, actor)
    return publish_locked(order, actor=actor)


def publish_locked(order: Order, *, actor: User, is_approved_outside: bool = False) -> Order:
    """What `publish_order` does once it is known that this actor may.

    ``is_approved_outside``: somebody who may answers for the approval of a client that has no chain here.
    """
    if order.status in {OrderStatus.OPEN, OrderStatus.IN_APPROVAL}:
        return order
    if order.status != OrderStatus.DRAFT:
        raise MoveRefusedError
    require_complete(order)
    if is_approved_outside and lacks_chain(order.client):
        log_step(order, OrderStep.APPROVED_OUTSIDE, actor=actor)
    elif needs_approval(order, ApprovalPurpose.PUBLICATION):
        ask(order, ApprovalPurpose.PUBLICATION, actor=actor)
        return order
    write_publication(order, actor=actor)
    return order


@deciding
def close_order(order: Order, *, actor: User) -> Order:
    """End an order without further awards; everybody undecided gets an answer.

    Raises NotAllowedError, MoveRefusedError.
    """
    order = lock_order(order)
    require_editor(order, actor)
    if order.status != OrderStatus.CLOSED:
        _end(order, OrderStatus.CLOSED, reason=DeclineReason.ORDER_CLOSED, actor=actor)
    return order


@deciding
def withdraw_order(order: Order, *, actor: User) -> Order:
    """Take an order off the public pages; everybody undecided gets an answer.

    Raises NotAllowedError, MoveRefusedError, AlreadyAwardedError.
    """
    order = lock_order(order)
    require_editor(order, actor)
    if order.status == OrderStatus.WITHDRAWN:
        return order
    if order.awarded_count:
        raise AlreadyAwardedError
    _end(order, OrderStatus.WITHDRAWN, reason=DeclineReason.ORDER_WITHDRAWN, actor=actor)
    return order


def _end(order: Order, to: str, *, reason: DeclineReason, actor: User) -> None:
    move_order(order, to, actor=actor)
    end_waiting(order, actor=actor)
    announce_order(order)
    decline_undecided(order, reason=reason, actor=actor)
    order_ended.send(sender=Order, order=order, actor=actor)


@transaction.atomic
def request_closing() -> int:
    """Have the bidding of every open order past its deadline closed, each by work of its own; how many there are."""
    due = Order.objects.filter(status=OrderStatus.OPEN, bids_close_at__lte=ClockTimestamp())
    keys = [str(pk) for pk in due.values_list("pk", flat=True)]
    request_each(CLOSE_BIDDING_OF, keys)
    return len(keys)


@deciding
def close_bidding_of(order: Order) -> Order:
    """Move an open order past its deadline on to choosing, by the database's clock; quiet when it is not due."""
    order = lock_order(order)
    if not Order.objects.filter(pk=order.pk, status=OrderStatus.OPEN, bids_close_at__lte=ClockTimestamp()).exists():
        return order
    event = move_order(order, OrderStatus.SELECTING, actor=None)
    announce_order(order)
    tell_client_of_order(order, event, kind="bidding_closed_sealed" if order.is_sealed else "bidding_closed")
    bidding_closed.send(sender=Order, order=order)
    return order
