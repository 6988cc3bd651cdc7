"""The columns the compiled loops read: every structured fact of everybody, as integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers
from matching.engine.values import Candidate, CandidateRemote

REMOTE_KINDS: tuple[CandidateRemote | None, ...] = (None, "full", "partial", "none")
REACH_KNOWN = 1 << 63
UNKNOWN = -1
NO_RULE = 255
"""In the place of a number into RULES: no rule is failed."""
_LAST_PREFECTURE = 62


PERSON = np.dtype(
    [
        ("reach", np.uint64),
        ("standing", np.int32),
        ("home", np.int32),
        ("languages", np.int32),
        ("rate", np.int32),
        ("available", np.int32),
        ("hours", np.int32),
        ("skill_share", np.int16),
        ("concept_share", np.int16),
        ("remote", np.uint8),
    ],
    align=True,
)
"""What is known of one person. Standing, home and languages are numbers of distinct values; -1 is an unknown number.

`rate` is yen an hour, `hours` a week, `available` a day's ordinal; `reach` one bit a prefecture and REACH_KNOWN;
`remote` a place in REMOTE_KINDS. A declared skill of this person counts `skill_share` per mille, a concept
`concept_share`.
"""
HOLDING = np.dtype([("concept", np.uint16), ("way", np.uint16)])
"""One concept a person holds, and how, as numbers."""
MOST_NUMBERS = 2**16

type People = NDArray[np.void]


class FactArrays(NamedTuple):
    """Row i is people[i] (PERSON), who holds held[starts[i]:starts[i+1]] (HOLDING).

    `features` has a line for each row: its codes (0–63) of all further features.
    """

    people: People
    starts: Integers
    held: NDArray[np.void]
    features: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Home:
    """Where a person lives, as far as it is known."""

    prefecture: str | None
    municipality: str | None
    location: str | None


def home_of(candidate: Candidate) -> Home:
    return Home(candidate.prefecture, candidate.municipality, candidate.location)


def reach_bits(reach: frozenset[str] | None) -> int:
    """The prefectures somebody travels to, one bit each, and REACH_KNOWN; 0 when nothing is known."""
    return 0 if reach is None else REACH_KNOWN | sum(prefecture_bit(code) for code in reach)


def prefecture_bit(code: str) -> int:
    """The bit of a prefecture; ValueError for what is no code of JIS X 0401."""
    number = int(code)
    if not 0 < number <= _LAST_PREFECTURE:
        raise ValueError(f"{code!r} is no code of a prefecture")
    return 1 << number
