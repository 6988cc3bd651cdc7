"""Rules and points of everybody once more, in NumPy: the judge of the compiled loops, which must give the same bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Curve, Integers, curve_values
from matching.engine.facts import NO_RULE, UNKNOWN
from matching.engine.parameters import AVAILABILITY, CONCEPTS, FULL, LANGUAGE, MUST, PARTS, PLACE, RATE, SKILLS

if TYPE_CHECKING:
    from matching.engine.facts import FactArrays
    from matching.engine.terms import Terms


def failing_by_numpy(facts: FactArrays, terms: Terms) -> Integers:
    """Per row the position in RULES of the first rule it fails, or NO_RULE; the owner's own exclusions come later."""
    people = facts.people
    reach_known = (people["reach"] & terms.reach_known) != 0
    is_beyond = (people["reach"] & terms.reach_bit) == 0
    cannot_come = np.where(reach_known, is_beyond, terms.is_fully_remote[people["remote"]])
    rates, days = people["rate"].astype(np.int64), people["available"]
    failed = {
        terms.place_rule: terms.home_elsewhere[people["home"]] & cannot_come & terms.needs_presence,
        terms.rate_rule: (terms.agreed_budget != UNKNOWN) & (rates * FULL > terms.agreed_budget * terms.rate_limit),
        terms.time_rule: (terms.latest_day != UNKNOWN) & (days > terms.latest_day),
        terms.language_rule: terms.language_low[people["languages"]],
    }
    failing: Integers = terms.standing_rule[people["standing"]].astype(np.int64)
    for rule in sorted(failed):
        failing[(failing == NO_RULE) & failed[rule]] = rule
    return failing


def parts_by_numpy(facts: FactArrays, terms: Terms) -> Integers:
    """Points of every row, one column for each of PART_NAMES; those of text are 0."""
    people, weights = facts.people, terms.weights
    parts = np.zeros((len(people), PARTS), dtype=np.int64)
    best = _best_by_slot(facts, terms)
    shares = {
        SKILLS: _skill_shares(terms, best[0]),
        MUST: _mean(terms.is_must, best[1], terms.musts),
        CONCEPTS: _mean(terms.concept_weight, best[2], terms.concept_weights),
        PLACE: _place_shares(facts, terms),
        RATE: _rate_shares(people["rate"].astype(np.int64), terms),
        AVAILABILITY: _availability_shares(facts, terms),
        LANGUAGE: terms.language_share[people["languages"]],
    }
    for part, share in shares.items():
        parts[:, part] = weights[part] * share // FULL
    for feature, part in enumerate(terms.feature_part):
        parts[:, part] += terms.feature_points[feature][facts.features[:, feature]]
    return parts


def _best_by_slot(facts: FactArrays, terms: Terms) -> Integers:
    """For skills, musts and concepts, per slot and row: the most that anything the person holds counts, per mille."""
    size, slots = len(facts.people), len(terms.skill_weight)
    best = np.zeros((3, slots, size), dtype=np.int64)
    owners = np.repeat(np.arange(size), np.diff(facts.starts))
    concepts, ways = facts.held["concept"].astype(np.int64), facts.held["way"].astype(np.int64)
    spread = np.diff(terms.kin_starts)
    for held in np.flatnonzero(spread):
        of = concepts == held
        rows, how = owners[of], ways[of]
        skill_share = facts.people["skill_share"][rows].astype(np.int64)
        concept_share = facts.people["concept_share"][rows].astype(np.int64)
        for place in range(terms.kin_starts[held], terms.kin_starts[held + 1]):
            slot, kin = terms.kin_slots[place], terms.kin_kinds[place]
            strength = terms.strength[terms.strength_row[slot], how] * skill_share // FULL
            counted = (
                terms.near[kin] * strength // FULL,
                terms.must_credit[kin] * terms.stated[how] // FULL,
                terms.near[kin] * concept_share // FULL,
            )
            for values, found in zip(counted, best, strict=True):
                found[slot, rows] = np.maximum(found[slot, rows], values)
    return best


def _skill_shares(terms: Terms, best: Integers) -> Integers | int:
    if not terms.skill_weights:
        return FULL
    found = terms.skill_weight @ best // terms.skill_weights
    shares: Integers = terms.skills_floor + (FULL - terms.skills_floor) * found // FULL
    return shares


def _mean(weights: Integers, best: Integers, total: int) -> Integers | int:
    return weights @ best // total if total else FULL


def _place_shares(facts: FactArrays, terms: Terms) -> Integers:
    people = facts.people
    at_home = terms.home_share[people["home"]]
    in_reach = np.where((people["reach"] & terms.reach_bit) != 0, terms.in_reach, 0)
    shares: Integers = np.maximum.reduce([at_home, in_reach, terms.remote_share[people["remote"]]])
    return shares


def _rate_shares(rates: Integers, terms: Terms) -> Integers | int:
    if terms.budget == UNKNOWN:
        return FULL
    over = curve_values(_curve(terms.rate_xs, terms.rate_ys), rates * FULL // max(terms.budget, 1))
    known = np.where(rates <= terms.budget, FULL, over)
    return np.where(rates < 0, terms.unknown_rate, known)


def _availability_shares(facts: FactArrays, terms: Terms) -> Integers | int:
    shares = []
    if terms.start_day != UNKNOWN:
        days = facts.people["available"].astype(np.int64)
        late = curve_values(_curve(terms.late_xs, terms.late_ys), days - terms.start_day)
        shares.append(np.where(days < 0, terms.unknown_start, late))
    if terms.wanted_hours > 0:
        hours = facts.people["hours"].astype(np.int64)
        few = curve_values(_curve(terms.hours_xs, terms.hours_ys), hours * FULL // terms.wanted_hours)
        shares.append(np.where(hours < 0, terms.unknown_hours, few))
    total: Integers | int = sum(shares) // len(shares) if shares else FULL
    return total


def _curve(xs: NDArray[np.int64], ys: NDArray[np.int64]) -> Curve:
    return tuple(zip(xs.tolist(), ys.tolist(), strict=True))
