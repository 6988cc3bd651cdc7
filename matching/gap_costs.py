"""What each unknown of a profile costs today, found by scoring it again over the rankings that are stored.

Rate, time and languages are points of their own, apart from the text and from everybody else; with an answer that fits
the order nobody becomes ineligible. So the points and the place with that answer are exactly those of a new ranking.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import TYPE_CHECKING, Final

from matching import queries
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
from matching.needs import candidate_of
from vocabulary.queries import concept_index

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import Profile
    from matching.engine.values import Candidate, Need
    from matching.queries import Standing, StoredRanking

MOST_ORDERS: Final = 100
READ_TOGETHER: Final = 10
LOOK_SECONDS: Final = 1.5

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
    found = GapCosts(costs=[GapCost(code) for code in _GAPS if _IS_UNKNOWN[code](candidate)])
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
        gained = _points(cost.code, ranking, _FITTING[cost.code](ranking.need, candidate, ranking.run.as_of)) - _points(
            cost.code, ranking, candidate
        )
        cost.orders += gained > 0
        cost.tenths += gained
        cost.more += not is_shown and _would_be_shown(ranking, candidate.id, standing.score + gained)


def _is_of_today(ranking: StoredRanking, standing: Standing, candidate: Candidate) -> bool:
    """Whether the stored points are those of the profile as it now is."""
    return all(standing.parts[PART_NAMES.index(part)] == _share(part, ranking, candidate) for part in _SHARES)


def _would_be_shown(ranking: StoredRanking, party: int, score: int) -> bool:
    head = ranking.head
    if len(head.ids) < queries.MOST_SHOWN:
        return True
    last = queries.MOST_SHOWN - 1
    return (-score, party) < (-int(head.scores[last]), int(head.ids[last]))


def _points(code: str, ranking: StoredRanking, candidate: Candidate) -> int:
    return _share(_GAPS[code], ranking, candidate)


def _share(part: str, ranking: StoredRanking, candidate: Candidate) -> int:
    """Tenths of a point of one part, as matching.engine.rank computes them for a whole table."""
    weight = ranking.parameters.weights[PART_NAMES.index(part)]
    return weight * _SHARES[part](ranking.need, candidate, ranking.parameters, ranking.run.as_of) // FULL


def _availability(need: Need, candidate: Candidate, parameters: Parameters, as_of: date) -> int:
    asked = (effective_start(need, as_of), need.hours_per_week)
    return availability_share(available_day(candidate), known_hours(candidate), asked, parameters)


# Gap of accounts.gaps → the part its answer belongs to.
_GAPS: Final = {"rate": "rate", "hours": "availability", "available_from": "availability", "languages": "language"}
_IS_UNKNOWN: Final[dict[str, Callable[[Candidate], bool]]] = {
    "rate": lambda candidate: candidate.rate_jpy_hour is None,
    "hours": lambda candidate: candidate.hours_per_week is None,
    "available_from": lambda candidate: candidate.available_from is None,
    "languages": lambda candidate: not candidate.languages,
}
_FITTING: Final[dict[str, Fitting]] = {
    "rate": lambda need, candidate, _as_of: replace(candidate, rate_jpy_hour=hourly_budget(need) or 0),
    "hours": lambda need, candidate, _as_of: replace(candidate, hours_per_week=need.hours_per_week or 0),
    "available_from": lambda _need, candidate, as_of: replace(candidate, available_from=as_of),
    "languages": lambda need, candidate, _as_of: replace(candidate, languages=need.languages),
}
_SHARES: Final[dict[str, Points]] = {
    "rate": lambda need, candidate, parameters, _as_of: rate_share(
        known_rate(candidate), hourly_budget(need), parameters
    ),
    "availability": _availability,
    "language": lambda need, candidate, parameters, _as_of: language_share(need, candidate.languages, parameters),
}
