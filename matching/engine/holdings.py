"""What everybody holds, person by person, as arrays: which concepts, and how strongly each was stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers
from matching.engine.facts import HOLDING, MOST_NUMBERS
from matching.engine.parameters import Parameters
from matching.engine.relations import held_concepts
from matching.engine.row_moves import GONE, RowMoves
from matching.engine.values import Candidate

type Numbers = NDArray[np.int32]


class Strength(NamedTuple):
    """How a concept is held: declared or only found in the text; level 1–5 and year of last use, None if unsaid."""

    declared: bool
    level: int | None = None
    last_used: int | None = None


@dataclass(frozen=True)
class Holdings:
    """Row i holds held[starts[i]:starts[i+1]] (HOLDING): numbers into `concepts` and `ways`."""

    concepts: tuple[str, ...]
    ways: tuple[Strength, ...]
    starts: Integers
    held: NDArray[np.void]

    @property
    def size(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def owners(self) -> Numbers:
        """The row of each holding."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.starts))

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {concept: number for number, concept in enumerate(self.concepts)}

    @cached_property
    def frequencies(self) -> Integers:
        """How many people hold each concept: nobody holds one twice."""
        return np.bincount(self.held["concept"], minlength=len(self.concepts)).astype(np.int64)

    def frequency(self, concept: str) -> int:
        number = self.numbers.get(concept)
        return 0 if number is None else int(self.frequencies[number])

    def merged(self, joining: Holdings, moves: RowMoves) -> Holdings:
        """The holdings of the people who stay and those who join. What nobody holds any more is forgotten."""
        stays = moves.kept[self.owners] != GONE
        owners = np.concatenate((moves.kept[self.owners][stays], moves.joined[joining.owners]))
        order = np.argsort(owners, kind="stable")
        concepts, joining_concepts = renumbered(self.concepts, joining.concepts, joining.held["concept"])
        ways, joining_ways = renumbered(self.ways, joining.ways, joining.held["way"])
        concepts, held = used_only(concepts, np.concatenate((self.held["concept"][stays], joining_concepts))[order])
        ways, how = used_only(ways, np.concatenate((self.held["way"][stays], joining_ways))[order])
        return Holdings(
            concepts, ways, _starts(np.bincount(owners, minlength=moves.size)), _cells(concepts, ways, held, how)
        )


def build_holdings(candidates: Sequence[Candidate], parameters: Parameters) -> Holdings:
    """ValueError when they hold more different concepts than fit (65,536)."""
    concepts: dict[str, int] = {}
    ways: dict[Strength, int] = {}
    held: list[int] = []
    how: list[int] = []
    counts: list[int] = []
    for candidate in candidates:
        holding = held_concepts(candidate, parameters)
        counts.append(len(holding))
        held.extend(concepts.setdefault(one.concept, len(concepts)) for one in holding)
        said = (Strength(one.declared, one.level, one.last_used) for one in holding)
        how.extend(ways.setdefault(way, len(ways)) for way in said)
    cells = _cells(tuple(concepts), tuple(ways), np.array(held, dtype=np.int32), np.array(how, dtype=np.int32))
    return Holdings(tuple(concepts), tuple(ways), _starts(np.array(counts, dtype=np.int64)), cells)


def _cells(concepts: tuple[str, ...], ways: tuple[Strength, ...], held: Numbers, how: Numbers) -> NDArray[np.void]:
    if max(len(concepts), len(ways)) > MOST_NUMBERS:
        raise ValueError(f"more than {MOST_NUMBERS:,} different concepts are held")
    cells = np.empty(len(held), dtype=HOLDING)
    cells["concept"], cells["way"] = held, how
    return cells


def _starts(counts: Integers) -> Integers:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def renumbered[T](first: tuple[T, ...], second: tuple[T, ...], codes: Numbers) -> tuple[tuple[T, ...], Numbers]:
    """The values of both, each once, and the codes of the second as numbers of these."""
    numbers = {value: number for number, value in enumerate(first)}
    moved = np.array([numbers.setdefault(value, len(numbers)) for value in second], dtype=np.int32)
    return tuple(numbers), moved[codes]


def used_only[T](values: tuple[T, ...], codes: Numbers) -> tuple[tuple[T, ...], Numbers]:
    """The values that a code stands for, and the codes as numbers of these."""
    used = np.bincount(codes, minlength=len(values)) > 0
    if used.all():
        return values, codes
    numbers = np.cumsum(used, dtype=np.int32) - 1
    return tuple(value for value, is_used in zip(values, used, strict=True) if is_used), numbers[codes]
