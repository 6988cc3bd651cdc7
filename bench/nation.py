"""A whole country's engineers as the engine's arrays, drawn straight into them; the same ones every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.people import AS_OF, PREFECTURES, surroundings
from matching.engine.facts import HOLDING, PERSON, REACH_KNOWN, REMOTE_KINDS, Home, prefecture_bit
from matching.engine.holdings import Holdings, Strength
from matching.engine.relations import Relations
from matching.engine.table import CandidateTable, Standing
from matching.engine.text_index import build_text_index
from matching.engine.values import Concepts, LanguageLevel

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from matching.engine.arithmetic import Integers
    from matching.engine.facts import People
    from matching.engine.head import Scanner

SEED = 20_261_120
SKILLS, ROLES, FEWEST, MOST = 300, 20, 3, 15
_YEARS = 12
_SHAPE, _SHIFT = 1.05, 2.7
_OF_OWN_ROLE = 0.7
WAYS = tuple(
    Strength(True, level or None, AS_OF.year - age if age < _YEARS else None)
    for level in range(6)
    for age in range(_YEARS + 1)
)
FLAT_WAYS = tuple(Strength(True, level) for level in range(1, 6))
FEATURES = 4


def draw_nation(count: int, *, is_flat: bool = False) -> CandidateTable:
    """The table of so many people without texts.

    `is_flat` is the world of the benchmark score: no concept is kin to another, nobody says when they last used a
    skill, and four further features are known of everybody.
    """
    draw = np.random.default_rng(SEED)
    geography, concepts = surroundings()
    names = tuple(sorted(concepts.category_of))[:SKILLS]
    sides = ("not_needed", "approved", "pending", "forbidden")
    standings = (*(Standing(True, "freelancer", None, side) for side in sides), Standing(False, "", None, None))
    homes = tuple(Home(code, f"{code}{town:03d}", None) for code in PREFECTURES for town in range(37))
    spoken = tuple((LanguageLevel("ja", ja), LanguageLevel("en", en)) for ja in range(2, 8) for en in range(1, 7))
    empty = build_text_index(())
    return CandidateTable(
        ids=np.arange(1, count + 1, dtype=np.int64),
        people=_people(draw, count, (len(homes), len(spoken))),
        standings=standings,
        homes=homes,
        languages=spoken,
        holdings=_holdings(draw, count, names, FLAT_WAYS if is_flat else WAYS),
        features=draw.integers(0, 64, (count, FEATURES if is_flat else 0), dtype=np.uint8),
        text=empty,
        works=empty,
        work_owners=np.zeros(0, dtype=np.int32),
        geography=geography,
        relations=Relations(Concepts() if is_flat else concepts),
    )


def _people(draw: Generator, count: int, numbers: tuple[int, int]) -> People:
    people = np.zeros(count, dtype=PERSON)
    homes, spoken = numbers
    people["standing"] = _drawn(draw, count, (40, 30, 10, 12, 8))
    people["home"] = draw.integers(0, homes, count)
    people["reach"] = _reaches(draw, count)
    people["remote"] = draw.integers(0, len(REMOTE_KINDS), count)
    people["languages"] = draw.integers(0, spoken, count)
    people["rate"] = draw.normal(5200, 1600, count).clip(1500, 20_000) // 50 * 50
    people["hours"] = np.array((5, 10, 20, 30, 40))[_drawn(draw, count, (10, 25, 30, 20, 15))]
    people["available"] = AS_OF.toordinal() + draw.integers(-20, 120, count)
    people["skill_share"] = people["concept_share"] = 1000
    return people


def _drawn(draw: Generator, count: int, shares: tuple[int, ...]) -> Integers:
    """Numbers of the shares, which are per cent."""
    return draw.choice(len(shares), count, p=np.array(shares) / 100)


def _reaches(draw: Generator, count: int) -> NDArray[np.uint64]:
    """Half say nothing; the others travel to up to five prefectures."""
    bits = np.array([prefecture_bit(code) for code in PREFECTURES], dtype=np.uint64)
    found = np.full(count, REACH_KNOWN, dtype=np.uint64)
    for _ in range(5):
        found |= bits[draw.integers(0, len(bits), count)]
    return np.where(draw.random(count) < 0.5, np.uint64(0), found)


def _holdings(draw: Generator, count: int, names: tuple[str, ...], ways: tuple[Strength, ...]) -> Holdings:
    """3 to 15 skills each, most out of those of the person's role; frequent ones by the law of Zipf and Mandelbrot."""
    weights = 1 / (np.arange(len(names)) + _SHIFT) ** _SHAPE
    popular = np.cumsum(weights) / weights.sum()
    numbers = draw.integers(FEWEST, MOST + 1, count)
    owners = np.repeat(np.arange(count), numbers)
    roles = draw.integers(0, ROLES, count)[owners]
    rank = np.searchsorted(popular, draw.random(len(owners)))
    own = (rank // 3 * 7 + roles * (len(names) // ROLES)) % len(names)
    skills = np.where(draw.random(len(owners)) < _OF_OWN_ROLE, own, rank)
    cells, first = np.unique(owners * len(names) + skills, return_index=True)
    held = np.empty(len(cells), dtype=HOLDING)
    held["concept"], held["way"] = cells % len(names), draw.integers(0, len(ways), len(owners))[first]
    starts = np.concatenate(([0], np.cumsum(np.bincount(cells // len(names), minlength=count))))
    return Holdings(concepts=names, ways=ways, starts=starts.astype(np.int64), held=held)


def bytes_per_person(scanner: Scanner) -> tuple[int, int]:
    """Of the facts, and of the picture drawn from them."""
    table = scanner.table
    facts = sum(array.nbytes for array in (table.ids, *table.facts))
    return facts // table.size, scanner.coarse.bytes_used // table.size
