"""Sealed bids are opened, all of them at once."""

from accounts.models import Reach, User
from orders.actions.moves import deciding, lock_order, log_step, require_editor
from orders.actions.telling import announce_bid, announce_order
from orders.errors import MoveRefusedError, SealedError
from orders.models import Bid, Opening, Order, OrderStep
from orders.states import UNDECIDED_STATUSES, BidStatus
from outbox.clock import ClockTimestamp


@deciding
def open_bids(order: Order, *, actor: User) -> Order:
    """From now on the client reads the bids. Possible after the last moment for bids by the database's clock.

    Raises NotAllowedError, MoveRefusedError, SealedError while bids may still arrive.
    """
    order = lock_order(order)
    require_editor(order, actor, Reach.ANSWER)
    if order.opening != Opening.AT_DEADLINE or order.status not in UNDECIDED_STATUSES:
        raise MoveRefusedError
    if order.bids_opened_at is not None:
        return order
    due = Order.objects.filter(pk=order.pk, bids_close_at__lte=ClockTimestamp())
    if not due.update(bids_opened_at=ClockTimestamp()):
        raise SealedError
    order.refresh_from_db(fields=["bids_opened_at"])
    log_step(order, OrderStep.BIDS_OPENED, actor=actor)
    announce_order(order)
    for bid in Bid.objects.filter(order=order, status=BidStatus.SUBMITTED).select_related("party", "order"):
        announce_bid(bid)
    return order
