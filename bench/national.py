"""One order over a whole nation: this engine beside PostgreSQL and NumPy, in turns, on the benchmark score."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bench.benchmark_score import WANTED, Asked, draw_orders, levels_of
from bench.dense_numpy import DenseNumpy
from bench.machine import middle, percentile, timed
from bench.nation import bytes_per_person, draw_nation
from bench.peers import PolarsRanking, TantivyRanking, installed
from bench.people import AS_OF, story_needs
from bench.sql_ranking import SqlRanking
from bench.tables import Table, milliseconds
from matching.engine.head import Aim, Scanner
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.terms import slots_of, terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matching.engine.table import CandidateTable
    from matching.engine.values import Need

SIZES = (10_000, 100_000, 1_000_000)
ORDERS = 40
SLOW_ORDERS = 7
ROUNDS = 3
_READ_BYTES = 1 << 28

type Best = Callable[[Asked], list[tuple[int, int]]]


def measure(most: int = SIZES[-1]) -> Table:
    """A row for each size and engine; recall is the share of the true 50 that an engine finds."""
    columns = ("people", "engine", "p50", "p95", "÷ this engine", "recall", "bytes a person", "built in")
    rows = [row for size in SIZES if size <= most for row in _measured(size)]
    return Table(columns, rows)


def _measured(size: int) -> list[tuple[str, ...]]:
    table = draw_nation(size, is_flat=True)
    seconds, scanner = timed(partial(Scanner, table))
    orders, levels = draw_orders(table, ORDERS), levels_of(table)
    numpy_seconds, dense = timed(partial(DenseNumpy, table, levels))
    sql_seconds, sql = timed(partial(SqlRanking, table, levels))
    facts, picture = bytes_per_person(scanner)
    floor = _floor_seconds(scanner, orders)
    engines: list[tuple[str, Best, int, str, float]] = [
        ("this engine", partial(_best, scanner), ORDERS, f"{facts} + {picture}", seconds),
        ("NumPy, dense columns", dense.best, SLOW_ORDERS, str(dense.bytes_per_person), numpy_seconds),
        ("PostgreSQL, all rows", sql.of_everybody, SLOW_ORDERS, "–", sql_seconds),
        ("PostgreSQL, all musts by GIN", sql.of_those_with_all, SLOW_ORDERS, "–", sql_seconds),
    ]
    for name, kind, built in _peers(table, levels):
        engines.append((name, kind.best, SLOW_ORDERS, "–", built))
    truth = [_best(scanner, asked) for asked in orders]
    times = {name: _times(best, orders[:count]) for name, best, count, _bytes, _built in engines}
    own = middle(times["this engine"])
    rows = [
        (
            f"{size:,}",
            name,
            milliseconds(middle(times[name])),
            milliseconds(percentile(times[name], 0.95)),
            f"{middle(times[name]) / own:,.1f} ×",
            f"{_recall(best, orders[:count], truth):.3f}",
            used,
            f"{built:.2f} s",
        )
        for name, best, count, used, built in engines
    ]
    sql.close()
    return [*rows, *_further(size, own, floor, _product_times(scanner))]


def _peers(table: CandidateTable, levels: np.ndarray) -> Iterator[tuple[str, PolarsRanking | TantivyRanking, float]]:
    """The optional libraries that are installed, each with the seconds its form of the table took."""
    if installed("polars"):
        seconds, polars = timed(partial(PolarsRanking, table, levels))
        yield "polars, one thread" if os.environ.get("POLARS_MAX_THREADS") == "1" else "polars", polars, seconds
    if installed("tantivy"):
        seconds, tantivy = timed(partial(TantivyRanking, table, levels))
        yield "tantivy, 1,000 re-ranked", tantivy, seconds


def _further(size: int, own: float, floor: float, product: list[float]) -> list[tuple[str, ...]]:
    """The least that memory allows, and the product's own score over the same people."""
    blank = ("–",) * 3
    return [
        (f"{size:,}", "reading its bytes once", milliseconds(floor), "–", f"{floor / own:.2f} ×", *blank),
        (
            f"{size:,}",
            "this engine, the product's score",
            milliseconds(middle(product)),
            milliseconds(percentile(product, 0.95)),
            f"{middle(product) / own:.1f} ×",
            *blank,
        ),
    ]


def _best(scanner: Scanner, asked: Asked) -> list[tuple[int, int]]:
    rows, points = scanner.best(asked.terms, asked.slots, Aim(WANTED))
    ids = scanner.table.ids[rows[:WANTED]].tolist()
    return list(zip(ids, points[:WANTED].tolist(), strict=True))


def _times(best: Best, orders: list[Asked]) -> list[float]:
    """The median of some rounds for each order; the first round warms up and is not counted."""
    for asked in orders:
        best(asked)
    return [middle([timed(partial(best, asked))[0] for _ in range(ROUNDS)]) for asked in orders]


def _product_times(scanner: Scanner) -> list[float]:
    """Terms, bounds and scan of the demo's orders; without text, which these people have none of."""
    return [middle([timed(partial(_product_best, scanner, need))[0] for _ in range(ROUNDS)]) for need in story_needs()]


def _product_best(scanner: Scanner, need: Need) -> None:
    terms = terms_of(need, scanner.table, DEFAULT_PARAMETERS, AS_OF)
    scanner.best(terms, slots_of(need), Aim(WANTED))


def _recall(best: Best, orders: list[Asked], truth: list[list[tuple[int, int]]]) -> float:
    shares = [len({*found} & {*true}) / len(true) for found, true in zip(map(best, orders), truth, strict=False)]
    return sum(shares) / len(shares)


def _floor_seconds(scanner: Scanner, orders: list[Asked]) -> float:
    """How long this machine takes to read the bytes that a scan of one order cannot do without.

    Half a byte for each wanted skill, and one for each feature of a row.
    """
    skills = middle([len(asked.skills) for asked in orders])
    needed = int(scanner.table.size * (skills / 2 + 9))
    block = np.ones(_READ_BYTES // 8, dtype=np.int64)
    read = min(timed(block.sum)[0] for _ in range(7))
    return needed * read / block.nbytes
