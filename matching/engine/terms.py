"""What one order asks of the columns of one table, as arrays: made once for a ranking, read for every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Curve, Integers, curve_value
from matching.engine.conditions import (
    agreed_hourly_budget,
    effective_start,
    hourly_budget,
    is_language_too_low,
    language_share,
)
from matching.engine.eligibility import RULES, Rule, is_employment_track, is_kind_unwanted
from matching.engine.facts import NO_RULE, REACH_KNOWN, REMOTE_KINDS, UNKNOWN, prefecture_bit
from matching.engine.holdings import Holdings, Strength
from matching.engine.parameters import FULL, Parameters
from matching.engine.places import home_shares, is_place_asked
from matching.engine.relations import (
    Kinship,
    concept_rarity,
    level_credit,
    must_credit,
    similarity,
    skill_weight,
    wanted_concepts,
    wanted_skills,
)

if TYPE_CHECKING:
    from matching.engine.table import CandidateTable, Standing
    from matching.engine.values import Need, NeededSkill

KINSHIPS: tuple[Kinship, ...] = ("same", "child", "parent", "sibling")


class Terms(NamedTuple):
    """Slots are the concepts of an order (`slots_of`); shares and credits are per mille, weights as in Parameters.

    `kin_starts` gives for each concept of the table its places in `kin_slots` and `kin_kinds`: for which slots it
    counts, and by which of KINSHIPS. `strength` has a line for each wanted level, a column for each way of holding.
    """

    weights: Integers
    # Rules.
    standing_rule: NDArray[np.uint8]
    needs_presence: bool
    home_elsewhere: NDArray[np.bool_]
    reach_bit: np.uint64
    reach_known: np.uint64
    is_fully_remote: NDArray[np.bool_]
    place_rule: int
    agreed_budget: int
    rate_limit: int
    rate_rule: int
    latest_day: int
    time_rule: int
    language_low: NDArray[np.bool_]
    language_rule: int
    needs_a_must: bool
    # Concepts.
    kin_starts: Integers
    kin_slots: NDArray[np.int32]
    kin_kinds: NDArray[np.int32]
    near: Integers
    must_credit: Integers
    stated: Integers
    strength: Integers
    strength_row: Integers
    skill_weight: Integers
    is_must: Integers
    concept_weight: Integers
    skill_weights: int
    musts: int
    concept_weights: int
    skills_floor: int
    # Conditions.
    home_share: Integers
    in_reach: int
    remote_share: Integers
    budget: int
    unknown_rate: int
    rate_xs: Integers
    rate_ys: Integers
    start_day: int
    unknown_start: int
    late_xs: Integers
    late_ys: Integers
    wanted_hours: int
    unknown_hours: int
    hours_xs: Integers
    hours_ys: Integers
    language_share: Integers
    # Further features: points of each code, and the part they are added to.
    feature_points: Integers
    feature_part: Integers


def slots_of(need: Need) -> tuple[str, ...]:
    """The concepts an order asks for, then those it only speaks of."""
    return tuple(dict.fromkeys((*(skill.concept for skill in wanted_skills(need)), *wanted_concepts(need))))


def terms_of(need: Need, table: CandidateTable, parameters: Parameters, as_of: date) -> Terms:
    """The terms of an order for this table, with a slot for each of `slots_of`. Rarities are those of the table."""
    fields: dict[str, object] = {"weights": _integers(parameters.weights)}
    fields |= _rules(need, table, parameters, as_of)
    fields |= _concepts(need, table, parameters, as_of.year)
    fields |= _place(need, table, parameters)
    fields |= _conditions(need, parameters, as_of)
    fields["language_share"] = _ask(table.languages, lambda known: language_share(need, known, parameters))
    fields["feature_points"] = np.zeros((table.features.shape[1], 64), dtype=np.int64)
    fields["feature_part"] = np.zeros(table.features.shape[1], dtype=np.int64)
    return Terms(**fields)  # type: ignore[arg-type]  # gathered by name from the functions above


def _rules(need: Need, table: CandidateTable, parameters: Parameters, as_of: date) -> dict[str, object]:
    budget, start = agreed_hourly_budget(need), effective_start(need, as_of)
    numbers: dict[Rule, int] = {rule: number for number, rule in enumerate(RULES)}
    return {
        "standing_rule": _ask(table.standings, lambda one: _standing_rule(need, one)).astype(np.uint8),
        "needs_presence": need.remote == "onsite" and need.prefecture is not None,
        "home_elsewhere": _is_elsewhere(need, table),
        "reach_bit": np.uint64(_reach_bit(need)),
        "reach_known": np.uint64(REACH_KNOWN),
        "is_fully_remote": np.array([kind == "full" for kind in REMOTE_KINDS]),
        "place_rule": numbers["onsite_unreachable"],
        "agreed_budget": UNKNOWN if budget is None else budget,
        "rate_limit": parameters.rate_limit,
        "rate_rule": numbers["rate_over_limit"],
        "latest_day": UNKNOWN if start is None else start + parameters.late_limit_days,
        "time_rule": numbers["not_available_in_time"],
        "language_low": _ask(table.languages, lambda spoken: is_language_too_low(need, spoken)) > 0,
        "language_rule": numbers["language_too_low"],
        "needs_a_must": False,
    }


def _standing_rule(need: Need, one: Standing) -> int:
    failed: dict[Rule, bool] = {
        "inactive": not one.active,
        "kind_not_wanted": is_kind_unwanted(need, one.kind),
        "employment_track": is_employment_track(one.kind, one.placement_licence),
        "side_job_forbidden": one.side_job == "forbidden",
    }
    return next((number for number, rule in enumerate(RULES) if failed.get(rule)), NO_RULE)


def _is_elsewhere(need: Need, table: CandidateTable) -> NDArray[np.bool_]:
    """For each home whether it is known to lie in another prefecture than the order."""
    homes = table.home_index
    others = np.array([*(prefecture != need.prefecture for prefecture in homes.prefectures), False])
    return others[homes.codes]


def _reach_bit(need: Need) -> int:
    return prefecture_bit(need.prefecture) if need.prefecture and need.prefecture.isdecimal() else 0


def _concepts(need: Need, table: CandidateTable, parameters: Parameters, year: int) -> dict[str, object]:
    asked = {skill.concept: skill for skill in wanted_skills(need)}
    spoken_of = wanted_concepts(need)
    slots = slots_of(need)
    rarities = [concept_rarity(table.size, table.holdings.frequency(slot), parameters) for slot in slots]
    skills = [
        skill_weight(asked[slot], rare, parameters) if slot in asked else 0
        for slot, rare in zip(slots, rarities, strict=True)
    ]
    musts = [slot in asked and asked[slot].must for slot in slots]
    concepts = [rare if slot in spoken_of else 0 for slot, rare in zip(slots, rarities, strict=True)]
    levels, rows = np.unique([_wanted_level(asked.get(slot), parameters) for slot in slots], return_inverse=True)
    starts, kin_slots, kin_kinds = _kin(slots, table)
    ways = table.holdings.ways
    return {
        "kin_starts": starts,
        "kin_slots": kin_slots,
        "kin_kinds": kin_kinds,
        "near": _integers(similarity(kinship, parameters) for kinship in KINSHIPS),
        "must_credit": _integers(must_credit(kinship, parameters) for kinship in KINSHIPS),
        "stated": _integers(FULL if way.declared else parameters.must_in_text for way in ways),
        "strength": _integers(
            strength_of(way, int(level), parameters, year) for level in levels for way in ways
        ).reshape(len(levels), len(ways)),
        "strength_row": rows.astype(np.int64),
        "skill_weight": _integers(skills),
        "is_must": _integers(musts),
        "concept_weight": _integers(concepts),
        "skill_weights": sum(skills),
        "musts": sum(musts),
        "concept_weights": sum(concepts),
        "skills_floor": 0 if need.skills else parameters.derived_skills_floor,
    }


def _wanted_level(skill: NeededSkill | None, parameters: Parameters) -> int:
    return (skill.level if skill else None) or parameters.default_wanted_level


def strength_of(way: Strength, wanted: int, parameters: Parameters, year: int) -> int:
    """How much a holding counts by level and last use; a concept only found in the text counts a fixed share."""
    if not way.declared:
        return parameters.found_in_text
    recent = parameters.unknown_recency
    if way.last_used is not None and way.last_used >= 0:
        recent = curve_value(parameters.recency, max(0, year - way.last_used))
    return level_credit(way.level, wanted, parameters) * recent // FULL


def _kin(slots: Sequence[str], table: CandidateTable) -> tuple[Integers, NDArray[np.int32], NDArray[np.int32]]:
    holdings: Holdings = table.holdings
    found = [
        (holdings.numbers[held], slot, KINSHIPS.index(kinship))
        for slot, concept in enumerate(slots)
        for held, kinship in table.relations.kin(concept).items()
        if held in holdings.numbers
    ]
    cells = np.array(sorted(found), dtype=np.int64).reshape(-1, 3)
    counts = np.bincount(cells[:, 0], minlength=len(holdings.concepts))
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return starts, cells[:, 1].astype(np.int32), cells[:, 2].astype(np.int32)


def _place(need: Need, table: CandidateTable, parameters: Parameters) -> dict[str, object]:
    is_asked = is_place_asked(need)
    partly = parameters.partly_remote if is_asked and need.remote == "partial" else 0
    return {
        "home_share": home_shares(need, table.home_index, table.geography, parameters),
        "in_reach": parameters.in_reach if is_asked else 0,
        "remote_share": _integers(0 if kind == "none" else partly for kind in REMOTE_KINDS),
    }


def _conditions(need: Need, parameters: Parameters, as_of: date) -> dict[str, object]:
    budget, start = hourly_budget(need), effective_start(need, as_of)
    rate_xs, rate_ys = _points(parameters.rate_curve)
    late_xs, late_ys = _points(parameters.late_curve)
    hours_xs, hours_ys = _points(parameters.hours_curve)
    return {
        "budget": UNKNOWN if budget is None else budget,
        "unknown_rate": parameters.unknown_rate,
        "rate_xs": rate_xs,
        "rate_ys": rate_ys,
        "start_day": UNKNOWN if start is None else start,
        "unknown_start": parameters.unknown_start,
        "late_xs": late_xs,
        "late_ys": late_ys,
        "wanted_hours": max(0, need.hours_per_week or 0),
        "unknown_hours": parameters.unknown_hours,
        "hours_xs": hours_xs,
        "hours_ys": hours_ys,
    }


def _ask[T](values: Sequence[T], question: Callable[[T], int]) -> Integers:
    return np.array([question(value) for value in values], dtype=np.int64)


def _points(curve: Curve) -> tuple[Integers, Integers]:
    return _integers(x for x, _ in curve), _integers(y for _, y in curve)


def _integers(values: Iterable[int]) -> Integers:
    return np.array(list(values), dtype=np.int64)
