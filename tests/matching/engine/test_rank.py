"""What a change of one side may do to a rank."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from matching.engine.parameters import DEFAULT_PARAMETERS, PART_NAMES
from matching.engine.rank import Ranking, rank
from matching.engine.table import build_table
from matching.engine.values import Candidate, HeldSkill, LanguageLevel, Need, NeededSkill
from tests.matching.engine import cases


def ranked(need: Need, people: list[Candidate]) -> Ranking:
    table = build_table(people, cases.GEOGRAPHY, cases.CONCEPTS)
    return rank(need, table, DEFAULT_PARAMETERS, as_of=cases.AS_OF)


def place(need: Need, people: list[Candidate], person: Candidate) -> int:
    return ranked(need, [person, *people]).ids.tolist().index(person.id)


def part(need: Need, person: Candidate, name: str) -> int:
    return int(ranked(need, [person]).parts[0][PART_NAMES.index(name)])


@pytest.fixture
def crowd() -> list[Candidate]:
    random = Random(11)
    people = [replace(one, active=True, side_job=None) for one in cases.people(random, 80)]
    return [replace(one, kind="freelancer") for one in people]


def test_order_of_the_table_does_not_matter(crowd: list[Candidate]) -> None:
    need = cases.need(Random(2))
    forwards, backwards = ranked(need, crowd), ranked(need, crowd[::-1])
    assert np.array_equal(forwards.ids, backwards.ids)
    assert np.array_equal(forwards.parts, backwards.parts)


def test_equal_people_stand_in_the_order_of_their_ids() -> None:
    twins = [Candidate(id=number, text="データ分析") for number in (9, 3, 7)]
    assert ranked(Need("1", text="データ分析"), twins).ids.tolist() == [3, 7, 9]


def test_an_id_that_occurs_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        build_table([Candidate(id=1), Candidate(id=1)], cases.GEOGRAPHY, cases.CONCEPTS)


@pytest.mark.parametrize("seed", range(15))
def test_adding_a_must_skill_never_lowers_a_rank(crowd: list[Candidate], seed: int) -> None:
    random = Random(seed)
    need = Need("1", text=cases.text(random), skills=(NeededSkill("bi", must=True), NeededSkill("react")))
    person = replace(crowd[seed], id=20_000, skills=crowd[seed].skills[:10])
    more = replace(person, skills=(HeldSkill("bi", 5, 2026), *person.skills))
    assert place(need, crowd, more) <= place(need, crowd, person)


def test_a_rate_above_the_budget_never_gains() -> None:
    need = Need("1", budget_max_yen=5000, budget_unit="hour")
    points = [part(need, Candidate(id=1, rate_jpy_hour=rate), "rate") for rate in (0, 4999, 5000, 5200, 5500, 5750)]
    assert points == sorted(points, reverse=True)
    assert points[0] == points[2] == 100
    assert points[3] < 100


def test_stuffing_a_profile_does_not_raise_its_rank(crowd: list[Candidate]) -> None:
    need = Need("1", text="在庫管理のデータ分析\nShopify inventory data analyst")
    person = Candidate(id=20_000, text="在庫管理 と website の仕事。 bakery booking")
    stuffed = replace(person, text=person.text + " 在庫管理" * 300)
    doubled = replace(person, text="\n".join([person.text] * 30))
    before = place(need, crowd, person)
    assert place(need, crowd, stuffed) >= before
    assert place(need, crowd, doubled) >= before


def test_naming_a_hundred_skills_is_worth_less_than_naming_the_right_ones() -> None:
    need = Need("1", skills=(NeededSkill("sql"), NeededSkill("bi")))
    honest = Candidate(id=1, skills=(HeldSkill("sql", 3, 2026), HeldSkill("bi", 3, 2026)))
    noise = tuple(HeldSkill(f"other-{number}", 5, 2026) for number in range(98))
    assert part(need, replace(honest, skills=honest.skills + noise), "skills") < part(need, honest, "skills")
    assert part(need, replace(honest, skills=noise + honest.skills), "skills") == 0


def overlap(one: list[int], other: list[int]) -> float:
    """Rank-biased overlap with persistence 0.9 (Webber and others, 2010), extrapolated from the last depth."""
    shares = [len(set(one[:depth]) & set(other[:depth])) / depth for depth in range(1, len(one) + 1)]
    return sum(0.1 * 0.9**at * share for at, share in enumerate(shares)) + shares[-1] * 0.9 ** len(shares)


def test_other_names_in_the_texts_leave_the_ranking_as_it_is(crowd: list[Candidate]) -> None:
    random = Random(6)
    names = [
        "Yamada Hanako",
        "Suzuki Ichiro",
        "Jamal Jones",
        "Maria Garcia",
        "Nguyen Van Anh",
        "グエン アン",
        "佐藤 健",
    ]
    one, other = (
        [replace(person, text=f"{random.choice(names)}\n{person.text} " * 2) for person in crowd] for _ in range(2)
    )
    overlaps = []
    for _ in range(20):
        need = replace(cases.need(random), actor_kinds=frozenset())
        overlaps.append(overlap(ranked(need, one).ids.tolist(), ranked(need, other).ids.tolist()))
    assert sum(overlaps) / len(overlaps) >= 0.97


def test_an_order_that_asks_for_nothing_gives_everyone_all_points(crowd: list[Candidate]) -> None:
    ranking = ranked(Need("1"), crowd)
    assert len(ranking.ids) > 50
    assert set(ranking.scores.tolist()) == {1000}


def test_text_alone_ranks_by_text() -> None:
    people = [
        Candidate(id=1, text="Pastry chef with ten years in a bakery kitchen, bread and cakes."),
        Candidate(id=2, text="Data analyst. SQL dashboards for retail inventory, forecasts of demand."),
        Candidate(id=3, text="Primary school teacher, music lessons."),
        Candidate(id=4, text=""),
    ]
    ranking = ranked(
        Need("1", text="Data analyst wanted\nWe need inventory dashboards and demand forecasting."), people
    )
    assert ranking.ids.tolist() == [2, 1, 3, 4]
    assert ranking.scores[0] == 1000


def test_a_chance_word_in_another_language_does_not_earn_the_whole_text_part() -> None:
    need = Need("1", text="在庫管理の仕組みを作り、受注から発送までの手間を減らしたい。倉庫は三か所。Excel もある。")
    chance = Candidate(id=1, text="Wedding photographer. Invoices in Excel.")
    assert 0 < part(need, chance, "bm25") < 40
    close = Candidate(id=2, text="在庫管理の仕組みを作り、倉庫の受注と発送の手間を減らしました。")
    assert part(need, close, "bm25") == 80


def test_unknown_costs_points_but_less_than_a_known_failure() -> None:
    need = Need(
        "1",
        budget_max_yen=5000,
        budget_unit="hour",
        start=cases.AS_OF,
        hours_per_week=20,
        prefecture="32",
        languages=(LanguageLevel("ja", 6),),
    )
    fitting = Candidate(1, rate_jpy_hour=1, hours_per_week=20, available_from=cases.AS_OF, prefecture="32")
    fitting = replace(fitting, languages=(LanguageLevel("ja", 7),))
    late = cases.AS_OF + timedelta(days=28)
    failing = Candidate(3, rate_jpy_hour=5700, hours_per_week=2, available_from=late, prefecture="13")
    failing = replace(failing, languages=(LanguageLevel("ja", 1),))
    ranking = ranked(need, [fitting, Candidate(2), failing])
    assert ranking.ids.tolist() == [1, 2, 3]
    assert ranking.scores[0] == 1000


def test_the_owners_own_people_are_left_out(crowd: list[Candidate]) -> None:
    table = build_table(crowd, cases.GEOGRAPHY, cases.CONCEPTS)
    mine = frozenset(one.id for one in crowd[:5])
    ranking = rank(Need("1"), table, DEFAULT_PARAMETERS, as_of=cases.AS_OF, excluded_ids=mine)
    assert not mine & set(ranking.ids.tolist())
    assert ranking.exclusions["excluded_by_owner"] == 5
