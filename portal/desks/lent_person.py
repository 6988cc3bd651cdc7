"""The desk of a lent person with an account of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.lending import ConsentsOf, MonthOfHours, consents_of, hours_of
from accounts.models import Party, User
from matching.queries import OwnMatch, matches_of
from orders.states import BidStatus
from portal.desks.bids import FollowedBid, followed
from portal.desks.offering import Offered, bids_counted, deadlines, numbers
from portal.desks.parts import LISTED, Deadline, Places, Tile, counted, soonest, waiting
from portal.desks.seats import seat_tile, seats_of

MONTHS = 3


@dataclass(frozen=True)
class LentPersonDesk:
    """The company bids and keeps the profile; the person reads, agrees and withdraws. ``months``: of the hours book."""

    template: ClassVar[str] = "portal/desks/lent_person.html"

    party: Party
    consents: ConsentsOf
    months: list[MonthOfHours]
    today: list[Tile]
    numbers: list[Tile]
    matches: list[OwnMatch]
    bids: list[FollowedBid]
    deadlines: list[Deadline]
    places: Places


def lent_person_desk(party: Party, user: User) -> LentPersonDesk:
    counts = counted(bids_counted([party]) | seats_of(user))
    offered = Offered(matches_of(party), followed([party]))
    consents = consents_of(party)
    return LentPersonDesk(
        party=party,
        consents=consents,
        months=hours_of(party)[:MONTHS],
        today=waiting([seat_tile(counts)]),
        numbers=numbers(counts, offered),
        matches=offered.matches[:LISTED],
        bids=offered.bids,
        deadlines=soonest([*_work(offered), *_consent_ending(consents)]),
        places=offered.places,
    )


def _work(offered: Offered) -> Iterable[Deadline]:
    """Bids are the company's; the person is told when work begins."""
    awarded = [followed for followed in offered.bids if followed.bid.status == BidStatus.AWARDED]
    return deadlines(Offered([], awarded))


def _consent_ending(consents: ConsentsOf) -> Iterable[Deadline]:
    if consents.runs_out_on:
        yield Deadline(consents.runs_out_on, _("A consent runs out"), "", reverse("accounts:my_lending"))
