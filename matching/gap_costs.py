"""What each unknown of a profile costs today, found by scoring it again over the rankings that are stored.

Rate, time, place and languages are points of their own, apart from the text and from everybody else; with an answer
that fits the order nobody becomes ineligible. So the points and the place with that answer are exactly those of a new
ranking. Skills that fit also raise the points for subjects, which depend on everybody else: there it is the least.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from matching import queries
from matching.engine.alone import parts_alone
from matching.engine.conditions import (
    availability_share,
    available_day,
    effective_start,
    hourly_budget,
    known_hours,
    known_rate,
    language_share,
    rate_share,
)
from matching.engine.parameters import FULL, PART_NAMES, Parameters
from matching.engine.places import nearness, place_of
from matching.engine.relations import wanted_skills
from matching.engine.values import HeldSkill
from matching.needs import candidate_of, geography, surroundings
from vocabulary.queries import concept_index

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

    from accounts.models import Profile
    from matching.engine.values import Candidate, Need
    from matching.queries import Standing, StoredRanking

MOST_ORDERS: Final = 100
READ_TOGETHER: Final = 10
LOOK_SECONDS: Final = 1.5
HIGHEST_LEVEL: Final = 5

type Points = Callable[[Need, Candidate, Parameters, date], int]
type Fitting = Callable[[Need, Candidate, date], Candidate]


@dataclass
class GapCost:
    """``orders`` lose points, ``tenths`` of a point all together, and with a fitting answer ``more`` would show you."""

    code: str
    orders: int = 0
    tenths: int = 0
    more: int = 0

    @property
    def average(self) -> int:
        """Tenths of a point an order, over those where it costs any."""
        return round(self.tenths / self.orders) if self.orders else 0

    @property
    def label(self) -> Promise:
        return _LABELS[self.code]

    @property
    def is_least(self) -> bool:
        """Whether a fitting answer may bring more than is counted."""
        return self.code == "skills"


@dataclass
class GapCosts:
    """Over ``orders`` open orders that rank this party: ``shown`` among the first of them now.

    ``waiting`` orders are being ranked anew and say nothing at the moment; ``is_part`` when time or room did not
    suffice for all.
    """

    orders: int = 0
    shown: int = 0
    waiting: int = 0
    is_part: bool = False
    costs: list[GapCost] = field(default_factory=list)


def gap_costs(profile: Profile, *, seconds: float = LOOK_SECONDS) -> GapCosts:
    """For what this profile leaves unknown. ``profile`` with all the engine reads; looks no longer than ``seconds``."""
    candidate = candidate_of(profile, concept_index())
    found = GapCosts(costs=[GapCost(code) for code in _PARTS if _IS_UNKNOWN[code](candidate)])
    if not found.costs:
        return found
    until = time.monotonic() + seconds
    slates = queries.open_slates_for(profile.party)
    found.is_part = len(slates) > MOST_ORDERS
    for some in batched(slates[:MOST_ORDERS], READ_TOGETHER):
        if time.monotonic() > until:
            found.is_part = True
            break
        for ranking in queries.rankings_of(some):
            _look(found, ranking, candidate)
    return found


def _look(found: GapCosts, ranking: StoredRanking, candidate: Candidate) -> None:
    standing = ranking.standing(candidate.id)
    if standing is None:
        return
    if ranking.is_outdated(ranking.slate.order) or not _is_of_today(ranking, standing, candidate):
        found.waiting += 1
        return
    found.orders += 1
    is_shown = candidate.id in ranking.slate.shown
    found.shown += is_shown
    for cost in found.costs:
        gained = _gained(cost.code, ranking, standing, candidate)
        cost.orders += gained > 0
        cost.tenths += gained
        cost.more += not is_shown and _would_be_shown(ranking, candidate.id, standing.score + gained)


def _is_of_today(ranking: StoredRanking, standing: Standing, candidate: Candidate) -> bool:
    """Whether the stored points are those of the profile as it now is."""
    return all(standing.parts[PART_NAMES.index(part)] == _share(part, ranking, candidate) for part in _OF_ONE_ALONE)


def _would_be_shown(ranking: StoredRanking, party: int, score: int) -> bool:
    head = ranking.head
    if len(head.ids) < queries.MOST_SHOWN:
        return True
    last = queries.MOST_SHOWN - 1
    return (-score, party) < (-int(head.scores[last]), int(head.ids[last]))


def _gained(code: str, ranking: StoredRanking, standing: Standing, candidate: Candidate) -> int:
    fitting = _FITTING[code](ranking.need, candidate, ranking.run.as_of)
    parts = [(part, standing.parts[PART_NAMES.index(part)]) for part in _PARTS[code]]
    return max(0, sum(_share(part, ranking, fitting) - before for part, before in parts))


def _share(part: str, ranking: StoredRanking, candidate: Candidate) -> int:
    """Tenths of a point of one part, as matching.engine.rank computes them for a whole table."""
    if part not in _SHARES:
        # Of somebody who holds all that is asked, alike: how rare each skill is among the others then cancels out.
        around = surroundings(concept_index())
        points = parts_alone(ranking.need, candidate, around, ranking.parameters, as_of=ranking.run.as_of)
        return points[PART_NAMES.index(part)]
    weight = ranking.parameters.weights[PART_NAMES.index(part)]
    return weight * _SHARES[part](ranking.need, candidate, ranking.parameters, ranking.run.as_of) // FULL


def _availability(need: Need, candidate: Candidate, parameters: Parameters, as_of: date) -> int:
    asked = (effective_start(need, as_of), need.hours_per_week)
    return availability_share(available_day(candidate), known_hours(candidate), asked, parameters)


def _place(need: Need, candidate: Candidate, parameters: Parameters, _as_of: date) -> int:
    return nearness(need, place_of(candidate), geography(), parameters).share


def _knowing_what_is_asked(need: Need, candidate: Candidate, as_of: date) -> Candidate:
    asked = (HeldSkill(wanted.concept, HIGHEST_LEVEL, as_of.year) for wanted in wanted_skills(need))
    return replace(candidate, skills=tuple(asked))


def _living_there(need: Need, candidate: Candidate, _as_of: date) -> Candidate:
    if need.prefecture is None:
        return candidate
    return replace(candidate, prefecture=need.prefecture, municipality=need.municipality)


def _visiting(need: Need, candidate: Candidate, _as_of: date) -> Candidate:
    return replace(candidate, onsite_reach=frozenset({need.prefecture}) if need.prefecture else None)


# Gap of accounts.gaps → the parts its answer belongs to.
_PARTS: Final = {
    "skills": ("skills", "must"),
    "rate": ("rate",),
    "hours": ("availability",),
    "available_from": ("availability",),
    "place": ("place",),
    "remote": ("place",),
    "onsite_prefectures": ("place",),
    "languages": ("language",),
}
_LABELS: Final[dict[str, Promise]] = {
    "skills": _("No skills stated"),
    "rate": _("Hourly rate not stated"),
    "hours": _("Hours a week not stated"),
    "available_from": _("First free day not stated"),
    "place": _("Prefecture not stated"),
    "remote": _("From a distance or on site: not stated"),
    "onsite_prefectures": _("Prefectures to visit not stated"),
    "languages": _("Languages not stated"),
}
_IS_UNKNOWN: Final[dict[str, Callable[[Candidate], bool]]] = {
    "skills": lambda candidate: not candidate.skills,
    "rate": lambda candidate: candidate.rate_jpy_hour is None,
    "hours": lambda candidate: candidate.hours_per_week is None,
    "available_from": lambda candidate: candidate.available_from is None,
    # Where a firm is stands among its facts, and one abroad has no prefecture.
    "place": lambda candidate: candidate.prefecture is None and candidate.kind != "partner_firm",
    "remote": lambda candidate: candidate.remote is None,
    "onsite_prefectures": lambda candidate: candidate.remote in ("partial", "none") and not candidate.onsite_reach,
    "languages": lambda candidate: not candidate.languages,
}
_FITTING: Final[dict[str, Fitting]] = {
    "skills": _knowing_what_is_asked,
    "rate": lambda need, candidate, _as_of: replace(candidate, rate_jpy_hour=hourly_budget(need) or 0),
    "hours": lambda need, candidate, _as_of: replace(candidate, hours_per_week=need.hours_per_week or 0),
    "available_from": lambda _need, candidate, as_of: replace(candidate, available_from=as_of),
    "place": _living_there,
    "remote": lambda _need, candidate, _as_of: replace(candidate, remote="partial"),
    "onsite_prefectures": _visiting,
    "languages": lambda need, candidate, _as_of: replace(candidate, languages=need.languages),
}
_SHARES: Final[dict[str, Points]] = {
    "rate": lambda need, candidate, parameters, _as_of: rate_share(
        known_rate(candidate), hourly_budget(need), parameters
    ),
    "availability": _availability,
    "place": _place,
    "language": lambda need, candidate, parameters, _as_of: language_share(need, candidate.languages, parameters),
}
# Parts that nobody else plays into: in a ranking of the profile as it now is they are the same to the point.
_OF_ONE_ALONE: Final = ("rate", "availability", "place", "language")
