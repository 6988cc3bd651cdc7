"""The same score one person at a time in plain Python: slow, readable, and the judge of the vectorised form.

Only the reading of words, the rules about one pair and integer arithmetic are shared; every sum is made here again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from matching.engine.arithmetic import curve_value, log2_fixed, lower_median
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
from matching.engine.eligibility import EXCLUDED_BY_OWNER, Rule, first_failing_rule
from matching.engine.parameters import FULL, Parameters
from matching.engine.places import nearness, place_of
from matching.engine.relations import (
    Held,
    Relations,
    breadth_shares,
    concept_rarity,
    held_concepts,
    level_credit,
    must_credit,
    similarity,
    skill_weight,
    wanted_concepts,
    wanted_skills,
)
from matching.engine.values import Candidate, Concepts, Geography, Need, NeededSkill
from matching.engine.words import REPEAT_CAP, grams_of, is_generic, title_words, tokens_of, word_counts

_GRAM_REPEATS = (0, 1000, 1400, 1700, 1900)
_BEST_WORKS = 3

type Bag = dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One ranked person: id, score, and points in the order of PART_NAMES."""

    id: int
    score: int
    parts: tuple[int, ...]


class Raw(NamedTuple):
    """Text scores of the eligible, and what a text that holds every word of the order would get."""

    scores: list[int]
    whole: int


@dataclass(frozen=True, slots=True)
class People:
    """Everyone with their texts counted: what a table is to `rank`."""

    candidates: Sequence[Candidate]
    tokens: Sequence[Bag]
    grams: Sequence[Bag]
    lengths: Sequence[int]
    works: Sequence[Sequence[tuple[Bag, int]]]
    token_frequency: Mapping[str, int]
    gram_frequency: Mapping[str, int]
    concept_frequency: Mapping[str, int]
    relations: Relations
    geography: Geography


def read_people(
    candidates: Sequence[Candidate], geography: Geography, concepts: Concepts, parameters: Parameters
) -> People:
    counted = [word_counts("\n".join((one.text, *one.works))) for one in candidates]
    tokens = [_bag(words, tokens_of) for words, _ in counted]
    grams = [_bag(words, grams_of) for words, _ in counted]
    held = [{one.concept: 1 for one in held_concepts(candidate, parameters)} for candidate in candidates]
    works = [[(_bag(words, tokens_of), length) for words, length in map(word_counts, one.works)] for one in candidates]
    return People(
        candidates=candidates,
        tokens=tokens,
        grams=grams,
        lengths=[length for _, length in counted],
        works=works,
        token_frequency=_frequencies(tokens),
        gram_frequency=_frequencies(grams),
        concept_frequency=_frequencies(held),
        relations=Relations(concepts),
        geography=geography,
    )


def rank_slowly(
    need: Need, people: People, parameters: Parameters, *, as_of: date, excluded_ids: frozenset[int] = frozenset()
) -> tuple[list[Row], list[tuple[int, Rule]]]:
    """The rows `rank` gives, best first, and who was excluded by which rule, by id."""
    excluded: list[tuple[int, Rule]] = []
    eligible: list[int] = []
    for at, candidate in enumerate(people.candidates):
        rule = EXCLUDED_BY_OWNER if candidate.id in excluded_ids else None
        rule = rule or first_failing_rule(need, candidate, parameters, as_of)
        if rule is None:
            eligible.append(at)
        else:
            excluded.append((candidate.id, rule))
    words = scale_slowly(_bm25(need, people, parameters, eligible), parameters, len(eligible))
    grams = scale_slowly(_likeness(need, people, parameters, eligible), parameters, len(eligible))
    rows = []
    for at, word_share, gram_share in zip(eligible, words, grams, strict=True):
        candidate = people.candidates[at]
        shares = (
            _skills(need, candidate, people, parameters, as_of.year),
            _must(need, candidate, people, parameters),
            _concepts(need, candidate, people, parameters),
            word_share,
            gram_share,
            nearness(need, place_of(candidate), people.geography, parameters).share,
            *_conditions(need, candidate, parameters, as_of),
        )
        parts = tuple(weight * share // FULL for weight, share in zip(parameters.weights, shares, strict=True))
        rows.append(Row(candidate.id, sum(parts), parts))
    return sorted(rows, key=lambda row: (-row.score, row.id)), sorted(excluded)


def scale_slowly(raw: Raw | None, parameters: Parameters, size: int) -> list[int]:
    """Per mille of the best; None (the order has no word) is full for everyone."""
    if raw is None:
        return [FULL] * size
    best = max([*raw.scores, raw.whole * parameters.text_floor // FULL])
    middle = lower_median(raw.scores)
    return [_scaled(value, middle, best, parameters.text_median) for value in raw.scores]


def _scaled(value: int, middle: int, best: int, text_median: int) -> int:
    if best == 0:
        return 0
    if value == best:
        return FULL
    if value > middle:
        low = text_median if middle else 0
        return low + (FULL - low) * (value - middle) // (best - middle)
    return text_median * value // middle if middle else 0


def _conditions(need: Need, candidate: Candidate, parameters: Parameters, as_of: date) -> tuple[int, int, int]:
    asked = (effective_start(need, as_of), need.hours_per_week)
    return (
        rate_share(known_rate(candidate), hourly_budget(need), parameters),
        availability_share(available_day(candidate), known_hours(candidate), asked, parameters),
        language_share(need, candidate.languages, parameters),
    )


def _skills(need: Need, candidate: Candidate, people: People, parameters: Parameters, year: int) -> int:
    total = weights = 0
    held = held_concepts(candidate, parameters)
    share = breadth_shares(candidate, parameters)[0]
    for skill in wanted_skills(need):
        weight = skill_weight(skill, _rarity(skill.concept, people, parameters), parameters)
        kin = people.relations.kin(skill.concept)
        total += weight * max(
            (
                similarity(kin[one.concept], parameters)
                * (_strength(one, skill, parameters, year) * share // FULL)
                // FULL
                for one in held
                if one.concept in kin
            ),
            default=0,
        )
        weights += weight
    if not weights:
        return FULL
    floor = 0 if need.skills else parameters.derived_skills_floor
    return floor + (FULL - floor) * (total // weights) // FULL


def _strength(held: Held, skill: NeededSkill, parameters: Parameters, year: int) -> int:
    if not held.declared:
        return parameters.found_in_text
    recent = parameters.unknown_recency
    if held.last_used is not None and held.last_used >= 0:
        recent = curve_value(parameters.recency, max(0, year - held.last_used))
    return level_credit(held.level, skill.level or parameters.default_wanted_level, parameters) * recent // FULL


def _must(need: Need, candidate: Candidate, people: People, parameters: Parameters) -> int:
    musts = [skill.concept for skill in wanted_skills(need) if skill.must]
    total = 0
    for concept in musts:
        kin = people.relations.kin(concept)
        total += max(
            (
                must_credit(kin[one.concept], parameters) * (FULL if one.declared else parameters.must_in_text) // FULL
                for one in held_concepts(candidate, parameters)
                if one.concept in kin
            ),
            default=0,
        )
    return total // len(musts) if musts else FULL


def _concepts(need: Need, candidate: Candidate, people: People, parameters: Parameters) -> int:
    total = weights = 0
    share = breadth_shares(candidate, parameters)[1]
    for concept in wanted_concepts(need):
        kin = people.relations.kin(concept)
        held = [one.concept for one in held_concepts(candidate, parameters) if one.concept in kin]
        weight = _rarity(concept, people, parameters)
        total += weight * max((similarity(kin[one], parameters) * share // FULL for one in held), default=0)
        weights += weight
    return total // weights if weights else FULL


def _rarity(concept: str, people: People, parameters: Parameters) -> int:
    return concept_rarity(len(people.candidates), people.concept_frequency.get(concept, 0), parameters)


def _bm25(need: Need, people: People, parameters: Parameters, eligible: list[int]) -> Raw | None:
    """The whole profile, and a share of the mean over the three works that fit best."""
    weights = _query_tokens(need, people, parameters)
    if not weights:
        return None
    average = max(1, sum(people.lengths) // max(1, len(people.lengths)))
    work_lengths = [length for works in people.works for _, length in works]
    work_average = max(1, sum(work_lengths) // max(1, len(work_lengths)))
    raw = []
    for at in eligible:
        whole = _one_bm25(weights, people.tokens[at], people.lengths[at], average, parameters)
        works = sorted((_one_bm25(weights, *work, work_average, parameters) for work in people.works[at]), reverse=True)
        raw.append(whole + sum(works[:_BEST_WORKS]) // _BEST_WORKS * parameters.evidence_share // FULL)
    return Raw(raw, FULL * sum(weights.values()))


def _one_bm25(weights: Bag, bag: Bag, length: int, average: int, parameters: Parameters) -> int:
    shape = FULL - parameters.bm25_b + parameters.bm25_b * length // average
    damping = parameters.bm25_k1 * shape // FULL
    return sum(
        weight * (bag[token] * FULL * (FULL + parameters.bm25_k1) // (bag[token] * FULL + damping))
        for token, weight in weights.items()
        if token in bag
    )


def _query_tokens(need: Need, people: People, parameters: Parameters) -> Bag:
    title = {token for word in title_words(need.text) for token in tokens_of(word)}
    weights = {}
    for token, count in _bag(word_counts(need.text)[0], tokens_of).items():
        weight = curve_value(parameters.query_repeats, count) + (parameters.title_bonus if token in title else 0)
        if is_generic(token):
            weight = weight * parameters.generic_word // FULL
        weights[token] = _rare(people.token_frequency.get(token, 0), people) * weight // FULL
    return weights


def _likeness(need: Need, people: People, parameters: Parameters, eligible: list[int]) -> Raw | None:
    asked = _bag(word_counts(need.text)[0], grams_of)
    if not asked:
        return None
    average = max(1, sum(map(len, people.grams)) // max(1, len(people.grams)))
    weights = {}
    for gram, count in asked.items():
        rare = _rare(people.gram_frequency.get(gram, 0), people)
        weights[gram] = _GRAM_REPEATS[count] * rare // FULL * rare // 256
    raw = []
    for at in eligible:
        held = people.grams[at]
        pivot = FULL - parameters.gram_slope + parameters.gram_slope * len(held) // average
        raw.append(sum(weight * _GRAM_REPEATS[held[gram]] for gram, weight in weights.items() if gram in held) // pivot)
    return Raw(raw, sum(weights.values()))


def _rare(frequency: int, people: People) -> int:
    return log2_fixed(2 * len(people.candidates) + 2, 2 * frequency + 1)


def _bag(words: Mapping[str, int], parts_of: Callable[[str], tuple[str, ...]]) -> Bag:
    bag: Bag = {}
    for word, count in words.items():
        for part in parts_of(word):
            bag[part] = min(REPEAT_CAP, bag.get(part, 0) + count)
    return bag


def _frequencies(bags: Sequence[Bag]) -> Bag:
    counts: Bag = {}
    for bag in bags:
        for key in bag:
            counts[key] = counts.get(key, 0) + 1
    return counts
