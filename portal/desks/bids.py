"""Bids on their way: at which stage each is, as its bidder sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, When
from django.utils.translation import pgettext_lazy

from accounts.models import Party, PartyQuerySet
from orders.models import Bid, Order
from orders.states import BidStatus
from portal.desks.parts import LISTED, Step

SENT = pgettext_lazy("stage of a bid", "Received")
READ = pgettext_lazy("stage of a bid", "Opened")
SEALED = pgettext_lazy("stage of a bid", "Opened after the last day for bids")
ANSWER = pgettext_lazy("stage of a bid", "Answer")
CHOSEN = pgettext_lazy("stage of a bid", "Chosen")
DECLINED = pgettext_lazy("stage of a bid", "Not chosen")
WITHDRAWN = pgettext_lazy("stage of a bid", "Withdrawn")


@dataclass(frozen=True)
class FollowedBid:
    """A bid with its stages: received by the client, opened, then chosen or declined."""

    bid: Bid

    @property
    def order(self) -> Order:
        return self.bid.order

    @property
    def steps(self) -> list[Step]:
        status = self.bid.status
        if status == BidStatus.WITHDRAWN:
            return [Step(SENT, "done"), Step(WITHDRAWN, "ended")]
        if status == BidStatus.AWARDED:
            return [Step(SENT, "done"), Step(READ, "done"), Step(CHOSEN, "done")]
        if status == BidStatus.DECLINED:
            return [Step(SENT, "done"), Step(READ, "done"), Step(DECLINED, "ended")]
        if self.bid.order.is_sealed:
            return [Step(SENT, "done"), Step(SEALED, "current"), Step(ANSWER, "todo")]
        return [Step(SENT, "done"), Step(READ, "done"), Step(ANSWER, "current")]


def followed(parties: Sequence[Party] | PartyQuerySet) -> list[FollowedBid]:
    """The bids of these parties: those that wait for an answer first, then the last changed. One query."""
    bids = Bid.objects.filter(party__in=parties).select_related("order__client", "party")
    waiting_first = Case(When(status=BidStatus.SUBMITTED, then=0), default=1)
    newest = bids.defer("order__search_terms", "order__problem").order_by(waiting_first, "-changed_at", "-pk")
    return [FollowedBid(bid) for bid in newest[:LISTED]]
