"""The desk of an IT partner firm."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Party, Profile, User
from accounts.queries import ProfileGap, completeness, firm_of, profile_gaps, profiles_with_everything
from matching.queries import OwnMatch, matches_of
from portal.desks.bids import FollowedBid, followed
from portal.desks.offering import Offered, bids_counted, confirming, deadlines, numbers
from portal.desks.parts import LISTED, Deadline, Places, Tile, counted, soonest, waiting
from portal.desks.proofs import proof_tiles, proofs_of
from portal.desks.seats import seat_tile, seats_of


@dataclass(frozen=True)
class FirmDesk:
    """``complete`` as on a freelancer's desk."""

    template: ClassVar[str] = "portal/desks/firm.html"

    organisation: Organisation
    profile: Profile
    today: list[Tile]
    numbers: list[Tile]
    matches: list[OwnMatch]
    bids: list[FollowedBid]
    deadlines: list[Deadline]
    places: Places
    gaps: list[ProfileGap]
    complete: int


def firm_desk(organisation: Organisation, user: User) -> FirmDesk | None:
    party = firm_of(organisation)
    if party is None:
        return None
    profile = profiles_with_everything([party.pk]).get()
    counts = counted(bids_counted([party]) | proofs_of(organisation) | seats_of(user))
    offered = Offered(matches_of(party), followed([party]))
    return FirmDesk(
        organisation=organisation,
        profile=profile,
        today=waiting([confirming(counts), *proof_tiles(counts, organisation), seat_tile(counts)]),
        numbers=numbers(counts, offered),
        matches=offered.matches[:LISTED],
        bids=offered.bids,
        deadlines=soonest([*deadlines(offered), *_certificates_ending(profile.party)]),
        places=offered.places,
        gaps=profile_gaps(profile),
        complete=completeness(profile),
    )


def _certificates_ending(party: Party) -> Iterable[Deadline]:
    """Reads the firm's certificates."""
    for paper in party.firm.certificates.all():
        if paper.valid_until:
            href = reverse("accounts:certificate_edit", args=[paper.public_id])
            yield Deadline(paper.valid_until, _("A certificate runs out"), paper.name, href)
