"""The score that engines are compared on: nine features, all integers, at most 970 points, three hard filters.

Skills by level 300, how many musts are held 150, place 120, rate 100, weekly hours 80, language 50, and features of
a code each: quality 50, time zone 30, domain 60 + 30. Filters: active, allowed side work, one must or more. The
engine reads it as terms like any other order's; PostgreSQL and NumPy get the same numbers as tables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.nation import FEATURES, SKILLS
from bench.people import AS_OF, PREFECTURES
from matching.engine.facts import NO_RULE
from matching.engine.parameters import DEFAULT_PARAMETERS, FULL
from matching.engine.terms import slots_of, terms_of
from matching.engine.values import LanguageLevel, Need, NeededSkill

if TYPE_CHECKING:
    from numpy.random import Generator

    from matching.engine.arithmetic import Integers
    from matching.engine.table import CandidateTable
    from matching.engine.terms import Terms

SEED = 42
WANTED = 50
WEIGHTS = (300, 150, 0, 0, 0, 120, 100, 80, 50)
FEATURE_POINTS = (50, 30, 60, 30)
# Their points are added in the places of the text parts, which this score does not have.
FEATURE_PARTS = (3, 4, 4, 4)
_PARAMETERS = replace(DEFAULT_PARAMETERS, unknown_recency=FULL)
_FEWEST, _MOST = 3, 8
_MOST_MUSTS = 3


@dataclass(frozen=True)
class Asked:
    """One order of the benchmark: as the engine reads it, and as plain tables of points.

    `credits` has a line for each wanted skill (`skills`, numbers of concepts): what level 0–5 counts, per mille. The
    first of the skills are `musts`.
    """

    slots: tuple[str, ...]
    terms: Terms
    skills: list[int]
    credits: Integers
    musts: list[int]

    @property
    def standings(self) -> list[int]:
        """The numbers of the standings that pass."""
        return np.flatnonzero(self.terms.standing_rule == NO_RULE).tolist()


def draw_orders(table: CandidateTable, count: int) -> list[Asked]:
    """Orders of 3 to 8 skills that somebody has together, one to three of them musts; the same ones every time."""
    draw = np.random.default_rng(SEED)
    starts = table.holdings.starts
    many = np.flatnonzero(np.diff(starts) >= _MOST)
    return [_asked(draw, number, table, int(draw.choice(many))) for number in range(count)]


def _asked(draw: Generator, number: int, table: CandidateTable, somebody: int) -> Asked:
    starts = table.holdings.starts
    theirs = table.holdings.held["concept"][starts[somebody] : starts[somebody + 1]]
    chosen = draw.choice(theirs, draw.integers(_FEWEST, _MOST + 1), replace=False).tolist()
    musts = int(draw.integers(1, _MOST_MUSTS + 1))
    need = Need(
        id=str(number),
        skills=tuple(
            NeededSkill(table.holdings.concepts[skill], at < musts, int(draw.integers(1, 6)))
            for at, skill in enumerate(chosen)
        ),
        budget_max_yen=int(draw.integers(60, 160)) * 1000,
        budget_unit="project",
        duration_weeks=1,
        hours_per_week=20,
        prefecture=str(draw.choice(PREFECTURES)),
        languages=(LanguageLevel("ja", int(draw.integers(3, 8))),),
    )
    terms = terms_of(need, table, _PARAMETERS, AS_OF)
    points = [draw.integers(0, most + 1, 64) for most in FEATURE_POINTS[:FEATURES]]
    terms = terms._replace(
        weights=np.array(WEIGHTS, dtype=np.int64),
        feature_points=np.stack(points).astype(np.int64),
        feature_part=np.array(FEATURE_PARTS, dtype=np.int64),
        needs_a_must=True,
    )
    return Asked(slots_of(need), terms, chosen, _credits(terms), chosen[:musts])


def _credits(terms: Terms) -> Integers:
    """Level 0 is no skill; the ways of the flat world are the levels 1 to 5."""
    lines = terms.strength[terms.strength_row]
    return np.concatenate((np.zeros((len(lines), 1), dtype=np.int64), lines), axis=1)


def levels_of(table: CandidateTable) -> np.ndarray:
    """uint8[people, skills]: the level of each skill, 0 for none."""
    levels = np.zeros((table.size, SKILLS), dtype=np.uint8)
    owners = np.repeat(np.arange(table.size), np.diff(table.holdings.starts))
    levels[owners, table.holdings.held["concept"]] = table.holdings.held["way"] + 1
    return levels
