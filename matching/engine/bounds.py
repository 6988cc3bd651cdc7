"""How many points each code of a table's picture can be worth to one order: never too few."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Curve, Integers, curve_maximum
from matching.engine.classes import CLASSES, Codes, most_in
from matching.engine.coarse import AVAILABLE, FEATURES, HOME, HOURS, LANGUAGES, RATES, STANDING
from matching.engine.compiled.pictures import CHILD, LAST_SAME, MIXED, SAME, STRONG
from matching.engine.compiled.scan import LOST, Bounds
from matching.engine.compiled.scoring import AVAILABILITY, CONCEPTS, LANGUAGE, MUST, PLACE, RATE, SKILLS
from matching.engine.compiled.vectors import NIBBLE_CODES
from matching.engine.parameters import FULL
from matching.engine.terms import KINSHIPS, NO_RULE, UNKNOWN

if TYPE_CHECKING:
    from matching.engine.coarse import Coarse
    from matching.engine.holdings import Numbers
    from matching.engine.terms import Terms

# Bounds are kept in parts of a point until the end, so that rounding each of them up adds little.
_FINE = 1024
_EXCLUDED = -LOST * _FINE

type FinePoints = Integers


def bounds_of(terms: Terms, slots: Sequence[str], coarse: Coarse) -> Bounds:
    """The bounds of one order for one picture; `slots` names the concepts of its terms."""
    concepts, certain = _of_concepts(terms, slots, coarse)
    facts = _of_facts(terms, coarse)
    asked = {column: points for column, points in facts.items() if (points != points[0]).any()}
    always = _of_everybody(terms) + sum(int(points[0]) for column, points in facts.items() if column not in asked)
    most = always + sum(int(points.max()) for points in (*concepts.values(), *asked.values()))
    return Bounds(
        columns=np.array(list(concepts), dtype=np.int64),
        losses=_losses(concepts.values(), NIBBLE_CODES),
        byte_columns=np.array(list(asked), dtype=np.int64),
        byte_losses=_losses(asked.values(), CLASSES),
        most=-(-most // _FINE),
        certain=certain,
    )


def _losses(columns: Collection[FinePoints], codes: int) -> Integers:
    losses = np.full((len(columns), codes), LOST, dtype=np.int64)
    for number, points in enumerate(columns):
        losses[number, : len(points)] = (points.max() - points) // _FINE
    return losses


def _of_concepts(terms: Terms, slots: Sequence[str], coarse: Coarse) -> tuple[dict[int, FinePoints], Numbers]:
    """The points of each nibble by column, and the rows that no column tells about."""
    found: dict[int, FinePoints] = {}
    certain = [np.zeros(0, dtype=np.int32)]
    for slot, concept in enumerate(slots):
        if concept in coarse.column_of:
            found[coarse.column_of[concept]] = _of_slot(terms, slot, coarse.own_nibbles)
        elif concept in coarse.holders:
            certain.append(coarse.holders[concept])
    return found, np.unique(np.concatenate(certain))


def _of_slot(terms: Terms, slot: int, own: Codes) -> FinePoints:
    """The most that each nibble can be worth in the three parts read from concepts together."""
    strength = terms.strength[terms.strength_row[slot]]
    points = np.zeros(NIBBLE_CODES, dtype=np.int64)
    for nibble in range(SAME, MIXED + 1):
        kin = [(kinship, of) for kinship, of in _kin_of(nibble, own) if of.any()]
        points[nibble] = _worth(
            terms,
            slot,
            skill=max((int(terms.near[one] * strength[of].max()) // FULL for one, of in kin), default=0),
            must=max((int(terms.must_credit[one] * terms.stated[of].max()) // FULL for one, of in kin), default=0),
            concept=max((int(terms.near[one]) for one, _of in kin), default=0),
        )
    return points


def _kin_of(nibble: int, own: Codes) -> list[tuple[int, NDArray[np.bool_]]]:
    """What the nibble leaves possible: a place in KINSHIPS, and for each way of holding whether it may be that one."""
    anyhow = np.ones(len(own), dtype=np.bool_)
    if nibble <= LAST_SAME:
        return [(KINSHIPS.index("same"), own == nibble), (KINSHIPS.index("sibling"), anyhow)]
    if nibble == MIXED:
        return [(kinship, anyhow) for kinship in range(len(KINSHIPS))]
    nearest, is_weak = divmod(nibble - CHILD, 2)
    how = own < STRONG if is_weak else anyhow
    return [(kinship, how) for kinship in range(1 + nearest, len(KINSHIPS))]


def _worth(terms: Terms, slot: int, *, skill: int, must: int, concept: int) -> int:
    weights = [int(weight) for weight in terms.weights]
    found = 0
    if terms.skill_weights:
        reached = (FULL - terms.skills_floor) * int(terms.skill_weight[slot]) * skill
        found += -(-_FINE * weights[SKILLS] * reached // (terms.skill_weights * FULL * FULL))
    if terms.musts:
        found += -(-_FINE * weights[MUST] * int(terms.is_must[slot]) * must // (terms.musts * FULL))
    if terms.concept_weights:
        reached = int(terms.concept_weight[slot]) * concept
        found += -(-_FINE * weights[CONCEPTS] * reached // (terms.concept_weights * FULL))
    return found


def _of_everybody(terms: Terms) -> int:
    """Points for parts that the order does not ask for, and for the floor under its skills."""
    skills = terms.skills_floor if terms.skill_weights else FULL
    musts = 0 if terms.musts else FULL
    concepts = 0 if terms.concept_weights else FULL
    weights = terms.weights
    whole = int(weights[SKILLS] * skills + weights[MUST] * musts + weights[CONCEPTS] * concepts)
    return -(-_FINE * whole // FULL)


def _of_facts(terms: Terms, coarse: Coarse) -> dict[int, FinePoints]:
    """The points of each class by byte column; _EXCLUDED for what fails a rule."""
    speaks = most_in(coarse.languages, ~terms.language_low) > 0
    language = _fine(most_in(coarse.languages, terms.language_share), terms.weights[LANGUAGE])
    found = {
        STANDING: np.where(most_in(coarse.standings, terms.standing_rule == NO_RULE) > 0, 0, _EXCLUDED),
        HOME: _fine(most_in(coarse.homes, _place_shares(terms)), terms.weights[PLACE]),
        RATES: _of_rate(terms, coarse),
        LANGUAGES: np.where(speaks, language, _EXCLUDED),
        **_of_time(terms, coarse),
    }
    return found | {FEATURES + number: points * _FINE for number, points in enumerate(terms.feature_points)}


def _place_shares(terms: Terms) -> Integers:
    anywhere = max(int(terms.remote_share.max()), terms.in_reach if terms.reach_bit else 0)
    return np.maximum(terms.home_share, anywhere)


def _of_rate(terms: Terms, coarse: Coarse) -> FinePoints:
    curve = _curve(terms.rate_xs, terms.rate_ys)
    divisor = max(terms.budget, 1)

    def most(low: int, high: int) -> int:
        if terms.agreed_budget != UNKNOWN and low * FULL > terms.agreed_budget * terms.rate_limit:
            return _EXCLUDED
        if low <= terms.budget or terms.budget == UNKNOWN:
            return FULL
        return curve_maximum(curve, low * FULL // divisor, high * FULL // divisor)

    unknown = FULL if terms.budget == UNKNOWN else terms.unknown_rate
    return _fine(coarse.rates.ask(most, unknown), terms.weights[RATE])


def _of_time(terms: Terms, coarse: Coarse) -> dict[int, FinePoints]:
    """Start and weekly hours share one part: each has half of it where both are asked."""
    weight = terms.weights[AVAILABILITY]
    asked = (terms.start_day != UNKNOWN) + (terms.wanted_hours > 0)
    late, few = _curve(terms.late_xs, terms.late_ys), _curve(terms.hours_xs, terms.hours_ys)

    def latest(low: int, high: int) -> int:
        if low > terms.latest_day:
            return _EXCLUDED
        return curve_maximum(late, low - terms.start_day, high - terms.start_day)

    def fewest(low: int, high: int) -> int:
        return curve_maximum(few, low * FULL // terms.wanted_hours, high * FULL // terms.wanted_hours)

    found = {AVAILABLE: np.zeros(1, dtype=np.int64), HOURS: np.zeros(1, dtype=np.int64)}
    if terms.start_day != UNKNOWN:
        found[AVAILABLE] = _fine(coarse.available.ask(latest, terms.unknown_start), weight, asked)
    if terms.wanted_hours > 0:
        found[HOURS] = _fine(coarse.hours.ask(fewest, terms.unknown_hours), weight, asked)
    return found if asked else found | {HOURS: _fine(np.array([FULL]), weight)}


def _fine(shares: Integers, weight: int, among: int = 1) -> FinePoints:
    """Points for a share per mille, rounded up; where it is one of `among` shares whose mean counts, for its part."""
    return np.where(shares < 0, _EXCLUDED, -(-int(weight) * _FINE * shares // (FULL * among)))


def _curve(xs: Integers, ys: Integers) -> Curve:
    return tuple(zip(xs.tolist(), ys.tolist(), strict=True))
