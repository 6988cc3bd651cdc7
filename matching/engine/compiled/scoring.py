"""Rules and points of one row, exactly: the compiled twin of matching.engine.terms_by_numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matching.engine.compiled.jit import compiled, inlined
from matching.engine.facts import NO_RULE, UNKNOWN
from matching.engine.parameters import AVAILABILITY, CONCEPTS, FULL, LANGUAGE, MUST, PARTS, PLACE, RATE, SKILLS

if TYPE_CHECKING:
    from matching.engine.arithmetic import Integers
    from matching.engine.facts import FactArrays
    from matching.engine.holdings import Numbers
    from matching.engine.terms import Terms


@inlined
def curve_at(xs: Integers, ys: Integers, at: int) -> int:
    """`arithmetic.curve_value` over the points (xs[i], ys[i])."""
    if at <= xs[0]:
        return int(ys[0])
    for right in range(1, len(xs)):
        if at <= xs[right]:
            left = right - 1
            return int(ys[left] + (ys[right] - ys[left]) * (at - xs[left]) // (xs[right] - xs[left]))
    return int(ys[-1])


@inlined
def failing_rule(facts: FactArrays, terms: Terms, row: int) -> int:
    """Position in RULES of the first rule this row fails, NO_RULE for none. The owner's own exclusions come later."""
    by_standing = terms.standing_rule[facts.people[row].standing]
    if by_standing != NO_RULE:
        return int(by_standing)
    if terms.needs_presence and terms.home_elsewhere[facts.people[row].home] and _cannot_come(facts, terms, row):
        return int(terms.place_rule)
    rate = facts.people[row].rate
    if terms.agreed_budget != UNKNOWN and rate * FULL > terms.agreed_budget * terms.rate_limit:
        return int(terms.rate_rule)
    if terms.latest_day != UNKNOWN and facts.people[row].available > terms.latest_day:
        return int(terms.time_rule)
    if terms.language_low[facts.people[row].languages]:
        return int(terms.language_rule)
    return NO_RULE


@inlined
def _cannot_come(facts: FactArrays, terms: Terms, row: int) -> bool:
    reach = facts.people[row].reach
    if reach & terms.reach_known:
        return bool((reach & terms.reach_bit) == 0)
    return bool(terms.is_fully_remote[facts.people[row].remote])


@inlined
def fill_parts(facts: FactArrays, terms: Terms, row: int, best: Integers, parts: Integers) -> None:
    """Write this row's points into `parts` (PART_NAMES); those of text become 0. `best` is room for 3 × slots."""
    for part in range(PARTS):
        parts[part] = 0
    _fill_held(facts, terms, row, best, parts)
    parts[PLACE] = terms.weights[PLACE] * _place_share(facts, terms, row) // FULL
    parts[RATE] = terms.weights[RATE] * _rate_share(facts, terms, row) // FULL
    parts[AVAILABILITY] = terms.weights[AVAILABILITY] * _availability_share(facts, terms, row) // FULL
    parts[LANGUAGE] = terms.weights[LANGUAGE] * terms.language_share[facts.people[row].languages] // FULL
    for feature in range(len(terms.feature_part)):
        parts[terms.feature_part[feature]] += terms.feature_points[feature, facts.features[row, feature]]


@inlined
def _fill_held(facts: FactArrays, terms: Terms, row: int, best: Integers, parts: Integers) -> None:
    slots = len(terms.skill_weight)
    for at in range(3 * slots):
        best[at] = 0
    for at in range(facts.starts[row], facts.starts[row + 1]):
        concept, way = facts.held[at].concept, facts.held[at].way
        for place in range(terms.kin_starts[concept], terms.kin_starts[concept + 1]):
            slot, kin = terms.kin_slots[place], terms.kin_kinds[place]
            strength = terms.strength[terms.strength_row[slot], way] * facts.people[row].skill_share // FULL
            best[slot] = max(best[slot], terms.near[kin] * strength // FULL)
            must = terms.must_credit[kin] * terms.stated[way] // FULL
            best[slots + slot] = max(best[slots + slot], must)
            spoken = terms.near[kin] * facts.people[row].concept_share // FULL
            best[2 * slots + slot] = max(best[2 * slots + slot], spoken)
    skills, musts, concepts = 0, 0, 0
    for slot in range(slots):
        skills += terms.skill_weight[slot] * best[slot]
        musts += terms.is_must[slot] * best[slots + slot]
        concepts += terms.concept_weight[slot] * best[2 * slots + slot]
    share = FULL
    if terms.skill_weights > 0:
        share = terms.skills_floor + (FULL - terms.skills_floor) * (skills // terms.skill_weights) // FULL
    parts[SKILLS] = terms.weights[SKILLS] * share // FULL
    share = musts // terms.musts if terms.musts > 0 else FULL
    parts[MUST] = terms.weights[MUST] * share // FULL
    share = concepts // terms.concept_weights if terms.concept_weights > 0 else FULL
    parts[CONCEPTS] = terms.weights[CONCEPTS] * share // FULL


@inlined
def _place_share(facts: FactArrays, terms: Terms, row: int) -> int:
    share = terms.home_share[facts.people[row].home]
    if facts.people[row].reach & terms.reach_bit:
        share = max(share, terms.in_reach)
    return int(max(share, terms.remote_share[facts.people[row].remote]))


@inlined
def _rate_share(facts: FactArrays, terms: Terms, row: int) -> int:
    rate = facts.people[row].rate
    if terms.budget == UNKNOWN:
        return FULL
    if rate < 0:
        return int(terms.unknown_rate)
    if rate <= terms.budget:
        return FULL
    return curve_at(terms.rate_xs, terms.rate_ys, rate * FULL // max(terms.budget, 1))


@inlined
def _availability_share(facts: FactArrays, terms: Terms, row: int) -> int:
    total, asked = 0, 0
    if terms.start_day != UNKNOWN:
        asked += 1
        day = facts.people[row].available
        total += terms.unknown_start if day < 0 else curve_at(terms.late_xs, terms.late_ys, day - terms.start_day)
    if terms.wanted_hours > 0:
        asked += 1
        hours = facts.people[row].hours
        few = FULL * hours // terms.wanted_hours
        total += terms.unknown_hours if hours < 0 else curve_at(terms.hours_xs, terms.hours_ys, few)
    return total // asked if asked else FULL


@compiled
def rules_of_everybody(facts: FactArrays, terms: Terms, failing: Numbers) -> None:
    """Write `failing_rule` of every row."""
    for row in range(len(failing)):
        failing[row] = failing_rule(facts, terms, row)


@compiled
def parts_of_rows(facts: FactArrays, terms: Terms, rows: Integers, best: Integers, parts: Integers) -> None:
    """Write the points of the given rows, a row of `parts` each."""
    for at in range(len(rows)):
        fill_parts(facts, terms, rows[at], best, parts[at])
