"""How many points each code of a table's picture can be worth to one order: never too few."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Curve, Integers, curve_maximum
from matching.engine.classes import CLASSES, Codes, most_in
from matching.engine.coarse import AVAILABLE, FEATURES, HOME, HOURS, LANGUAGES, RATES, STANDING
from matching.engine.compiled.pictures import CHILD, LAST_SAME, MIXED, PARENT, SAME, SIBLING, STRONG
from matching.engine.compiled.scan import LOST, Bounds
from matching.engine.compiled.vectors import NIBBLE_CODES
from matching.engine.facts import NO_RULE, UNKNOWN
from matching.engine.parameters import AVAILABILITY, CONCEPTS, FULL, LANGUAGE, MUST, PLACE, RATE, SKILLS

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
    drawn = [slot for slot, concept in enumerate(slots) if concept in coarse.column_of]
    worth = _of_slots(terms, np.array(drawn, dtype=np.int64), coarse.own_nibbles)
    found = {coarse.column_of[slots[slot]]: line for slot, line in zip(drawn, worth, strict=True)}
    certain = [coarse.holders[concept] for concept in slots if concept in coarse.holders]
    return found, np.unique(np.concatenate((np.zeros(0, dtype=np.int32), *certain)))


def _of_slots(terms: Terms, slots: Integers, own: Codes) -> FinePoints:
    """For each of these slots, the most each nibble can be worth in the three parts read from concepts together."""
    strengths = terms.strength[terms.strength_row[slots]]
    skill = _most_of_nibbles(terms.near, _most_by_class(strengths, own))
    must = _most_of_nibbles(terms.must_credit, _most_by_class(terms.stated[np.newaxis], own))
    concept = _most_of_nibbles(terms.near, np.full((1, LAST_SAME + 1), FULL))
    weights = terms.weights / FULL
    reached = (
        weights[SKILLS] * (FULL - terms.skills_floor) / FULL * _shares(terms.skill_weight[slots], terms.skill_weights)
    )
    points = reached * skill
    points += weights[MUST] * _shares(terms.is_must[slots], terms.musts) * must
    points += weights[CONCEPTS] * _shares(terms.concept_weight[slots], terms.concept_weights) * concept
    # The sum of floating-point numbers is off by far less than the part of a point that is added.
    return np.where(points > 0, np.floor(points * _FINE) + 1, 0).astype(np.int64)


def _shares(weights: Integers, total: int) -> NDArray[np.float64]:
    return (weights / max(total, 1))[:, np.newaxis]


def _most_by_class(values: Integers, own: Codes) -> Integers:
    """The highest value among the ways of holding of each class (SAME … LAST_SAME), for each line of values."""
    most = np.zeros((LAST_SAME + 1, len(values)), dtype=np.int64)
    np.maximum.at(most, own, values.T)
    return most.T


def _most_of_nibbles(by_kin: Integers, by_class: Integers) -> Integers:
    """The most that each nibble leaves possible, per mille: credit of a kinship × the best way it can be held in."""
    anyhow = by_class.max(axis=1, keepdims=True)
    weakly = by_class[:, :STRONG].max(axis=1, keepdims=True)
    same, _child, _parent, sibling = by_kin.tolist()
    found = np.zeros((len(by_class), NIBBLE_CODES), dtype=np.int64)
    found[:, SAME : LAST_SAME + 1] = np.maximum(same * by_class[:, SAME:], sibling * anyhow)
    found[:, MIXED : MIXED + 1] = int(by_kin.max()) * anyhow
    for nearest, nibble in ((1, CHILD), (2, PARENT), (3, SIBLING)):
        found[:, nibble : nibble + 1] = int(by_kin[nearest:].max()) * anyhow
        found[:, nibble + 1 : nibble + 2] = int(by_kin[nearest:].max()) * weakly
    return found // FULL


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
