"""What an owner or editor does at once where nobody has to approve it, and else asks for."""

from collections.abc import Sequence

from accounts.models import Reach, User
from orders.actions.approvals import ask, needs_approval
from orders.actions.changes import is_published_already, require_change, write_change
from orders.actions.decisions import require_awardable, write_award
from orders.actions.moves import deciding, lock_bid, lock_order, require_editor
from orders.approvals import waiting_request
from orders.drafts import OrderDraft, content_of
from orders.errors import MoveRefusedError, PositionsFilledError
from orders.models import ApprovalPurpose, Bid, Order
from orders.states import BidStatus


@deciding
def publish_change(order: Order, draft: OrderDraft, *, base: int, reason: str = "", actor: User) -> Order:
    """Make this content the next version of an open order and tell everybody whose bid stands.

    Where the client has approvers the change waits for them, and the order stays as it is until then. ``base`` is the
    version the change was written on; the same change sent twice is one version. Raises NotAllowedError,
    NotChangeableError, OtherVersionError, NothingChangedError, OrderIncompleteError with the gaps, ChainMissingError,
    SeatEmptyError, ApprovalWaitingError.
    """
    order = lock_order(order)
    require_editor(order, actor)
    if is_published_already(order, draft, base=base):
        return order
    if not needs_approval(order, ApprovalPurpose.CHANGE):
        write_change(order, draft, base=base, reason=reason, actor=actor)
        return order
    _before, whole = require_change(order, draft, base=base, reason=reason)
    ask(order, ApprovalPurpose.CHANGE, actor=actor, reason=reason, content=content_of(whole))
    return order


@deciding
def award_bid(bid: Bid, *, actor: User, reason: str = "") -> Bid:
    """Award a bid, or propose it where the client has approvers: its status says which.

    ``reason`` is asked for where a government has fewer bids than it wants quotes. Raises NotAllowedError,
    MoveRefusedError, PositionsFilledError, BidOfMemberError, SealedError, FewQuotesError, ChainMissingError,
    SeatEmptyError, ApprovalWaitingError.
    """
    bid = lock_bid(bid)
    require_editor(bid.order, actor, Reach.ANSWER)
    if bid.status == BidStatus.AWARDED or _is_proposed(bid):
        return bid
    if needs_approval(bid.order, ApprovalPurpose.AWARD):
        _propose(bid.order, [bid], reason=reason, actor=actor)
        return bid
    return write_award(bid, actor=actor, reason=reason)


@deciding
def propose_award(order: Order, bids: Sequence[Bid], *, reason: str = "", actor: User) -> Order:
    """Send one or more bids for approval together; where nobody has to approve they are awarded. Raises as award_bid.

    The same proposal sent twice is one.
    """
    order = lock_order(order)
    require_editor(order, actor, Reach.ANSWER)
    chosen = list(Bid.objects.select_for_update(of=("self",)).filter(order=order, pk__in=[bid.pk for bid in bids]))
    if not chosen:
        raise MoveRefusedError
    if all(bid.status == BidStatus.AWARDED or _is_proposed(bid) for bid in chosen):
        return order
    if needs_approval(order, ApprovalPurpose.AWARD):
        _propose(order, chosen, reason=reason, actor=actor)
    else:
        for bid in chosen:
            bid.order = order
            write_award(bid, actor=actor, reason=reason)
    return order


def _propose(order: Order, bids: Sequence[Bid], *, reason: str, actor: User) -> None:
    for bid in bids:
        bid.order = order
        require_awardable(bid, reason=reason)
    if order.awarded_count + len(bids) > order.positions:
        raise PositionsFilledError
    ask(order, ApprovalPurpose.AWARD, actor=actor, reason=reason, bids=bids)


def _is_proposed(bid: Bid) -> bool:
    waiting = waiting_request(bid.order)
    return waiting is not None and waiting.bids.filter(pk=bid.pk).exists()
