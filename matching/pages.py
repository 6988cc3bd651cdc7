"""What the pages of matching show: stored rankings joined with the people as they are now, and explained."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import PartyKind
from accounts.queries import proofs_of
from matching import queries
from matching.engine.explain import explain
from matching.explanations import (
    EMPTY_PROFILE,
    PROFILE_SECTIONS,
    RULE_LABELS,
    RULE_SENTENCES,
    ShownGap,
    ShownPart,
    Words,
    shown_gaps,
    shown_parts,
)
from matching.needs import candidate_of, surroundings
from matching.queries import OwnRank
from vocabulary.queries import concept_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.functional import Promise

    from accounts.models import Profile, ProfileSkill
    from matching.queries import Standing, StoredRanking
    from orders.models import Bid, Order
    from vocabulary.concepts import ConceptIndex

FIRST_SHOWN = 10


@dataclass(frozen=True)
class HeldChip:
    """A skill the order asks for: does the person have it, and is it a must?

    ``held`` is the row of the profile, with what proves it; None also for a skill that is only close to one held.
    """

    label: str
    is_held: bool
    is_must: bool
    held: ProfileSkill | None = None

    @property
    def proofs(self) -> list[str]:
        """What proves it besides the person's own word, in the reader's language."""
        return proofs_of(self.held) if self.held else []


@dataclass(frozen=True)
class ExplainedPerson:
    """A person with their place in a ranking and the reasons for it."""

    profile: Profile
    standing: Standing
    parts: list[ShownPart]
    gaps: list[ShownGap]
    skills: list[HeldChip]
    bid: Bid | None = None


@dataclass(frozen=True)
class ExcludedBy:
    """How many people one hard rule kept out."""

    rule: str
    label: Promise
    count: int


@dataclass(frozen=True)
class CandidatesPage:
    """The client's view. ``ranking`` is None until there is one of the order as it now is; ``waiting_for`` is how many
    are ranked, ``is_again`` whether an earlier version had one. Once bids are closed, an older ranking stays.

    ``bids`` is how many bids there are; with ``is_of_bidders``, only people who sent one are listed. ``kinds`` counts
    those who can be listed by kind of party; with ``kind`` only those are.
    """

    order: Order
    ranking: StoredRanking | None
    people: list[ExplainedPerson] = field(default_factory=list)
    exclusions: list[ExcludedBy] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    more: int = 0
    waiting_for: int = 0
    bids: int = 0
    is_of_bidders: bool = False
    is_again: bool = False
    kinds: dict[str, int] = field(default_factory=dict)
    kind: str = ""

    @property
    def kind_tabs(self) -> list[tuple[str, Promise | str, int, bool]]:
        """(kind, label, how many, is it this one), where there is more than one kind to tell apart."""
        if len(self.kinds) < 2:
            return []
        of_each = [(str(kind), kind.label, self.kinds.get(kind, 0), kind == self.kind) for kind in PartyKind]
        return [tab for tab in of_each if tab[2]]


@dataclass(frozen=True)
class OwnMatchPage:
    """A freelancer's own view of one order."""

    order: Order
    own: OwnRank
    person: ExplainedPerson | None = None
    rule_sentence: Promise | str = ""
    rule_section: str = ""
    is_again: bool = False


def candidates_page(
    order: Order,
    shown: int = FIRST_SHOWN,
    *,
    bids: Mapping[int, Bid] | None = None,
    is_of_bidders: bool = False,
    kind: str = "",
) -> CandidatesPage:
    """The first ``shown`` people of the current ranking who may still be shown, explained; or all who sent a bid.

    ``kind`` keeps parties of one kind; one that nobody here is keeps everybody.
    """
    ranking, bids = queries.current_ranking(order), bids or {}
    if ranking is None or ranking.is_being_replaced(order):
        waiting_for, is_again = queries.listed_people(), ranking is not None
        return CandidatesPage(order, None, waiting_for=waiting_for, bids=len(bids), is_again=is_again)
    wanted = ranking.in_order(bids) if is_of_bidders else ranking.slate.shown
    profiles = queries.shown_profiles(order, wanted)
    visible = [party for party in wanted if party in profiles]
    kinds = Counter(profiles[party].party.kind for party in visible)
    if kind in kinds:
        visible = [party for party in visible if profiles[party].party.kind == kind]
    shown = len(visible) if is_of_bidders else shown
    people = explained_people(ranking, [profiles[party] for party in visible[:shown]])
    return CandidatesPage(
        order=order,
        ranking=ranking,
        people=[replace(person, bid=bids.get(person.profile.party_id)) for person in people],
        exclusions=[
            ExcludedBy(rule, RULE_LABELS[rule], count) for rule, count in queries.exclusion_counts(ranking.run)
        ],
        places=Counter(code for party in visible if (code := profiles[party].prefecture_id)),
        more=max(0, len(visible) - shown),
        bids=len(bids),
        is_of_bidders=is_of_bidders,
        kinds=dict(kinds),
        kind=kind if kind in kinds else "",
    )


def own_match_page(order: Order, profile: Profile) -> OwnMatchPage:
    """``profile`` with everything the engine reads (accounts.queries.profile_for_page)."""
    own = queries.rank_of(order, profile.party)
    if own.ranking is not None and own.ranking.is_being_replaced(order):
        return OwnMatchPage(order, OwnRank(None), is_again=True)
    if own.ranking is not None and own.standing is not None:
        return OwnMatchPage(order, own, explained_person(own.ranking, profile))
    if own.rule is not None:
        if own.rule == "inactive" and profile.is_listed and not profile.says_something:
            return OwnMatchPage(order, own, None, EMPTY_PROFILE, "basics")
        return OwnMatchPage(order, own, None, RULE_SENTENCES[own.rule], PROFILE_SECTIONS.get(own.rule, ""))
    return OwnMatchPage(order, own)


def explained_people(ranking: StoredRanking, profiles: Sequence[Profile]) -> list[ExplainedPerson]:
    """Reasons for stored places, from the stored need and the profiles as they are now, in the order given.

    KeyError for a profile the ranking does not hold.
    """
    index = concept_index()
    return [_explained(ranking, profile, index) for profile in profiles]


def explained_person(ranking: StoredRanking, profile: Profile) -> ExplainedPerson:
    """Raises KeyError for a profile the ranking does not hold."""
    return explained_people(ranking, [profile])[0]


def _explained(ranking: StoredRanking, profile: Profile, index: ConceptIndex) -> ExplainedPerson:
    standing = ranking.standing(profile.party_id)
    if standing is None:
        raise KeyError(profile.party_id)
    explanation = explain(
        ranking.need,
        candidate_of(profile, index),
        standing.parts,
        ranking.parameters,
        ranking.run.as_of,
        surroundings(index),
    )
    words = Words(index)
    missing = {gap.facts["skill"] for gap in explanation.gaps if gap.code.startswith("missing_")}
    held = {row.skill.slug: row for row in profile.skills.all()}
    chips = [
        HeldChip(words.skill(wanted.concept), wanted.concept not in missing, wanted.must, held.get(wanted.concept))
        for wanted in ranking.need.skills
    ]
    parts = _with_proofs(words, shown_parts(words, explanation), [chip.held for chip in chips if chip.held])
    return ExplainedPerson(profile, standing, parts, shown_gaps(words, explanation), chips)


def _with_proofs(words: Words, parts: list[ShownPart], asked: Iterable[ProfileSkill]) -> list[ShownPart]:
    """What others than the person vouch for, told beside the skills. It moves no points.

    ``asked`` are the rows of the profile for skills the order asks for.
    """
    rows = list(asked)
    told = []
    if confirmed := [row.skill.slug for row in rows if row.confirmed_on]:
        told.append(_("Confirmed by a client: %(skills)s.") % {"skills": words.skills(confirmed)})
    if certified := [row.skill.slug for row in rows if row.evidenced_by]:
        told.append(_("Evidenced by a certificate: %(skills)s.") % {"skills": words.skills(certified)})
    return [
        replace(part, sentences=(*part.sentences, *told)) if told and part.name == "skills" else part for part in parts
    ]
