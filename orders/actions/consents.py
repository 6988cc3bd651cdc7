"""A lent person may be lent no longer: what becomes of their bids and awards."""

from datetime import timedelta

from accounts.models import Party, PartyKind, Profile
from common.japan import today_in_japan
from orders.actions.moves import deciding, lock_bid, move_bid
from orders.actions.telling import announce_bid, tell_bidder, tell_both_of_consent, tell_client_of_bid
from orders.models import Award, Bid, BidEvent
from orders.signals import bid_withdrawn
from orders.states import BidStatus


@deciding
def end_bids_without_consent(party: Party) -> int:
    """Take back the party's open bids, say why to both sides, and tell those who have chosen it; how many bids ended.

    What is awarded stays: two companies have agreed on it, and only they can end it.
    """
    waiting = Bid.objects.filter(party=party, status=BidStatus.SUBMITTED).select_related("order").order_by("order_id")
    ended = [bid for bid in waiting if _take_back(bid)]
    for award in Award.objects.filter(bid__party=party).select_related("bid__order__client", "bid__party__user"):
        if not _is_over(award):
            tell_both_of_consent(award)
    return len(ended)


@deciding
def sweep_bids_without_consent() -> int:
    """Bids that came in at the moment in which a consent ended; how many ended."""
    lent = Bid.objects.filter(status=BidStatus.SUBMITTED, party__kind=PartyKind.PERSONNEL)
    agreed = Profile.objects.lent_with_consent().values("party")
    parties = Party.objects.filter(pk__in=lent.exclude(party__in=agreed).values("party")).order_by("pk")
    return sum(end_bids_without_consent(party) for party in parties)


def _take_back(bid: Bid) -> bool:
    bid = lock_bid(bid)
    if bid.status != BidStatus.SUBMITTED:
        return False
    event = move_bid(bid, BidStatus.WITHDRAWN, actor=None)
    event.reason = BidEvent.Reason.CONSENT_ENDED
    event.save(update_fields=["reason"])
    announce_bid(bid)
    tell_client_of_bid(bid, event, kind="bid_without_consent")
    tell_bidder(bid, event, kind="own_bid_without_consent")
    bid_withdrawn.send(sender=Bid, bid=bid, actor=None)
    return True


def _is_over(award: Award) -> bool:
    """Whether the work is done, as far as the order says how long it takes."""
    order = award.bid.order
    if order.duration_weeks is None:
        return False
    return award.bid.start_on + timedelta(weeks=order.duration_weeks) < today_in_japan()
