"""The best rows of a table for one order, exactly, without giving points to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.bounds import bounds_of
from matching.engine.coarse import draw_coarse
from matching.engine.compiled.scan import MOST_POINTS, SCANS, Found, Scene, mark_of, room_for
from matching.engine.holdings import Numbers

if TYPE_CHECKING:
    from matching.engine.table import CandidateTable
    from matching.engine.terms import Terms

FASTEST = next(iter(SCANS))


@dataclass(frozen=True, slots=True)
class Aim:
    """The best `wanted` rows; with `slack`, also everybody with at most so many points fewer than the last of them.

    `excluded` are rows that the owner of the order keeps out.
    """

    wanted: int
    slack: int = 0
    excluded: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))


class Scanner:
    """One table with its picture, ready to be scanned for any number of orders, in any number of threads."""

    def __init__(self, table: CandidateTable) -> None:
        self.table = table
        self.coarse = draw_coarse(table)

    def best(
        self, terms: Terms, slots: Sequence[str], aim: Aim, instructions: str = FASTEST
    ) -> tuple[Numbers, Numbers]:
        """Rows and points of those aimed at, best first, then by id. Text counts nothing here."""
        scene = Scene(self.coarse.picture, bounds_of(terms, slots, self.coarse), self.table.facts, terms)
        rows, points = np.empty(self.table.size, dtype=np.int32), np.empty(self.table.size, dtype=np.int32)
        found = Found(rows, points, np.zeros(MOST_POINTS, dtype=np.int64))
        wanted = aim.wanted + len(aim.excluded)
        number = SCANS[instructions](scene, self.coarse.lines, (wanted, aim.slack), found, room_for(scene))
        return _best(rows[:number], points[:number], aim)


def _best(rows: Numbers, points: Numbers, aim: Aim) -> tuple[Numbers, Numbers]:
    stays = ~np.isin(rows, aim.excluded)
    rows, points = rows[stays], points[stays]
    reaches = points >= mark_of(np.bincount(points, minlength=1).astype(np.int64), aim.wanted) - aim.slack
    rows, points = rows[reaches], points[reaches]
    order = np.lexsort((rows, -points))
    chosen = order if aim.slack else order[: aim.wanted]
    return rows[chosen], points[chosen]
