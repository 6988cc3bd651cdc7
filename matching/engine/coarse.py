"""A rough picture of everybody in columns of four and six bits, from which points can be bounded 128 rows at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.arithmetic import Integers
from matching.engine.classes import Codes, NumberClasses, frequent_classes, number_classes, prefecture_classes
from matching.engine.compiled.pictures import LAST_SAME, SAME, draw_concepts
from matching.engine.compiled.scan import Picture
from matching.engine.compiled.vectors import LINE_BYTES, LINE_ROWS
from matching.engine.holdings import Holdings, Numbers
from matching.engine.parameters import DEFAULT_PARAMETERS, Parameters
from matching.engine.terms import KINSHIPS, strength_of

if TYPE_CHECKING:
    from matching.engine.relations import Relations
    from matching.engine.table import CandidateTable

STANDING, HOME, RATES, AVAILABLE, HOURS, LANGUAGES, FEATURES = range(7)
"""Numbers of the byte columns; a column for each further feature follows."""
# A concept that fewer than one in so many people have kin of gets no column: those few are looked at one by one.
_RARE = 256


@dataclass(frozen=True, slots=True)
class Coarse:
    """The picture of one table, and what its codes stand for.

    `column_of` gives the nibble column of a concept; `holders` the rows of people with kin of a concept too rare for a
    column. `standings`, `homes` and `languages` give the class of each distinct value of the table, `own_nibbles` the
    nibble of somebody who holds a concept in each way of holding, and nothing near it.
    """

    picture: Picture
    lines: int
    column_of: Mapping[str, int]
    holders: Mapping[str, Numbers]
    rates: NumberClasses
    available: NumberClasses
    hours: NumberClasses
    standings: Codes
    homes: Codes
    languages: Codes
    own_nibbles: Codes

    @property
    def bytes_used(self) -> int:
        rare = sum(rows.nbytes for rows in self.holders.values())
        return self.picture.nibbles.nbytes + self.picture.bytes.nbytes + rare


def own_nibbles(holdings: Holdings, parameters: Parameters) -> Codes:
    """The nibble of each way of holding a concept: by strength, about as many holdings in each.

    Strength is that of an order which wants the usual level, in the year of the latest use that anybody names. Another
    order has other strengths: its bounds are only a little less close then.
    """
    year = max((way.last_used or 0 for way in holdings.ways), default=0)
    wanted = parameters.default_wanted_level
    strengths = np.array([strength_of(way, wanted, parameters, year) for way in holdings.ways], dtype=np.int64)
    order = np.argsort(strengths, kind="stable")
    counts = np.bincount(holdings.held["way"], minlength=len(strengths))[order]
    before = np.cumsum(counts) - counts
    nibbles = np.empty(len(strengths), dtype=np.uint8)
    nibbles[order] = SAME + before * (LAST_SAME - SAME + 1) // max(1, len(holdings.held))
    return nibbles


def draw_coarse(table: CandidateTable, parameters: Parameters = DEFAULT_PARAMETERS) -> Coarse:
    """The picture of a table. The parameters only decide how close its bounds come."""
    holdings, people = table.holdings, table.people
    concepts = _drawn_concepts(holdings, table.relations)
    standings, languages = frequent_classes(people["standing"]), frequent_classes(people["languages"])
    prefectures = prefecture_classes(table.homes)
    rates, available, hours = map(number_classes, (people["rate"], people["available"], people["hours"]))
    columns = [
        *(standings[people["standing"]], prefectures[people["home"]], rates.codes, available.codes, hours.codes),
        *(languages[people["languages"]], *table.features.T),
    ]
    lines = -(-holdings.size // LINE_ROWS)
    own = own_nibbles(holdings, parameters)
    return Coarse(
        picture=Picture(_nibbles(concepts, holdings, own, lines), _bytes(columns, lines)),
        lines=lines,
        column_of={concepts.names[wanted]: int(concepts.columns[wanted]) for wanted in concepts.frequent},
        holders=_holders(concepts, holdings),
        rates=rates,
        available=available,
        hours=hours,
        standings=standings,
        homes=prefectures,
        languages=languages,
        own_nibbles=own,
    )


@dataclass(frozen=True, slots=True)
class _DrawnConcepts:
    """Every concept that somebody has kin of: `columns` by its number, -1 for a rare one.

    `kin` gives for each concept of the holdings its places (starts), and there the concepts it is kin to and how.
    """

    names: tuple[str, ...]
    columns: Numbers
    kin: tuple[Integers, Numbers, Numbers]

    @property
    def frequent(self) -> list[int]:
        return np.flatnonzero(self.columns >= 0).tolist()


def _drawn_concepts(holdings: Holdings, relations: Relations) -> _DrawnConcepts:
    names = tuple(sorted({*relations.names, *holdings.concepts}))
    found = [
        (holdings.numbers[held], wanted, KINSHIPS.index(kinship))
        for wanted, name in enumerate(names)
        for held, kinship in relations.kin(name).items()
        if held in holdings.numbers
    ]
    cells = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
    starts = np.concatenate(([0], np.cumsum(np.bincount(cells[:, 0], minlength=len(holdings.concepts)))))
    people = np.bincount(cells[:, 1], weights=holdings.frequencies[cells[:, 0]], minlength=len(names))
    is_frequent = people * _RARE >= max(1, holdings.size)
    return _DrawnConcepts(
        names=names,
        columns=np.where(is_frequent, np.cumsum(is_frequent) - 1, -1).astype(np.int32),
        kin=(starts.astype(np.int64), cells[:, 1].astype(np.int32), cells[:, 2].astype(np.int32)),
    )


def _nibbles(concepts: _DrawnConcepts, holdings: Holdings, own: Codes, lines: int) -> Codes:
    nibbles = np.zeros((len(concepts.frequent), lines * LINE_BYTES), dtype=np.uint8)
    room = (np.zeros(len(concepts.names), dtype=np.int64), np.zeros(len(concepts.names), dtype=np.int64))
    draw_concepts(holdings.starts, holdings.held, own, concepts.kin, concepts.columns, nibbles, room)
    return nibbles


def _bytes(columns: Sequence[Codes], lines: int) -> Codes:
    data = np.zeros((len(columns), lines * LINE_ROWS), dtype=np.uint8)
    for number, column in enumerate(columns):
        data[number, : len(column)] = column
    return data


def _holders(concepts: _DrawnConcepts, holdings: Holdings) -> dict[str, Numbers]:
    """The rows of everybody with kin of each rare concept."""
    starts, wanted, _kinds = concepts.kin
    spread = np.diff(starts)[holdings.held["concept"]]
    owners = np.repeat(holdings.owners, spread)
    places = np.arange(len(owners)) - np.repeat(np.cumsum(spread) - spread, spread)
    asked = wanted[np.repeat(starts[:-1][holdings.held["concept"]], spread) + places]
    is_rare = concepts.columns[asked] < 0
    asked, owners = asked[is_rare], owners[is_rare]
    order = np.argsort(asked, kind="stable")
    numbers, begins = np.unique(asked[order], return_index=True)
    parts = np.split(owners[order], begins[1:])
    return {concepts.names[number]: np.unique(rows) for number, rows in zip(numbers.tolist(), parts, strict=False)}
