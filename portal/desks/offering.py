"""What the desks of all who offer work share: own bids, what they are ranked in, and what ends when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, PartyQuerySet
from matching.queries import OwnMatch
from orders.listing import TO_CONFIRM, bids_in_state
from orders.models import Bid, Order
from orders.states import BidStatus, OrderStatus
from portal.desks.bids import FollowedBid
from portal.desks.parts import Deadline, Places, Tile, Words, placed

RANKED = _("Orders you are ranked in")


@dataclass(frozen=True)
class Offered:
    """What a desk of somebody who offers work lists."""

    matches: list[OwnMatch]
    bids: list[FollowedBid]

    @property
    def orders(self) -> dict[int, Order]:
        """The orders somebody is ranked in, each once."""
        return {match.order.pk: match.order for match in self.matches}

    @property
    def places(self) -> Places:
        codes = (order.prefecture_id for order in self.orders.values())
        return placed(codes, _("Where the orders you are ranked in come from"))


def bids_counted(parties: Sequence[Party] | PartyQuerySet) -> dict[str, QuerySet[Any]]:
    bids = Bid.objects.filter(party__in=parties)
    return {state: bids_in_state(bids, state) for state in (TO_CONFIRM, BidStatus.SUBMITTED, BidStatus.AWARDED)}


def confirming(counts: dict[str, int]) -> Tile:
    return Tile(
        _("Bids to confirm"),
        counts[TO_CONFIRM],
        f"{reverse('orders:my_bids')}?state={TO_CONFIRM}",
        _("The order was changed. Confirm your bid, change it or withdraw it."),
    )


def numbers(counts: dict[str, int], offered: Offered, ranked: Words = RANKED) -> list[Tile]:
    """``ranked`` says whose matches they are."""
    bids = reverse("orders:my_bids")
    return [
        Tile(ranked, len(offered.orders), reverse("matching:my_matches")),
        Tile(_("Bids waiting for an answer"), counts[BidStatus.SUBMITTED], f"{bids}?state={BidStatus.SUBMITTED}"),
        Tile(_("Bids chosen"), counts[BidStatus.AWARDED], f"{bids}?state={BidStatus.AWARDED}"),
    ]


def deadlines(offered: Offered) -> Iterable[Deadline]:
    """Until when one can bid or change a bid, and when chosen work begins."""
    bid_on = {followed.order.pk for followed in offered.bids}
    for order in offered.orders.values():
        if order.pk not in bid_on and order.last_bidding_day:
            href = reverse("orders:detail", args=[order.public_id])
            yield Deadline(order.last_bidding_day, _("Last day for bids"), order.title, href)
    for followed in offered.bids:
        yield from _of_bid(followed.bid)


def _of_bid(bid: Bid) -> Iterable[Deadline]:
    href, day = reverse("orders:bid_detail", args=[bid.public_id]), bid.order.last_bidding_day
    if bid.status == BidStatus.SUBMITTED and bid.order.status == OrderStatus.OPEN and day:
        yield Deadline(day, _("Last day to change your bid"), bid.order.title, href)
    if bid.status == BidStatus.AWARDED:
        yield Deadline(bid.start_on, _("The work begins"), bid.order.title, href)
