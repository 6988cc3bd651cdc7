"""Everyone eligible for one order, scored in integer parts and put in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers, curve_values
from matching.engine.conditions import (
    agreed_hourly_budget,
    effective_start,
    hourly_budget,
    is_language_too_low,
    language_share,
)
from matching.engine.eligibility import EXCLUDED_BY_OWNER, RULES, Rule, is_employment_track, is_kind_unwanted
from matching.engine.explain import Explanation, Gap, PartPoints, explain
from matching.engine.parameters import FULL, PART_NAMES, Parameters
from matching.engine.places import is_out_of_reach, nearness
from matching.engine.skill_index import concept_shares, must_shares, skill_shares
from matching.engine.table import CandidateTable
from matching.engine.text_index import Query, gram_weights, read_query, token_weights
from matching.engine.values import Need

__all__ = ["Explanation", "Gap", "PartPoints", "Ranking", "explain", "rank"]

BEST_WORKS = 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everyone eligible, best first (score down, id up): scores are tenths of a point and the sums of their parts.

    `parts` has one column for each of PART_NAMES. `exclusions` counts people under the first rule they fail.
    """

    ids: Integers
    scores: NDArray[np.int16]
    parts: NDArray[np.int16]
    exclusions: dict[Rule, int]
    excluded: list[tuple[int, Rule]]
    considered: int


def rank(
    need: Need,
    table: CandidateTable,
    parameters: Parameters,
    *,
    as_of: date,
    excluded_ids: frozenset[int] = frozenset(),
) -> Ranking:
    """Rank the whole table for one order. `excluded_ids` are people whom the order's owner must not see."""
    failing = failing_rules(need, table, parameters, as_of, excluded_ids)
    eligible = np.flatnonzero(failing == len(RULES))
    parts = score_parts(need, table, parameters, as_of, eligible)
    scores = parts.sum(axis=1)
    order = np.argsort(-scores, kind="stable")
    excluded = [(int(table.ids[row]), RULES[failing[row]]) for row in np.flatnonzero(failing < len(RULES))]
    counts = Counter(rule for _, rule in excluded)
    return Ranking(
        ids=table.ids[eligible][order],
        scores=scores[order].astype(np.int16),
        parts=parts[order].astype(np.int16),
        exclusions={rule: counts[rule] for rule in RULES if counts[rule]},
        excluded=excluded,
        considered=table.size,
    )


def failing_rules(
    need: Need, table: CandidateTable, parameters: Parameters, as_of: date, excluded_ids: frozenset[int]
) -> Integers:
    """Per row the position in RULES of the first rule it fails, or len(RULES)."""
    budget, start = agreed_hourly_budget(need), effective_start(need, as_of)
    persons, nobody = table.standings, np.zeros(table.size, dtype=np.bool_)
    failed: dict[Rule, NDArray[np.bool_]] = {
        EXCLUDED_BY_OWNER: np.isin(table.ids, np.array(sorted(excluded_ids), dtype=np.int64)),
        "inactive": persons.gather(lambda one: not one.active) > 0,
        "kind_not_wanted": persons.gather(lambda one: is_kind_unwanted(need, one.kind)) > 0,
        "employment_track": persons.gather(lambda one: is_employment_track(one.kind, one.placement_licence)) > 0,
        "side_job_forbidden": persons.gather(lambda one: one.side_job == "forbidden") > 0,
        "onsite_unreachable": table.places.gather(lambda place: is_out_of_reach(need, place)) > 0,
        "rate_over_limit": nobody if budget is None else table.rates * FULL > budget * parameters.rate_limit,
        "not_available_in_time": nobody if start is None else table.available > start + parameters.late_limit_days,
        "language_too_low": table.languages.gather(lambda spoken: is_language_too_low(need, spoken)) > 0,
    }
    stacked = np.stack([failed[rule] for rule in RULES] + [np.ones(table.size, dtype=np.bool_)])
    return np.argmax(stacked, axis=0)


def score_parts(need: Need, table: CandidateTable, parameters: Parameters, as_of: date, rows: Integers) -> Integers:
    """Points of the given rows, one column for each part. Text is scaled among exactly these rows."""
    query = read_query(need.text)
    shares: dict[str, Callable[[], Integers]] = {
        "skills": lambda: skill_shares(table.skills, need, parameters, as_of.year)[rows],
        "must": lambda: must_shares(table.skills, need, parameters)[rows],
        "concepts": lambda: concept_shares(table.skills, need, parameters)[rows],
        "bm25": lambda: _word_shares(query, table, parameters, rows),
        "ngrams": lambda: _gram_shares(query, table, parameters, rows),
        "place": lambda: table.places.gather(lambda place: nearness(need, place, table.geography, parameters).share)[
            rows
        ],
        "rate": lambda: _rate_shares(need, table, parameters)[rows],
        "availability": lambda: _availability_shares(need, table, parameters, as_of)[rows],
        "language": lambda: table.languages.gather(lambda known: language_share(need, known, parameters))[rows],
    }
    columns = [weight * shares[name]() // FULL for name, weight in zip(PART_NAMES, parameters.weights, strict=True)]
    return np.stack(columns, axis=1)


def _word_shares(query: Query, table: CandidateTable, parameters: Parameters, rows: Integers) -> Integers:
    weights = token_weights(query, table.text.tokens, table.size, parameters)
    if not weights:
        return np.full(len(rows), FULL, dtype=np.int64)
    whole = table.text.bm25(weights, parameters)
    evidence = _best_works(table.works.bm25(weights, parameters), table)
    raw = (whole + evidence * parameters.evidence_share // FULL)[rows]
    return scaled(raw, FULL * sum(weights.values()), parameters)


def _best_works(scores: Integers, table: CandidateTable) -> Integers:
    """Per row the mean over three of its best works' scores; a missing work counts as one without a word in common."""
    order = np.lexsort((-scores, table.work_owners))
    owners = table.work_owners[order]
    first = np.searchsorted(owners, owners, side="left")
    best = np.arange(len(owners)) - first < BEST_WORKS
    sums = np.bincount(owners[best], weights=scores[order][best], minlength=table.size)
    return sums.astype(np.int64) // BEST_WORKS


def _gram_shares(query: Query, table: CandidateTable, parameters: Parameters, rows: Integers) -> Integers:
    weights = gram_weights(query, table.text.grams, table.size)
    if not weights:
        return np.full(len(rows), FULL, dtype=np.int64)
    return scaled(table.text.likeness(weights, parameters)[rows], sum(weights.values()), parameters)


def scaled(raw: Integers, whole: int, parameters: Parameters) -> Integers:
    """Raw text scores as per mille: the best gets 1000, the median `text_median`, nothing in common 0.

    `whole` is what a text that holds every word of the order would get. Where even the best has less than `text_floor`
    of it (another language, say), everyone gets accordingly less: chance words must not decide.
    """
    best = max(int(raw.max(initial=0)), whole * parameters.text_floor // FULL)
    if not len(raw) or not best:
        return np.zeros(len(raw), dtype=np.int64)
    middle = int(np.partition(raw, (len(raw) - 1) // 2)[(len(raw) - 1) // 2])
    low = parameters.text_median if middle else 0
    above = low + (FULL - low) * (raw - middle) // max(1, best - middle)
    below = low * raw // max(1, middle)
    return np.where(raw == best, FULL, np.where(raw > middle, above, below))


def _rate_shares(need: Need, table: CandidateTable, parameters: Parameters) -> Integers:
    budget = hourly_budget(need)
    if budget is None:
        return np.full(table.size, FULL, dtype=np.int64)
    over = curve_values(parameters.rate_curve, table.rates * FULL // max(budget, 1))
    known = np.where(table.rates <= budget, FULL, over)
    return np.where(table.rates < 0, parameters.unknown_rate, known)


def _availability_shares(need: Need, table: CandidateTable, parameters: Parameters, as_of: date) -> Integers:
    shares = []
    start = effective_start(need, as_of)
    if start is not None:
        late = curve_values(parameters.late_curve, table.available - start)
        shares.append(np.where(table.available < 0, parameters.unknown_start, late))
    if need.hours_per_week is not None and need.hours_per_week > 0:
        few = curve_values(parameters.hours_curve, table.hours * FULL // need.hours_per_week)
        shares.append(np.where(table.hours < 0, parameters.unknown_hours, few))
    if not shares:
        return np.full(table.size, FULL, dtype=np.int64)
    total: Integers = np.stack(shares).sum(axis=0) // len(shares)
    return total
