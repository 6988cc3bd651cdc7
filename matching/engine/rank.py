"""Everyone eligible for one order, scored in integer parts and put in order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers
from matching.engine.compiled.scoring import parts_of_rows, rules_of_everybody
from matching.engine.eligibility import EXCLUDED_BY_OWNER, RULES, Rule
from matching.engine.explain import Explanation, Gap, PartPoints, explain
from matching.engine.facts import NO_RULE
from matching.engine.holdings import Numbers
from matching.engine.parameters import FULL, PART_NAMES, Parameters
from matching.engine.table import CandidateTable
from matching.engine.terms import Terms, terms_of
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
    terms = terms_of(need, table, parameters, as_of)
    failing = failing_rules(terms, table, excluded_ids)
    eligible = np.flatnonzero(failing == len(RULES))
    parts = score_parts(need, terms, table, parameters, eligible)
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


def failing_rules(terms: Terms, table: CandidateTable, excluded_ids: frozenset[int]) -> Numbers:
    """Per row the position in RULES of the first rule it fails, or len(RULES)."""
    failing = np.empty(table.size, dtype=np.int32)
    rules_of_everybody(table.facts, terms, failing)
    failing[failing == NO_RULE] = len(RULES)
    failing[np.isin(table.ids, np.array(sorted(excluded_ids), dtype=np.int64))] = RULES.index(EXCLUDED_BY_OWNER)
    return failing


def score_parts(need: Need, terms: Terms, table: CandidateTable, parameters: Parameters, rows: Integers) -> Integers:
    """Points of the given rows, one column for each part. Text is scaled among exactly these rows."""
    parts = np.empty((len(rows), len(PART_NAMES)), dtype=np.int64)
    parts_of_rows(table.facts, terms, rows, np.empty(3 * len(terms.skill_weight), dtype=np.int64), parts)
    query = read_query(need.text)
    for name, shares in (("bm25", _word_shares), ("ngrams", _gram_shares)):
        part = PART_NAMES.index(name)
        parts[:, part] = parameters.weights[part] * shares(query, table, parameters, rows) // FULL
    return parts


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
