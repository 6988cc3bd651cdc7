"""A hard rule excludes on a known failing value, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matching.engine.eligibility import RULES, first_failing_rule
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.values import Candidate, LanguageLevel, Need
from tests.matching.engine.cases import AS_OF

NEED = Need(
    id="1",
    budget_max_yen=4000,
    budget_unit="hour",
    start=date(2027, 1, 10),
    prefecture="32",
    remote="onsite",
    languages=(LanguageLevel("ja", 4, must=True), LanguageLevel("en", 5)),
    actor_kinds=frozenset({"freelancer", "engineer"}),
)
FITTING = Candidate(id=1, kind="freelancer", prefecture="32", rate_jpy_hour=4000)


def failing(candidate: Candidate, need: Need = NEED) -> str | None:
    return first_failing_rule(need, candidate, DEFAULT_PARAMETERS, AS_OF)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"active": False}, "inactive"),
        ({"kind": "partner_firm"}, "kind_not_wanted"),
        ({"kind": "engineer"}, "employment_track"),
        ({"kind": "engineer", "placement_licence": False}, "employment_track"),
        ({"kind": "engineer", "placement_licence": True}, None),
        ({"kind": ""}, None),
        ({"side_job": "forbidden"}, "side_job_forbidden"),
        ({"side_job": "pending"}, None),
        ({"side_job": None}, None),
        ({"prefecture": "13", "onsite_reach": frozenset({"13", "14"})}, "onsite_unreachable"),
        ({"prefecture": "13", "remote": "full"}, "onsite_unreachable"),
        ({"prefecture": "13", "onsite_reach": frozenset({"32"})}, None),
        ({"prefecture": "13"}, None),
        ({"prefecture": None, "onsite_reach": frozenset()}, None),
        ({"rate_jpy_hour": 4600}, None),
        ({"rate_jpy_hour": 4601}, "rate_over_limit"),
        ({"rate_jpy_hour": None}, None),
        ({"available_from": date(2027, 2, 7)}, None),
        ({"available_from": date(2027, 2, 8)}, "not_available_in_time"),
        ({"languages": (LanguageLevel("ja", 3),)}, "language_too_low"),
        ({"languages": (LanguageLevel("ja", None), LanguageLevel("en", 1))}, None),
        ({"languages": (LanguageLevel("en", 7),)}, None),
    ],
)
def test_rule_excludes_only_on_a_known_failing_value(change: dict[str, object], rule: str | None) -> None:
    assert failing(replace(FITTING, **change)) == rule  # type: ignore[arg-type]


def test_rate_limit_follows_the_budget_only_where_hours_are_known() -> None:
    dear = replace(FITTING, rate_jpy_hour=10_000)
    monthly = replace(NEED, budget_max_yen=300_000, budget_unit="month")
    assert failing(dear, monthly) is None
    assert failing(dear, replace(monthly, hours_per_week=20)) == "rate_over_limit"
    fixed = replace(NEED, budget_max_yen=2_000_000, budget_unit="project", hours_per_week=20)
    assert failing(dear, replace(fixed, duration_weeks=26)) is None, "hours of a fixed price are an estimate"


def test_a_start_that_has_passed_is_read_as_today() -> None:
    old = replace(NEED, start=AS_OF - timedelta(days=900))
    assert failing(replace(FITTING, available_from=AS_OF + timedelta(days=28)), old) is None
    assert failing(replace(FITTING, available_from=AS_OF + timedelta(days=29)), old) == "not_available_in_time"


def test_an_exclusion_counts_under_the_first_failing_rule() -> None:
    wrong = replace(FITTING, active=False, kind="partner_firm", side_job="forbidden")
    assert failing(wrong) == "inactive"
    assert RULES[0] == "excluded_by_owner"
