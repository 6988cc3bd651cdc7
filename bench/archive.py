"""A million orders in the database, written with COPY; the same ones every time for the same numbers.

Sentences come from the demo's stories by Zipf's law, so some words stand in a third of the orders and many in few; each
order names one of 20,000 made-up products, and every company has a made-up name: the long tail of a real archive.
Search terms are those of `orders.queries`. History and limits are not checked row by row: triggers sleep.
"""

from __future__ import annotations

import datetime
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import psycopg
from django.conf import settings
from django.utils import timezone

from accounts.models import Organisation, PartyKind
from common.ids import ALPHABET, LENGTH
from orders.models import BudgetUnit, Opening, Procurement, RemoteShare
from orders.states import OrderStatus
from orders.words import facets, term_numbers, text_terms
from portal.demo.stories import read_stories
from vocabulary.models import Prefecture, Skill

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SEED = 11
COMPANIES = 20_000
PRODUCTS = 20_000
SYLLABLES = "カキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロガギグゲゴザジズゼゾダデドバビブベボ"
LAND = "山川田村野原林森松竹梅杉石岩谷沢浜島崎港橋井戸泉池沼丘坂峰岡辻里北南東西中上下大小高長広新古富豊福吉"
TRADES = (
    "製作所",
    "食品",
    "水産",
    "建設",
    "観光",
    "農園",
    "酒造",
    "繊維",
    "運輸",
    "木材",
    "工業",
    "商店",
    "醸造",
    "病院",
)
YEARS = 10
SHARE_WITHOUT_BUDGET = 0.15
INSERTED = 5_000
COLUMNS = (
    *("public_id", "client_id", "status", "version", "title", "problem", "wanted_outcome", "budget_min_yen"),
    *("budget_max_yen", "budget_unit", "hours_per_week", "duration_weeks", "prefecture_id", "remote", "ending_terms"),
    *("bids_close_at", "positions", "awarded_count", "created_at", "updated_at", "published_at", "ended_at"),
    *("wanted_kinds", "opening", "hidden_for", "procurement", "procurement_reason", "search_terms"),
)
NULL = "\\N"


class Phrase(NamedTuple):
    """A text and its search terms as COPY writes an array."""

    text: str
    terms: str


@dataclass(frozen=True)
class Shape:
    """How many orders take bids and how many no longer do."""

    open: int
    past: int

    def __str__(self) -> str:
        return f"{self.open:,} open, {self.past:,} past"


class Zipf[Item]:
    """Items drawn by rank: the second half as often as the first, the third a third as often."""

    def __init__(self, items: Sequence[Item], bend: float = 2.7) -> None:
        self._items = items
        self._sums = list(accumulate(1 / (rank + bend) for rank in range(len(items))))

    def __call__(self, draw: Random) -> Item:
        return self._items[bisect(self._sums, draw.random() * self._sums[-1])]


def grow_archive(shape: Shape) -> None:
    """Fill empty tables: companies, orders and the skills they ask for; indexes are built afterwards."""
    _write_companies()
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        owner.execute("SET maintenance_work_mem = '1GB'")
        owner.execute("SET synchronous_commit = off")
        for table in ("orders_order", "orders_orderskill"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        indexes = _drop_indexes(owner)
        with owner.cursor() as cursor:
            _copy_orders(cursor, shape)
            _copy_skills(cursor, shape.open + shape.past)
        for statement in indexes:
            owner.execute(statement)
        for table in ("orders_order", "orders_orderskill"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE) orders_order, orders_orderskill, accounts_organisation")


def product_of_rank(rank: int) -> str:
    """The name of a made-up product: the higher the rank, the fewer orders name it."""
    return _products()[rank]


def insert_rates(shape: Shape) -> str:
    """What the lists' indexes cost: orders written into the full table with them, and without them."""
    lines = list(_lines(Shape(open=0, past=INSERTED), "more"))
    rates = []
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        for dropped in ("none", "order_"):
            names = owner.execute(
                "SELECT indexname FROM pg_indexes WHERE tablename = 'orders_order' AND starts_with(indexname, %s)",
                [dropped],
            ).fetchall()
            for (name,) in names:
                owner.execute(f'DROP INDEX "{name}"')
            began = perf_counter()
            with owner.cursor() as cursor, cursor.copy(f"COPY orders_order ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                copy.write("".join(lines))
            rates.append(INSERTED / (perf_counter() - began))
            owner.rollback()
    return (
        f"{INSERTED:,} more orders, each with its history, into {shape}: {rates[0]:,.0f} a second"
        f" with the indexes of the lists, {rates[1]:,.0f} without them."
    )


def _products() -> list[str]:
    draw = Random(f"{SEED} products")
    return ["".join(draw.choices(SYLLABLES, k=draw.randint(3, 5))) for _ in range(PRODUCTS)]


def _write_companies() -> None:
    draw = Random(SEED)
    codes = list(Prefecture.objects.order_by("code").values_list("code", flat=True))
    places = Zipf(draw.sample(codes, len(codes)), bend=12)
    names = [f"{''.join(draw.choices(LAND, k=2))}{draw.choice(TRADES)}" for _ in range(COMPANIES)]
    Organisation.objects.bulk_create(
        [Organisation(name=name, prefecture_id=places(draw)) for name in names], batch_size=2_000
    )


def _drop_indexes(owner: psycopg.Connection) -> list[str]:
    """Drop what no constraint needs; the statements that make it again."""
    found = owner.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('orders_order', 'orders_orderskill')"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)"
    ).fetchall()
    for name, _statement in found:
        owner.execute(f'DROP INDEX "{name}"')
    return [statement for _name, statement in found]


def _copy_orders(cursor: psycopg.Cursor, shape: Shape) -> None:
    with cursor.copy(f"COPY orders_order ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        pending: list[str] = []
        for line in _lines(shape):
            pending.append(line)
            if len(pending) == 2_000:
                copy.write("".join(pending))
                pending.clear()
        copy.write("".join(pending))


def _copy_skills(cursor: psycopg.Cursor, count: int) -> None:
    found = cursor.execute("SELECT min(id) FROM orders_order").fetchone()
    assert found is not None
    first = found[0]
    sets = _skill_sets()
    draw = Random(f"{SEED} skills")
    with cursor.copy("COPY orders_orderskill (order_id, skill_id, is_must) FROM STDIN") as copy:
        for start in range(0, count, 2_000):
            lines = []
            for number in range(start, min(start + 2_000, count)):
                ids, _terms = sets(draw)
                lines += [f"{first + number}\t{skill}\t{'tf'[place > 0]}\n" for place, skill in enumerate(ids)]
            copy.write("".join(lines))


def _skill_sets() -> Zipf[tuple[tuple[int, ...], str]]:
    """What orders ask for together: skill ids, and the terms they are found by."""
    draw = Random(f"{SEED} sets")
    one = Zipf(list(Skill.objects.order_by("slug")), bend=8)
    sets = []
    for _ in range(3_000):
        skills = {skill.pk: skill for skill in (one(draw) for _ in range(draw.randint(1, 4)))}.values()
        words = text_terms(name for skill in skills for name in (skill.name_ja, skill.name_en))
        narrowed_by = facets(skills=[(skill.slug, skill.category_id) for skill in skills])
        sets.append((tuple(skill.pk for skill in skills), _written(words | narrowed_by)))
    return Zipf(sets, bend=40)


def _written(terms: set[str]) -> str:
    return ",".join(map(str, term_numbers(terms)))


def _phrase(text: str) -> Phrase:
    return Phrase(text, _written(text_terms([text])))


class _Writer:
    """Draws order after order, as lines COPY reads."""

    def __init__(self, seed: str) -> None:
        self._draw = Random(f"{seed} orders")
        self._skill_draw = Random(f"{SEED} skills")
        stories = read_stories("orders")["orders"]
        self._titles = Zipf([_phrase(story["title"]) for story in stories])
        self._problems = Zipf(_sentences(story["problem"] for story in stories))
        self._outcomes = Zipf(_sentences(story["outcome"] for story in stories))
        self._products = Zipf([_phrase(name) for name in _products()])
        self._skill_sets, self._clients = _skill_sets(), _clients()
        self._remotes = [(value, _written(facets(remote=value))) for value in RemoteShare.values]
        self._units = [(value, _written(facets(unit=value))) for value in BudgetUnit.values]
        self._open_to_all = _written(facets(kinds=PartyKind.values, opening=Opening.AS_THEY_ARRIVE))

    def line(self, life: Sequence[str]) -> str:
        """``life``: status, awarded people, published, last changed, deadline, end."""
        draw = self._draw
        status, awarded, published, changed, closes, ended = life
        title, product, outcome = self._titles(draw), self._products(draw), self._outcomes(draw)
        problem = [self._problems(draw) for _ in range(3)]
        client, prefecture, place_terms = draw.choice(self._clients)
        remote, remote_terms = draw.choice(self._remotes)
        unit, unit_terms = draw.choices(self._units, (60, 30, 10))[0]
        phrases = [each.terms for each in (title, product, outcome, *problem)]
        terms = [
            *phrases,
            place_terms,
            remote_terms,
            unit_terms,
            self._open_to_all,
            self._skill_sets(self._skill_draw)[1],
        ]
        values = (
            *("".join(draw.choices(ALPHABET, k=LENGTH)), client, status, "1", f"{title.text} {product.text}"),
            *(" ".join(each.text for each in problem), outcome.text, *self._budget(unit), unit),
            *(str(draw.choice((5, 10, 20, 40))), str(draw.choice((4, 13, 26, 52))), prefecture, remote, ""),
            *(closes, "1", awarded, published, changed, published, ended),
            *("{}", Opening.AS_THEY_ARRIVE, "", Procurement.NEGOTIATED, ""),
            "{" + ",".join(terms) + "}",
        )
        return "\t".join(values) + "\n"

    def _budget(self, unit: str) -> tuple[str, str]:
        if self._draw.random() < SHARE_WITHOUT_BUDGET:
            return NULL, NULL
        highest = {"project": 50_000, "month": 10_000, "hour": 100}[unit] * self._draw.randint(5, 120)
        return str(highest // 2), str(highest)


def _lines(shape: Shape, seed: str = str(SEED)) -> Iterator[str]:
    """Oldest first; the open ones are the newest."""
    writer, draw, now = _Writer(seed), Random(f"{seed} lives"), timezone.now()
    for number in range(shape.past):
        published = now - datetime.timedelta(days=30 + 365 * YEARS * ((shape.past - number) / shape.past))
        status = draw.choices((OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.SELECTING), (60, 38, 2))[0]
        closes = published + datetime.timedelta(days=draw.randint(7, 29))
        ended = (closes + datetime.timedelta(days=3)).isoformat()
        moments = (published.isoformat(), ended, closes.isoformat(), NULL if status == OrderStatus.SELECTING else ended)
        yield writer.line((status, "1" if status == OrderStatus.FILLED else "0", *moments))
    for number in range(shape.open):
        published = (now - datetime.timedelta(days=20 * ((shape.open - number) / shape.open))).isoformat()
        closes = now + datetime.timedelta(hours=draw.randint(1, 1_000))
        yield writer.line((OrderStatus.OPEN, "0", published, published, closes.isoformat(), NULL))


def _sentences(texts: Iterable[str]) -> list[Phrase]:
    return [_phrase(f"{part}。") for text in texts for part in text.split("。") if part]


def _clients() -> list[tuple[str, str, str]]:
    """Id, prefecture, and the terms of name and place."""
    found = []
    for company in Organisation.objects.select_related("prefecture").order_by("pk"):
        place = company.prefecture
        words = text_terms([company.name, place.name_ja, place.name_en])
        narrowed_by = facets(prefecture=place.code, block=place.block)
        found.append((str(company.pk), place.code, _written(words | narrowed_by)))
    return found
