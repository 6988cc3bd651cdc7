"""A bidder's side: send, change, confirm, withdraw, come back."""

from dataclasses import replace

from accounts.actions import change_profile
from accounts.models import Party, PartyKind, Profile, User
from accounts.queries import freelancer_of, profiles_with_everything
from accounts.rules import may_bid_for
from common.japan import today_in_japan
from orders.actions.lending import require_consent
from orders.actions.moves import deciding, lock_bid, lock_order, move_bid
from orders.actions.team import Team, chosen_team, names_the_same, require_team, write_team
from orders.actions.telling import announce_bid, tell_client_of_bid
from orders.drafts import Offer
from orders.errors import (
    BiddingClosedError,
    LegalNameMissingError,
    MoveRefusedError,
    NoProfileError,
    NotOwnBidError,
    ObstacleError,
    OtherVersionError,
)
from orders.models import Bid, BidEvent, Order
from orders.rules import first_obstacle, obstacle_sentence
from orders.signals import bid_confirmed, bid_submitted, bid_withdrawn
from orders.states import UNDECIDED_STATUSES, BidStatus, OrderStatus


@deciding
def submit_bid(
    order: Order,
    offer: Offer,
    *,
    actor: User,
    party: Party | None = None,
    legal_name: str = "",
    seen_version: int | None = None,
) -> Bid:
    """Send a bid, or send a withdrawn one again. The same offer sent twice is one bid.

    ``party`` is one the actor acts for; without it their own as a freelancer bids. ``legal_name`` goes into a profile
    that has none yet; ``seen_version`` is the version of the order that the bidder has read (None: the newest).
    Raises NoProfileError, ObstacleError, LegalNameMissingError, ConsentMissingError, BiddingClosedError,
    OtherVersionError, MoveRefusedError once it is decided; for a firm TeamMissingError, TeamUnknownError,
    BridgeMissingError.
    """
    profile = _bidding_profile(actor, party)
    order = lock_order(order)
    team = chosen_team(profile.party, offer)
    bid = Bid.objects.select_for_update().filter(order=order, party=profile.party).first()
    if bid is not None and bid.status == BidStatus.SUBMITTED and _says_the_same(bid, order, offer):
        return bid
    _require_open(order, profile)
    _require_seen(order, seen_version)
    require_consent(profile.party)
    require_team(order, profile.party, team, bid)
    _require_name(profile, legal_name)
    bid = bid or Bid(order=order, party=profile.party)
    bid.order = order
    return _write(bid, offer, team, actor=actor)


@deciding
def edit_bid(bid: Bid, offer: Offer, *, actor: User, seen_version: int | None = None) -> Bid:
    """Change a bid that waits for an answer; that also confirms it for the order as it now is.

    Raises NotOwnBidError, ObstacleError, BiddingClosedError, OtherVersionError, MoveRefusedError.
    """
    bid = lock_bid(bid)
    _require_own(bid, actor)
    team = chosen_team(bid.party, offer)
    if bid.status != BidStatus.SUBMITTED:
        raise MoveRefusedError
    if _says_the_same(bid, bid.order, offer):
        return bid
    _require_open(bid.order, bid.party.profile)
    _require_seen(bid.order, seen_version)
    require_team(bid.order, bid.party, team, bid)
    return _write(bid, offer, team, actor=actor)


@deciding
def confirm_bid(bid: Bid, *, seen_version: int, actor: User) -> Bid:
    """Say that the bid holds for the order as it now is; possible until it is decided, also after the deadline.

    ``seen_version`` is the version the bidder was shown. Raises NotOwnBidError, OtherVersionError when it is not the
    newest, ObstacleError, MoveRefusedError once the bid is decided or withdrawn.
    """
    bid = lock_bid(bid)
    _require_own(bid, actor)
    if bid.status != BidStatus.SUBMITTED or bid.order.status not in UNDECIDED_STATUSES:
        raise MoveRefusedError
    _require_seen(bid.order, seen_version)
    if bid.is_up_to_date:
        return bid
    _require_no_obstacle(bid.order, bid.party.profile)
    bid.order_version = bid.order.version
    bid.save(update_fields=["order_version", "changed_at"])
    event = BidEvent.objects.create(
        bid=bid, from_status=bid.status, to_status=bid.status, actor=actor, confirmed_version=bid.order_version
    )
    announce_bid(bid)
    tell_client_of_bid(bid, event, kind="bid_confirmed")
    bid_confirmed.send(sender=Bid, bid=bid, actor=actor)
    return bid


@deciding
def withdraw_bid(bid: Bid, *, actor: User) -> Bid:
    """Possible until it is decided, also after the deadline. Raises NotOwnBidError, MoveRefusedError."""
    bid = lock_bid(bid)
    _require_own(bid, actor)
    if bid.status == BidStatus.WITHDRAWN:
        return bid
    event = move_bid(bid, BidStatus.WITHDRAWN, actor=actor)
    announce_bid(bid)
    tell_client_of_bid(bid, event, kind="bid_withdrawn")
    bid_withdrawn.send(sender=Bid, bid=bid, actor=actor)
    return bid


def _write(bid: Bid, offer: Offer, team: Team, *, actor: User) -> Bid:
    bid.price_yen, bid.plan, bid.start_on = offer.price_yen, offer.plan, offer.start_on
    bid.submitted_by, bid.order_version = actor, bid.order.version
    is_new = bid.pk is None
    bid.save()
    write_team(bid, team)
    if is_new:
        event = BidEvent.objects.create(bid=bid, from_status="", to_status=bid.status, actor=actor)
    elif bid.status == BidStatus.SUBMITTED:
        BidEvent.objects.create(bid=bid, from_status=bid.status, to_status=bid.status, actor=actor)
        announce_bid(bid)
        return bid
    else:
        event = move_bid(bid, BidStatus.SUBMITTED, actor=actor)
    announce_bid(bid)
    tell_client_of_bid(bid, event, kind="bid_received")
    bid_submitted.send(sender=Bid, bid=bid, actor=actor)
    return bid


def _says_the_same(bid: Bid, order: Order, offer: Offer) -> bool:
    stands = Offer(price_yen=bid.price_yen, plan=bid.plan, start_on=bid.start_on)
    same_words = stands == replace(offer, team=None)
    return same_words and names_the_same(bid, offer) and bid.order_version == order.version


def _require_seen(order: Order, seen_version: int | None) -> None:
    if seen_version not in {None, order.version}:
        raise OtherVersionError


def _require_own(bid: Bid, actor: User) -> None:
    if not may_bid_for(actor, bid.party):
        raise NotOwnBidError


def _bidding_profile(actor: User, party: Party | None) -> Profile:
    if party is not None and not may_bid_for(actor, party):
        raise NoProfileError
    profile = freelancer_of(actor) if party is None else profiles_with_everything([party.pk]).first()
    if profile is None:
        raise NoProfileError
    return profile


def _require_name(profile: Profile, legal_name: str) -> None:
    if profile.legal_name or profile.party.kind == PartyKind.PARTNER_FIRM:
        return
    if not legal_name:
        raise LegalNameMissingError
    change_profile(profile, legal_name=legal_name)


def _require_open(order: Order, profile: Profile) -> None:
    """The moment itself is left to the database's clock, in the trigger that writes the bid."""
    if order.status != OrderStatus.OPEN:
        raise BiddingClosedError
    _require_no_obstacle(order, profile)


def _require_no_obstacle(order: Order, profile: Profile) -> None:
    if code := first_obstacle(order, profile, today=today_in_japan()):
        raise ObstacleError(code, obstacle_sentence(code, profile))
