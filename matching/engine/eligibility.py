"""The hard rules, in the order in which an exclusion is counted. A rule excludes only on a known failing value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, get_args

from matching.engine.conditions import (
    agreed_hourly_budget,
    available_day,
    effective_start,
    is_language_too_low,
    is_over_limit,
    is_too_late,
    known_rate,
)
from matching.engine.parameters import Parameters
from matching.engine.places import is_out_of_reach, place_of
from matching.engine.values import EMPLOYMENT_TRACK_KIND, Candidate, Need

type Rule = Literal[
    "excluded_by_owner",
    "inactive",
    "kind_not_wanted",
    "employment_track",
    "side_job_forbidden",
    "onsite_unreachable",
    "rate_over_limit",
    "not_available_in_time",
    "language_too_low",
]

RULES: tuple[Rule, ...] = get_args(Rule.__value__)
EXCLUDED_BY_OWNER: Rule = "excluded_by_owner"


def is_kind_unwanted(need: Need, kind: str) -> bool:
    return bool(need.actor_kinds and kind) and kind not in need.actor_kinds


def is_employment_track(kind: str, placement_licence: bool | None) -> bool:  # noqa: FBT001 -- a fact of the candidate
    """People in a placement programme are never ranked unless a placement licence is recorded."""
    return kind == EMPLOYMENT_TRACK_KIND and placement_licence is not True


def first_failing_rule(need: Need, candidate: Candidate, parameters: Parameters, as_of: date) -> Rule | None:
    """The first rule one person fails for an order, or None when they may be ranked.

    `excluded_by_owner` depends on who asks and is decided by the caller's set of ids.
    """
    checks: dict[Rule, Callable[[], bool]] = {
        "inactive": lambda: not candidate.active,
        "kind_not_wanted": lambda: is_kind_unwanted(need, candidate.kind),
        "employment_track": lambda: is_employment_track(candidate.kind, candidate.placement_licence),
        "side_job_forbidden": lambda: candidate.side_job == "forbidden",
        "onsite_unreachable": lambda: is_out_of_reach(need, place_of(candidate)),
        "rate_over_limit": lambda: is_over_limit(known_rate(candidate), agreed_hourly_budget(need), parameters),
        "not_available_in_time": lambda: is_too_late(
            available_day(candidate), effective_start(need, as_of), parameters
        ),
        "language_too_low": lambda: is_language_too_low(need, candidate.languages),
    }
    return next((rule for rule in RULES if rule in checks and checks[rule]()), None)
