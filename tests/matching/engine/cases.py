"""Generated orders and people with every field sometimes missing, and a small world around them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from matching.engine.values import (
    Candidate,
    Concepts,
    Geography,
    HeldSkill,
    LanguageLevel,
    Need,
    NeededSkill,
)

AS_OF = date(2026, 11, 20)
GEOGRAPHY = Geography(
    neighbours={
        "32": frozenset({"31", "34"}),
        "31": frozenset({"32"}),
        "34": frozenset({"32"}),
        "13": frozenset({"14"}),
    },
    block_of={"31": "chugoku", "32": "chugoku", "34": "chugoku", "35": "chugoku", "13": "kanto", "14": "kanto"},
)
CONCEPTS = Concepts(
    parent_of={"react": "frontend", "vue": "frontend", "postgresql": "sql"},
    category_of={
        "react": "web",
        "frontend": "web",
        "vue": "web",
        "sql": "data",
        "bi": "data",
        "shopify": "ec",
        "ec": "ec",
    },
)
NAMES = ("react", "frontend", "vue", "sql", "postgresql", "bi", "shopify", "ec", "unheard-of")
SENTENCE = (
    "在庫管理 の システムを 作りたい 予約サイト Shopify で EC を運営 Excel の集計を 自動化 データ分析 と BI 旅館 "
    "りんご 農家 React Node.js C# developer developing inventory booking website bakery data analyst kintone "
    "サーバー 見積もり。 tourism! marketing\n engineer 🍎 \u202e \ud800"
)
WORDS = tuple(SENTENCE.split(" "))
PLACES = (
    None,
    "Austin, TX",
    "Dallas, TX 75201",
    "austin tx",
    "松江",
    "Paris, France",
    "Lyon, France",
    "Tokyo, Japan",
    "",
)
PREFECTURES = (None, "13", "14", "31", "32", "34", "35")
TOWNS = (None, "松江市", "出雲市", "322016")


def text(random: Random, most: int = 40) -> str:
    return " ".join(random.choices(WORDS, k=random.randrange(most)))


def maybe[T](random: Random, *values: T) -> T | None:
    return random.choice((*values, None))


def languages(random: Random) -> tuple[LanguageLevel, ...]:
    return tuple(
        LanguageLevel(random.choice(("ja", "en", "vi")), maybe(random, 1, 2, 3, 4, 5, 6, 7), random.random() < 0.5)
        for _ in range(random.randrange(3))
    )


def need(random: Random) -> Need:
    return Need(
        id=str(random.randrange(1000)),
        text=text(random),
        skills=tuple(
            NeededSkill(random.choice(NAMES), random.random() < 0.4, maybe(random, 1, 3, 5))
            for _ in range(random.choice((0, 0, 1, 3, 6)))
        ),
        concepts=frozenset(random.sample(NAMES, random.randrange(4))),
        budget_min_yen=maybe(random, 0, 1000),
        budget_max_yen=maybe(random, 0, 3000, 5_000, 400_000, 10**12, 10**20),
        budget_unit=random.choice(("project", "month", "hour", None)),
        duration_weeks=maybe(random, 0, 4, 26),
        hours_per_week=maybe(random, 0, 8, 40),
        start=maybe(random, AS_OF + timedelta(days=random.randrange(-400, 90))),
        prefecture=random.choice(PREFECTURES),
        municipality=random.choice(TOWNS),
        location=random.choice(PLACES),
        remote=random.choice(("full", "partial", "onsite", None)),
        languages=languages(random),
        actor_kinds=frozenset(random.sample(("freelancer", "partner_firm"), random.randrange(3))),
    )


def candidate(random: Random, number: int) -> Candidate:
    return Candidate(
        id=number,
        key=f"c{number}",
        kind=random.choice(("freelancer", "freelancer", "partner_firm", "personnel", "engineer", "")),
        text=text(random, 80),
        skills=tuple(
            HeldSkill(random.choice(NAMES), maybe(random, -3, 1, 3, 5, 9), maybe(random, 1999, 2020, 2025, 2030))
            for _ in range(random.choice((0, 1, 3, 6, 40)))
        ),
        concepts=frozenset(random.sample(NAMES, random.randrange(6)))
        | frozenset(map(str, range(random.choice((0, 90))))),
        works=tuple(text(random, 20) for _ in range(random.choice((0, 0, 1, 5)))),
        rate_jpy_hour=maybe(random, -5, 0, 2000, 3000, 5400, 5500, 6000, 10**12, 10**30),
        hours_per_week=maybe(random, -1, 0, 5, 8, 40, 10**12),
        available_from=maybe(random, AS_OF + timedelta(days=random.randrange(-100, 120)), date.min, date.max),
        prefecture=random.choice(PREFECTURES),
        municipality=random.choice(TOWNS),
        location=random.choice(PLACES),
        remote=random.choice(("full", "partial", "none", None)),
        onsite_reach=maybe(random, frozenset(), frozenset({"32", "13"})),
        languages=languages(random),
        side_job=random.choice(("not_needed", "approved", "pending", "forbidden", None)),
        active=random.random() < 0.9,
        placement_licence=random.choice((True, False, None)),
    )


def people(random: Random, count: int) -> list[Candidate]:
    return [candidate(random, number) for number in random.sample(range(10_000), count)]
