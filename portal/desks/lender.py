"""The desk of a lending company: its people's consents, and what they are ranked in, person by person."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.lending import ConsentState, people_in_state
from accounts.models import Consent, Organisation, Party, PartyKind, PartyQuerySet, User
from matching.queries import OwnMatch, matches_of_people
from portal.desks.bids import FollowedBid, followed
from portal.desks.offering import Offered, bids_counted, confirming, deadlines, numbers
from portal.desks.parts import LISTED, Deadline, Places, Tile, counted, soonest, until_when, waiting
from portal.desks.proofs import proof_tiles, proofs_of
from portal.desks.seats import seat_tile, seats_of

PEOPLE = "people"
ASKED = {
    ConsentState.NO_COMPANY: (_("Your company has not agreed yet"), _("Agree that these people are listed.")),
    ConsentState.NO_PERSON: (_("The person has not agreed yet"), _("Send them the personal link, or remind them.")),
    ConsentState.EXPIRING: (_("Consents that run out within 30 days"), _("Renew them, so that nobody drops out.")),
}


@dataclass(frozen=True)
class MatchesOfPerson:
    """One lent person with their best match; ``others`` is how many more there are."""

    party: Party
    best: OwnMatch
    others: int


@dataclass(frozen=True)
class LenderDesk:
    template: ClassVar[str] = "portal/desks/lender.html"

    organisation: Organisation
    today: list[Tile]
    numbers: list[Tile]
    people: list[MatchesOfPerson]
    bids: list[FollowedBid]
    deadlines: list[Deadline]
    places: Places
    has_people: bool


def lender_desk(organisation: Organisation, user: User) -> LenderDesk:
    lent = Party.objects.filter(kind=PartyKind.PERSONNEL, organisation=organisation, personnel__ended_at__isnull=True)
    counts = counted(_of_people(lent) | bids_counted(lent) | proofs_of(organisation) | seats_of(user))
    offered = Offered(matches_of_people(organisation), followed(lent))
    return LenderDesk(
        organisation=organisation,
        today=waiting([*_consents(counts), confirming(counts), *proof_tiles(counts, organisation), seat_tile(counts)]),
        numbers=[
            Tile(_("People you lend"), counts[PEOPLE], reverse("accounts:people")),
            *numbers(counts, offered, _("Orders your people are ranked in")),
        ],
        people=_by_person(offered.matches)[:LISTED],
        bids=offered.bids,
        deadlines=soonest([*deadlines(offered), *_consents_ending(lent)]),
        places=offered.places,
        has_people=counts[PEOPLE] > 0,
    )


def _of_people(lent: PartyQuerySet) -> dict[str, QuerySet[Any]]:
    return {PEOPLE: lent, **{state.value: people_in_state(lent, state) for state in ASKED}}


def _consents(counts: dict[str, int]) -> list[Tile]:
    people = reverse("accounts:people")
    return [Tile(label, counts[state], f"{people}?state={state}", text) for state, (label, text) in ASKED.items()]


def _by_person(matches: list[OwnMatch]) -> list[MatchesOfPerson]:
    """In the order of each one's best match; the matches come with the best first."""
    own = groupby(sorted(matches, key=lambda match: match.party.pk), key=lambda match: match.party.pk)
    people = [list(found) for _party, found in own]
    best_first = sorted(people, key=lambda found: (-found[0].score, found[0].party.pk))
    return [MatchesOfPerson(found[0].party, found[0], len(found) - 1) for found in best_first]


def _consents_ending(lent: PartyQuerySet) -> Iterable[Deadline]:
    ending = Consent.objects.live().filter(party__in=lent, expires_on__lte=until_when()).select_related("party")
    for consent in ending.order_by("expires_on", "pk")[:LISTED]:
        href = reverse("accounts:person", args=[consent.party.public_id])
        yield Deadline(consent.expires_on, _("A consent runs out"), consent.party.handle, href)
