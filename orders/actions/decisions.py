"""The client's side: who is awarded, and an answer for everybody else."""

from accounts.models import Reach, User
from messaging.actions import announce
from orders.actions.lending import promise_hours, require_consent
from orders.actions.moves import (
    deciding,
    lock_bid,
    log_step,
    move_bid,
    move_order,
    require_editor,
    require_opened,
)
from orders.actions.telling import announce_bid, announce_order, bidders, tell_bidder
from orders.buying import quotes_missing
from orders.errors import (
    BidderSuspendedError,
    BidOfMemberError,
    ClientSuspendedError,
    FewQuotesError,
    MoveRefusedError,
    OwnBidError,
    PositionsFilledError,
    ReasonMissingError,
)
from orders.models import Award, Bid, Order, OrderStep
from orders.queries import standing_bids
from orders.rules import is_bidder, is_of_member
from orders.signals import bid_awarded, bid_declined, order_ended
from orders.states import CHOSEN_REASONS, UNDECIDED_STATUSES, BidStatus, DeclineReason, OrderStatus


def require_awardable(bid: Bid, *, reason: str) -> None:
    """Whether this bid could be awarded now.

    Raises MoveRefusedError, PositionsFilledError, SealedError, BidOfMemberError, BidderSuspendedError,
    ClientSuspendedError, ConsentMissingError, FewQuotesError.
    """
    _require_undecided(bid)
    require_opened(bid.order)
    if is_of_member(bid):
        raise BidOfMemberError
    if bid.party.is_suspended:
        raise BidderSuspendedError
    if bid.order.client.suspended_at is not None:
        raise ClientSuspendedError
    require_consent(bid.party)
    if not reason and quotes_missing(bid.order, standing_bids(bid.order)):
        raise FewQuotesError


def write_award(bid: Bid, *, actor: User, reason: str = "") -> Bid:
    """Award a bid; with the last position the order is filled and everybody else gets an answer.

    Raises as require_awardable does, and HoursFullError.
    """
    bid = lock_bid(bid)
    if bid.status == BidStatus.AWARDED:
        return bid
    require_awardable(bid, reason=reason)
    promise_hours(bid)
    Award.objects.create(order=bid.order, bid=bid, awarded_by=actor, reason=reason[:500])
    event = move_bid(bid, BidStatus.AWARDED, actor=actor)
    if quotes_missing(bid.order, standing_bids(bid.order)):
        log_step(bid.order, OrderStep.FEW_QUOTES, actor=actor, note=reason[:500])
    bid.order.refresh_from_db(fields=["awarded_count"])
    announce_order(bid.order)
    announce_bid(bid)
    tell_bidder(bid, event, kind="bid_awarded")
    bid_awarded.send(sender=Bid, bid=bid, actor=actor)
    if bid.order.awarded_count >= bid.order.positions:
        _fill(bid.order, actor=actor)
    return bid


def _fill(order: Order, *, actor: User) -> None:
    move_order(order, OrderStatus.FILLED, actor=actor)
    decline_undecided(order, reason=DeclineReason.OTHER_CHOSEN, actor=actor)
    order_ended.send(sender=Order, order=order, actor=actor)


@deciding
def decline_bid(bid: Bid, *, reason: str, note: str = "", actor: User) -> Bid:
    """Answer a bidder with one of CHOSEN_REASONS and, if wanted, a sentence of up to 500 characters.

    Raises NotAllowedError, MoveRefusedError, ReasonMissingError, OwnBidError.
    """
    if reason not in CHOSEN_REASONS:
        raise ReasonMissingError
    bid = lock_bid(bid)
    require_editor(bid.order, actor, Reach.ANSWER)
    if bid.status == BidStatus.DECLINED:
        return bid
    _require_undecided(bid)
    require_opened(bid.order)
    if is_bidder(bid, actor):
        raise OwnBidError
    announce_bid(bid)
    _decline(bid, reason=reason, note=note, actor=actor)
    return bid


def decline_undecided(order: Order, *, reason: DeclineReason, actor: User | None) -> None:
    """Answer everybody still waiting. The caller holds the order's lock and has announced the order's change."""
    waiting = (
        Bid.objects.select_for_update(of=("self",))
        .select_related("party__user")
        .filter(order=order, status=BidStatus.SUBMITTED)
        .order_by("pk")
    )
    for bid in waiting:
        bid.order = order
        announce([user.pk for user in bidders(bid)], "bid-changed", {"order": order.public_id, "bid": bid.public_id})
        _decline(bid, reason=reason, note="", actor=actor)


def _decline(bid: Bid, *, reason: str, note: str, actor: User | None) -> None:
    bid.decline_reason, bid.decline_note = reason, note
    event = move_bid(bid, BidStatus.DECLINED, actor=actor, changed=["decline_reason", "decline_note"])
    tell_bidder(bid, event, kind=f"bid_declined_{reason}")
    bid_declined.send(sender=Bid, bid=bid, actor=actor)


def _require_undecided(bid: Bid) -> None:
    if bid.status != BidStatus.SUBMITTED or bid.order.status not in UNDECIDED_STATUSES:
        if bid.order.status == OrderStatus.FILLED:
            raise PositionsFilledError
        raise MoveRefusedError
