"""Every read of matching."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from accounts.lending import lent_party_of
from accounts.models import Block, Organisation, OrganisationKind, Party, PartyKind, Profile, Showcase, User
from accounts.queries import candidates_for_matching, firm_of, freelancer_of, profiles_with_everything
from accounts.rules import acts_for
from matching.engine.eligibility import EXCLUDED_BY_OWNER, RULES, first_failing_rule
from matching.engine.packing import PackedRows, unpack
from matching.engine.parameters import Parameters
from matching.engine.stored_need import need_from_dict
from matching.explanations import ShownPart, bare_parts
from matching.models import MatchRun, Slate
from matching.needs import candidate_of
from orders.models import Award, Bid, Order
from orders.states import BidStatus, OrderStatus
from vocabulary.queries import concept_index

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from django.db.models import QuerySet

    from matching.engine.eligibility import Rule
    from matching.engine.values import Need

MOST_SHOWN = 50
MOST_MATCHES = 50


@dataclass(frozen=True)
class Standing:
    """One person's place in a ranking; score and parts (in the order of PART_NAMES) are tenths of a point."""

    rank: int
    of: int
    score: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class StoredRanking:
    """A slate with its run, each part unpacked once and not before it is asked for."""

    slate: Slate

    @property
    def run(self) -> MatchRun:
        return self.slate.run

    def is_outdated(self, order: Order) -> bool:
        """Whether it was made for an earlier version than this order, as read by the caller, has."""
        return self.run.order_version < order.version

    def is_being_replaced(self, order: Order) -> bool:
        """Outdated, and a ranking of the newest version follows: only orders that take bids are ranked."""
        return order.status == OrderStatus.OPEN and self.is_outdated(order)

    @cached_property
    def head(self) -> PackedRows:
        """The people shown."""
        return unpack(bytes(self.slate.head))

    @cached_property
    def everybody(self) -> PackedRows:
        """All who were eligible; of a replaced ranking only the people shown."""
        return self.head if self.slate.packed is None else unpack(bytes(self.slate.packed))

    @cached_property
    def need(self) -> Need:
        return need_from_dict(self.run.need)

    @cached_property
    def parameters(self) -> Parameters:
        return Parameters.from_dict(self.run.parameters)

    def in_order(self, parties: Container[int]) -> list[int]:
        """Those of these parties who are ranked, the best first."""
        return [party for party in self.everybody.ids.tolist() if party in parties]

    def standing(self, party_id: int) -> Standing | None:
        """None for somebody the hard rules excluded, or who came later."""
        rows = self.head if party_id in self.slate.shown else self.everybody
        places = np.flatnonzero(rows.ids == party_id)
        if not len(places):
            return None
        place = int(places[0])
        parts = tuple(map(int, rows.parts[place]))
        return Standing(place + 1, self.run.eligible, int(rows.scores[place]), parts)


@dataclass(frozen=True)
class OwnMatch:
    """An open order in whose shown people somebody is."""

    order: Order
    standing: Standing
    ranking: StoredRanking
    party: Party

    @property
    def parts(self) -> list[ShownPart]:
        return bare_parts(self.standing.parts, self.ranking.parameters.weights)

    @property
    def rank(self) -> int:
        return self.standing.rank

    @property
    def of(self) -> int:
        return self.standing.of

    @property
    def score(self) -> int:
        return self.standing.score

    @property
    def is_being_replaced(self) -> bool:
        """The order changed after this place was worked out."""
        return self.ranking.is_being_replaced(self.order)


@dataclass(frozen=True)
class OwnRank:
    """Where somebody stands for an order: a standing, or the rule that excludes them, or neither before the ranking."""

    ranking: StoredRanking | None
    standing: Standing | None = None
    rule: Rule | None = None


def rankable_orders() -> QuerySet[Order]:
    """Orders that take bids, with everything the engine reads."""
    open_orders = Order.objects.filter(status=OrderStatus.OPEN)
    return open_orders.select_related("client").prefetch_related("skills__skill", "languages")


def open_order_ids(client_id: int | None = None) -> list[int]:
    """The orders that take bids now, of one company or of all."""
    orders = Order.objects.filter(status=OrderStatus.OPEN)
    return list((orders if client_id is None else orders.filter(client=client_id)).values_list("pk", flat=True))


def unchanged_order(order: Order) -> Order | None:
    """The same version of the order, locked, if it still takes bids. Call it inside a transaction."""
    locked = Order.objects.select_for_update(no_key=True)
    return locked.filter(pk=order.pk, status=OrderStatus.OPEN, version=order.version).first()


def current_slate(order: Order) -> Slate | None:
    """Without everybody's rows, which are read when somebody outside the people shown is looked for."""
    return Slate.objects.filter(order=order, is_current=True).select_related("run").defer("packed").first()


def orders_showing(party: Party) -> QuerySet[Order]:
    """Orders among whose shown people this party is, whatever has become of them."""
    shown = Slate.objects.filter(is_current=True, shown__contains=[party.pk])
    return Order.objects.filter(pk__in=shown.values("order")).only("public_id", "client").order_by("pk")


def replaceable_slate(order: Order) -> Slate | None:
    """The current answer in full, locked. Call it inside a transaction."""
    slates = Slate.objects.filter(order=order, is_current=True).select_related("run")
    return slates.select_for_update(of=("self",)).first()


def current_ranking(order: Order) -> StoredRanking | None:
    slate = current_slate(order)
    return None if slate is None else StoredRanking(slate)


def parties_of_client(organisation_id: int) -> frozenset[int]:
    """Parties whose own company it is, or of whom one blocks the other: they are never ranked for its orders."""
    return frozenset(Party.objects.kept_from(organisation_id).values_list("pk", flat=True))


def changed_parties(before: Slate | None, after: Slate) -> set[int]:
    """Parties shown by either slate who see a difference: rank, score, or being shown at all."""
    old, new = _shown_scores(before), _shown_scores(after)
    return {party for party in old.keys() | new.keys() if old.get(party) != new.get(party)}


def high_standings(slate: Slate | None, *, lowest_rank: int, least_score: int) -> dict[int, tuple[int, int]]:
    """Party id → (rank, score) of the people a slate shows up to this rank and with at least this score."""
    return {
        party: (rank, score)
        for party, (rank, score) in _shown_scores(slate).items()
        if rank <= lowest_rank and score >= least_score
    }


def orders_of_client(user: User) -> QuerySet[Order]:
    """Orders whose candidates somebody may see: of their own companies, for staff all."""
    orders = Order.objects.visible_to(user).select_related("client")
    return orders if user.is_staff else orders.owned_by(user)


def shown_profiles(order: Order, party_ids: Iterable[int]) -> dict[int, Profile]:
    """Party id → profile of those who may still be shown: they take part, and the order's company is not their own."""
    profiles = candidates_for_matching(party_ids).exclude(
        party__in=Party.objects.kept_from(order.client_id).values("pk")
    )
    return {profile.party_id: profile for profile in profiles}


def candidate_for_order(order: Order, ranking: StoredRanking | None, public_id: str) -> Profile | None:
    """A person the order's company may look at: among the shown, or with a bid on the order.

    A sealed bid shows nobody. A bid stays with its person: whoever sent one can be looked at even when they take part
    in nothing new any more.
    """
    found = Profile.objects.filter(party__public_id=public_id).values_list("party_id", flat=True).first()
    if found is None:
        return None
    if Bid.objects.contents_visible().filter(order=order, party=found).exclude(status=BidStatus.WITHDRAWN).exists():
        return profiles_with_everything([found]).get()
    is_shown = ranking is not None and found in ranking.slate.shown
    return shown_profiles(order, [found]).get(found) if is_shown else None


def party_for(reader: User, public_id: str, *, client: Organisation | None = None) -> Profile | None:
    """The profile behind a party's page, if this reader may open it: see `_may_open`.

    With ``client``, only as far as somebody may who acts for this organisation and nobody else.
    """
    found = Party.objects.filter(public_id=public_id, profile__isnull=False).first()
    if found is None:
        return None
    profile = profiles_with_everything([found.pk]).get()
    is_own = acts_for(reader, found) if client is None else found.organisation_id == client.pk
    return profile if is_own or _may_open(reader, profile, client) else None


def _may_open(reader: User, profile: Profile, client: Organisation | None) -> bool:
    """Clients with a bid that stands; while the party takes part, also those shown it, or all who are signed in but for
    those between whom and the party one blocks the other. The profile has its blocks loaded.
    """
    party = profile.party_id
    mine = Organisation.objects.filter(memberships__user=reader)
    clients = (mine if client is None else mine.filter(pk=client.pk)).values("pk")
    bids = Bid.objects.visible_to(reader).filter(party=party, order__client__in=clients)
    if bids.exclude(status=BidStatus.WITHDRAWN).exists():
        return True
    apart = {made.organisation_id for made in profile.party.blocks.all()}
    if not profile.takes_part or (apart and reader.memberships.filter(organisation__in=apart).exists()):
        return False
    if (reader.is_staff and client is None) or Showcase.objects.filter(profile=profile, is_public=True).exists():
        return True
    shown = Slate.objects.filter(is_current=True, shown__contains=[party], order__client__in=clients)
    return any(party not in parties_of_client(client) for client in set(shown.values_list("order__client", flat=True)))


def is_named_to(reader: User, order: Order, party: Party) -> bool:
    """Whether the legal name of a candidate is told: after an award, to those of the client who may read the bids."""
    bids = Bid.objects.visible_to(reader).filter(order=order, party=party)
    return Award.objects.filter(bid__in=bids).exists()


def bids_by_party(order: Order, reader: User) -> dict[int, Bid]:
    """Party id → the bid that stands, for readers who may see bids: an administrator sees none."""
    bids = Bid.objects.visible_to(reader).filter(order=order).exclude(status=BidStatus.WITHDRAWN)
    return {bid.party_id: bid for bid in bids}


def listed_people() -> int:
    return Profile.objects.listed().count()


def rank_of(order: Order, party: Party) -> OwnRank:
    """Exact for everybody eligible when the ranking was made; else the first hard rule that excludes them now.

    Joining the order's company takes effect before the ranking that follows.
    """
    ranking = current_ranking(order)
    if ranking is None:
        return OwnRank(None)
    if party.pk in parties_of_client(order.client_id):
        return OwnRank(ranking, rule=EXCLUDED_BY_OWNER)
    standing = ranking.standing(party.pk)
    return OwnRank(ranking, standing, None if standing else _failing_rule(ranking, party))


def matches_of(party: Party, limit: int = MOST_MATCHES) -> list[OwnMatch]:
    """Open orders of other people's companies in whose first MOST_SHOWN this party is, best score first."""
    own = Q(pk=party.organisation_id) | Q(memberships__user=party.user_id, memberships__user__isnull=False)
    own |= Q(blocks__party=party)
    shown = Slate.objects.filter(
        is_current=True, shown__contains=[party.pk], order__status=OrderStatus.OPEN, order__hidden_for=""
    )
    slates = (
        shown.exclude(order__client__in=Organisation.objects.filter(own).values("pk"))
        .select_related("run", "order__client", "order__prefecture", "order__municipality")
        .defer("packed")
    )
    newest = slates.prefetch_related("order__skills__skill").order_by("-order__published_at")[:MOST_MATCHES]
    matches = [_own_match(slate, party) for slate in newest]
    return sorted(filter(None, matches), key=lambda match: (-match.score, match.order.pk))[:limit]


def ranked_party_of(user: User, acting: Organisation | None) -> Party | None:
    """By which party somebody is ranked: the firm they act for, themself as a freelancer, or as a lent person."""
    if acting is not None and acting.kind == OrganisationKind.PARTNER_FIRM:
        return firm_of(acting)
    freelancer = freelancer_of(user)
    if freelancer is not None:
        return freelancer.party
    return lent_party_of(user)


def matches_of_people(lender: Organisation, limit: int = MOST_MATCHES) -> list[OwnMatch]:
    """The best matches of a lending company's people, each with the person it is of; an order once for each person."""
    people = Party.objects.filter(kind=PartyKind.PERSONNEL, organisation=lender)
    listed = Profile.objects.listed().filter(party__in=people)
    parties = {profile.party_id: profile.party for profile in listed.select_related("party__organisation")}
    apart = set(Block.objects.filter(party__in=parties).values_list("organisation", "party"))
    shown = Slate.objects.filter(
        is_current=True, shown__overlap=list(parties), order__status=OrderStatus.OPEN, order__hidden_for=""
    )
    slates = shown.select_related("run", "order__client", "order__prefecture", "order__municipality").defer("packed")
    newest = slates.prefetch_related("order__skills__skill").order_by("-order__published_at")[:MOST_MATCHES]
    matches = [
        _own_match(slate, parties[party])
        for slate in newest
        for party in slate.shown
        if party in parties and (slate.order.client_id, party) not in apart
    ]
    return sorted(filter(None, matches), key=lambda match: (-match.score, match.order.pk))[:limit]


def open_slates_for(party: Party) -> list[int]:
    """Keys of the current answers to open orders of other people's companies, the newest orders first."""
    own = Q(pk=party.organisation_id) | Q(memberships__user=party.user_id, memberships__user__isnull=False)
    own |= Q(blocks__party=party)
    slates = Slate.objects.filter(is_current=True, order__status=OrderStatus.OPEN)
    others = slates.exclude(order__client__in=Organisation.objects.filter(own).values("pk"))
    return list(others.order_by("-order__published_at", "-order").values_list("pk", flat=True))


def rankings_of(slates: Iterable[int]) -> list[StoredRanking]:
    """In full, each with its order."""
    found = Slate.objects.filter(pk__in=list(slates)).select_related("run", "order").order_by("pk")
    return [StoredRanking(slate) for slate in found]


def _own_match(slate: Slate, party: Party) -> OwnMatch | None:
    ranking = StoredRanking(slate)
    standing = ranking.standing(party.pk)
    return None if standing is None else OwnMatch(slate.order, standing, ranking, party)


def _failing_rule(ranking: StoredRanking, party: Party) -> Rule | None:
    profile = candidates_for_matching([party.pk]).first()
    if profile is None:
        return "inactive"
    candidate = candidate_of(profile, concept_index())
    return first_failing_rule(ranking.need, candidate, ranking.parameters, ranking.run.as_of)


def exclusion_counts(run: MatchRun) -> list[tuple[Rule, int]]:
    """How many people each hard rule kept out, in the order in which the rules are asked."""
    return [(rule, run.exclusions[rule]) for rule in RULES if run.exclusions.get(rule)]


def _shown_scores(slate: Slate | None) -> dict[int, tuple[int, int]]:
    """Party id → (rank, score) of the people a slate shows."""
    if slate is None:
        return {}
    scores: Sequence[int] = unpack(bytes(slate.head)).scores.tolist()
    return {party: (rank, score) for rank, (party, score) in enumerate(zip(slate.shown, scores, strict=True), start=1)}
