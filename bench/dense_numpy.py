"""The benchmark score in NumPy over dense columns: what a team without a compiler would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.benchmark_score import WANTED
from matching.engine.arithmetic import curve_values
from matching.engine.parameters import FULL

if TYPE_CHECKING:
    from bench.benchmark_score import Asked
    from matching.engine.arithmetic import Integers
    from matching.engine.table import CandidateTable
    from matching.engine.terms import Terms


class DenseNumpy:
    """`levels` is uint8[people, skills], kept with a column for each skill."""

    def __init__(self, table: CandidateTable, levels: np.ndarray) -> None:
        self._table = table
        self._levels = np.ascontiguousarray(levels.T)
        self._features = np.ascontiguousarray(table.features.T)

    @property
    def bytes_per_person(self) -> int:
        return (self._levels.nbytes + self._table.people.nbytes + self._features.nbytes) // self._table.size

    def best(self, asked: Asked) -> list[tuple[int, int]]:
        """(id, points) of the best 50."""
        passing, points = self._points(asked)
        points = np.where(passing, points, -1)
        mark = np.partition(points, -WANTED)[-WANTED]
        rows = np.flatnonzero((points >= mark) & passing)
        order = np.lexsort((rows, -points[rows]))[:WANTED]
        return [(int(self._table.ids[row]), int(points[row])) for row in rows[order]]

    def _points(self, asked: Asked) -> tuple[np.ndarray, Integers]:
        terms, people, features = asked.terms, self._table.people, self._features
        skills = np.zeros(len(people), dtype=np.int64)
        held = np.zeros(len(people), dtype=np.int64)
        for number, skill in enumerate(asked.skills):
            levels = self._levels[skill]
            skills += (terms.skill_weight[number] * asked.credits[number])[levels]
            held += (levels > 0) & (skill in asked.musts)
        weights = terms.weights
        points = (
            weights[0] * (skills // terms.skill_weights) // FULL + weights[1] * (held * FULL // terms.musts) // FULL
        )
        points += self._conditions(asked)
        for number, codes in enumerate(features):
            points += terms.feature_points[number][codes]
        return np.isin(people["standing"], asked.standings) & (held > 0), points

    def _conditions(self, asked: Asked) -> Integers:
        terms, people = asked.terms, self._table.people
        reaches = np.where((people["reach"] & terms.reach_bit) != 0, terms.in_reach, 0)
        place = np.maximum(terms.home_share[people["home"]], reaches)
        rates = people["rate"].astype(np.int64)
        over = curve_values(_curve(terms.rate_xs, terms.rate_ys), rates * FULL // terms.budget)
        rate = np.where(rates <= terms.budget, FULL, over)
        hours = people["hours"].astype(np.int64) * FULL // terms.wanted_hours
        few = curve_values(_curve(terms.hours_xs, terms.hours_ys), hours)
        language = terms.language_share[people["languages"]]
        shares = zip(terms.weights[5:], (place, rate, few, language), strict=True)
        total: Integers = sum(weight * share // FULL for weight, share in shares)
        return total


def rate_shares(terms: Terms) -> Integers:
    """The share of each rate, in steps of 50 yen."""
    rates = np.arange(0, 20_001, 50, dtype=np.int64)
    over = curve_values(_curve(terms.rate_xs, terms.rate_ys), rates * FULL // terms.budget)
    return np.where(rates <= terms.budget, FULL, over)


def shares_of_hours(terms: Terms) -> Integers:
    """The share of each number of weekly hours, 0 to 40."""
    hours = np.arange(41, dtype=np.int64)
    return curve_values(_curve(terms.hours_xs, terms.hours_ys), hours * FULL // terms.wanted_hours)


def _curve(xs: Integers, ys: Integers) -> tuple[tuple[int, int], ...]:
    return tuple(zip(xs.tolist(), ys.tolist(), strict=True))
