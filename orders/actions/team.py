"""The people a firm names in its bid: copied when it is sent, so that later changes of the firm alter no bid."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import FirmMember, Party, PartyKind
from accounts.queries import team_of
from orders.bridges import lacks_bridge, wanted_japanese
from orders.drafts import NamedMember, Offer
from orders.errors import BridgeMissingError, TeamMissingError, TeamUnknownError
from orders.models import Bid, BidMember, Order


@dataclass(frozen=True)
class Chosen:
    """A member of the firm's team, with the hours a week for this order."""

    member: FirmMember
    hours_per_week: int | None


type Team = Sequence[Chosen] | None


def chosen_team(party: Party, offer: Offer) -> Team:
    """The members an offer names; None for whoever is no firm, and where nothing is said. Raises TeamUnknownError."""
    if party.kind != PartyKind.PARTNER_FIRM or offer.team is None:
        return None
    known = {member.public_id: member for member in team_of(party.firm)}
    if any(named.member not in known for named in offer.team):
        raise TeamUnknownError
    return [Chosen(known[named.member], named.hours_per_week) for named in offer.team]


def require_team(order: Order, party: Party, team: Team, bid: Bid | None) -> None:
    """A firm names somebody, and a bridge engineer where the order insists on Japanese. Quiet for every other kind.

    Raises TeamMissingError, BridgeMissingError.
    """
    if party.kind != PartyKind.PARTNER_FIRM:
        return
    stands = list(bid.team.all()) if bid is not None and bid.pk else []
    named = stands if team is None else [chosen.member for chosen in team]
    if not named:
        raise TeamMissingError
    wanted = wanted_japanese(order)
    if wanted is not None and wanted.is_must and lacks_bridge(order, party.firm, named):
        raise BridgeMissingError


def names_the_same(bid: Bid, offer: Offer) -> bool:
    """Whether the offer says nothing new about the team."""
    if offer.team is None or bid.party.kind != PartyKind.PARTNER_FIRM:
        return True
    stands = {
        NamedMember(row.member.public_id, row.hours_per_week) if row.member else None
        for row in bid.team.select_related("member")
    }
    return stands == set(offer.team)


def write_team(bid: Bid, team: Team) -> None:
    """Replace the team by copies of the people chosen, as they are now."""
    if team is None:
        return
    BidMember.objects.filter(bid=bid).delete()
    BidMember.objects.bulk_create([_copy(bid, chosen) for chosen in team])


def _copy(bid: Bid, chosen: Chosen) -> BidMember:
    member = chosen.member
    return BidMember(
        bid=bid,
        member=member,
        name=member.name,
        legal_name=member.legal_name,
        role=member.role,
        is_bridge=member.is_bridge,
        hours_per_week=chosen.hours_per_week,
        country=member.country,
        skills=[skill.slug for skill in member.skills.all()],
        languages=[[row.language, row.level] for row in member.languages.all()],
    )
