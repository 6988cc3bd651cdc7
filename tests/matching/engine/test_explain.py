"""Reasons and gaps are codes and facts, true for the person."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from matching.engine.explain import Explanation
from matching.engine.parameters import DEFAULT_PARAMETERS, PART_NAMES
from matching.engine.rank import explain, rank
from matching.engine.table import build_table
from matching.engine.values import Candidate, HeldSkill, LanguageLevel, Need, NeededSkill
from tests.matching.engine import cases


def explained(need: Need, person: Candidate) -> Explanation:
    table = build_table([person], cases.GEOGRAPHY, cases.CONCEPTS)
    ranking = rank(need, table, DEFAULT_PARAMETERS, as_of=cases.AS_OF)
    return explain(need, person, ranking.parts[0].tolist(), DEFAULT_PARAMETERS, cases.AS_OF, table.surroundings)


NEED = Need(
    id="1",
    text="在庫管理\nShopify inventory",
    skills=(
        NeededSkill("sql", must=True),
        NeededSkill("shopify", must=True, level=4),
        NeededSkill("frontend"),
        NeededSkill("unheard-of"),
    ),
    budget_max_yen=5000,
    budget_unit="hour",
    hours_per_week=16,
    start=date(2027, 1, 10),
    prefecture="32",
    languages=(LanguageLevel("ja", 5),),
)


def test_gaps_name_what_is_missing_with_facts() -> None:
    person = Candidate(
        id=1,
        text="inventory work",
        skills=(HeldSkill("shopify", 2, 2025), HeldSkill("react", 3, 2025), HeldSkill("bi", 3)),
        rate_jpy_hour=5500,
        hours_per_week=8,
        available_from=date(2027, 1, 20),
        prefecture="13",
        languages=(LanguageLevel("ja", 4),),
        side_job="pending",
    )
    gaps = [(gap.code, gap.facts) for gap in explained(NEED, person).gaps]
    assert gaps == [
        ("missing_must_skill", {"skill": "sql", "nearest": "bi"}),
        ("skill_level_low", {"skill": "shopify", "has": 2, "wants": 4}),
        ("missing_wished_skill", {"skill": "unheard-of"}),
        ("language_low", {"language": "ja", "wants": 5, "has": 4}),
        ("rate_above_budget", {"rate": 5500, "budget": 5000}),
        ("starts_later", {"available_from": "2027-01-20", "start": "2027-01-10"}),
        ("fewer_hours", {"has": 8, "wants": 16}),
        (
            "far_away",
            {"wants": {"prefecture": "32", "place": None}, "has": {"prefecture": "13", "place": None}},
        ),
        ("side_job_pending", {}),
    ]


def test_what_is_not_known_is_a_gap_of_its_own() -> None:
    codes = [gap.code for gap in explained(NEED, Candidate(id=1)).gaps]
    assert codes[-5:] == ["unknown_language", "unknown_rate", "unknown_start", "unknown_hours", "unknown_place"]


def test_an_order_beyond_the_prefectures_somebody_visits_is_a_gap() -> None:
    def gaps(**facts: Any) -> list[str]:
        person = Candidate(id=1, **{"prefecture": "13", "onsite_reach": frozenset({"14"})} | facts)
        codes = [gap.code for gap in explained(Need("1", prefecture="32", remote="partial"), person).gaps]
        assert not explained(Need("1", prefecture="32", remote="full"), person).gaps
        return codes

    assert gaps() == ["not_in_reach"]
    assert gaps(remote="partial") == ["not_in_reach"]
    assert gaps(onsite_reach=frozenset({"14", "32"})) == []
    assert gaps(prefecture="32") == []
    assert gaps(onsite_reach=None, remote="none") == ["far_away"]
    assert gaps(prefecture=None, remote="none") == ["unknown_place"]


def test_reasons_say_what_was_not_asked() -> None:
    reasons = {part.name: part.reason for part in explained(Need("1"), Candidate(id=1)).parts}
    assert reasons == dict.fromkeys(PART_NAMES, "not_asked")


def test_reasons_carry_the_words_and_skills_in_common() -> None:
    person = Candidate(id=1, text="inventory work", skills=(HeldSkill("react"), HeldSkill("shopify", 5)))
    parts = {part.name: part for part in explained(NEED, person).parts}
    assert parts["bm25"].facts == {"words": ["inventory"]}
    assert parts["skills"].facts == {
        "matched": ["shopify", "frontend"],
        "near": {},
        "missing": ["sql", "unheard-of"],
        "evidenced": [],
    }
    assert parts["must"].facts == {"has": ["shopify"], "wants": ["sql", "shopify"]}


def test_what_is_evidenced_is_told_and_counts_nothing() -> None:
    claimed = Candidate(id=1, text="inventory work", skills=(HeldSkill("react"), HeldSkill("shopify", 5)))
    evidenced = replace(claimed, evidenced=frozenset({"shopify", "react"}))
    said, proven = explained(NEED, claimed), explained(NEED, evidenced)
    assert [part.points for part in said.parts] == [part.points for part in proven.parts]
    assert proven.parts[PART_NAMES.index("skills")].facts["evidenced"] == ["shopify"]
    assert proven.gaps == said.gaps


def test_explanations_of_any_pair_sum_to_the_score_and_fit_into_json() -> None:
    random = Random(4)
    people = {one.id: one for one in cases.people(random, 60)}
    table = build_table(list(people.values()), cases.GEOGRAPHY, cases.CONCEPTS)
    seen = 0
    for _ in range(20):
        need = cases.need(random)
        ranking = rank(need, table, DEFAULT_PARAMETERS, as_of=cases.AS_OF)
        for at, number in enumerate(ranking.ids.tolist()):
            row = ranking.parts[at].tolist()
            found = explain(need, people[number], row, DEFAULT_PARAMETERS, cases.AS_OF, table.surroundings)
            assert sum(part.points for part in found.parts) == ranking.scores[at]
            assert all(0 <= part.points <= part.maximum for part in found.parts)
            assert all(part.points == part.maximum for part in found.parts if part.reason == "not_asked")
            json.dumps([part.facts for part in found.parts] + [gap.facts for gap in found.gaps])
            seen += 1
    assert seen > 100
