"""The desk of a freelancer."""

from dataclasses import dataclass
from typing import ClassVar

from accounts.models import Profile, User
from accounts.queries import ProfileGap, completeness, profile_for_page, profile_gaps
from matching.queries import OwnMatch, matches_of
from portal.desks.bids import FollowedBid, followed
from portal.desks.offering import Offered, bids_counted, confirming, deadlines, numbers
from portal.desks.parts import LISTED, Deadline, Places, Tile, counted, soonest, waiting
from portal.desks.proofs import proof_tiles, proofs_of
from portal.desks.seats import seat_tile, seats_of


@dataclass(frozen=True)
class FreelancerDesk:
    """``complete``: how much of what matching would like to know the profile says, in percent."""

    template: ClassVar[str] = "portal/desks/freelancer.html"

    profile: Profile
    today: list[Tile]
    numbers: list[Tile]
    matches: list[OwnMatch]
    bids: list[FollowedBid]
    deadlines: list[Deadline]
    places: Places
    gaps: list[ProfileGap]
    complete: int


def freelancer_desk(user: User) -> FreelancerDesk | None:
    profile = profile_for_page(user)
    if profile is None:
        return None
    counts = counted(bids_counted([profile.party]) | proofs_of(profile.party) | seats_of(user))
    offered = Offered(matches_of(profile.party), followed([profile.party]))
    return FreelancerDesk(
        profile=profile,
        today=waiting([confirming(counts), *proof_tiles(counts, profile.party), seat_tile(counts)]),
        numbers=numbers(counts, offered),
        matches=offered.matches[:LISTED],
        bids=offered.bids,
        deadlines=soonest(deadlines(offered)),
        places=offered.places,
        gaps=profile_gaps(profile),
        complete=completeness(profile),
    )
