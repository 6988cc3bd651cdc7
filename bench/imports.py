"""Files of any size imported in one transaction each: rows a second, and the memory of the process that does it."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

from accounts.actions.imports import Chosen, import_file
from accounts.importers import importer_of
from bench.tables import Table
from portal.demo.stories import read_stories
from tests.database import empty_tables

SEED = 7
SIZES = (10_000, 100_000)
SAMPLED_EVERY_SECONDS = 0.05


def measure(most: int = SIZES[-1]) -> Table:
    """One row for each kind and size; MiB are of this process, the file and PostgreSQL are not in it."""
    rows = []
    for kind, draw in (("candidates", _people), ("orders", _orders)):
        for size in (size for size in SIZES if size <= most):
            empty_tables()
            rows.append((f"{kind}, {size:,} rows", *_imported(kind, draw(size))))
    return Table(("file", "size", "imported in", "rows a second", "memory before", "highest"), rows)


def _imported(kind: str, records: Iterator[dict[str, Any]]) -> tuple[str, ...]:
    importer = importer_of(kind)
    assert importer is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for record in records:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
        before, watched = _resident(), _Highest()
        with watched:
            started = time.perf_counter()
            chosen = Chosen(options={"consent": True})
            job = import_file(importer, path, chosen=chosen, keep=True, progress=lambda _job: None)
            seconds = time.perf_counter() - started
        assert not job.report.errors.count, job.report.errors.kept[:1]
        size = f"{path.stat().st_size / 2**20:.0f} MiB"
    return (
        size,
        f"{seconds:.0f} s",
        f"{job.tally.rows / seconds:,.0f}",
        f"{before:.0f} MiB",
        f"{watched.mebibytes:.0f} MiB",
    )


class _Highest:
    """The most this process held while the block ran."""

    def __init__(self) -> None:
        self.mebibytes = 0.0
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLED_EVERY_SECONDS):
            self.mebibytes = max(self.mebibytes, _resident())


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def _people(count: int) -> Iterator[dict[str, Any]]:
    draw, trades = Random(f"{SEED} people"), read_stories("people")["trades"]
    for number in range(count):
        trade = draw.choice(trades)
        yield {
            "id": f"person-{number}",
            "kind": "freelancer",
            "lang": "ja",
            "headline": draw.choice(trade["headlines"]),
            "summary": f"{draw.choice(trade['summaries'])}（{number}）",
            "skills": [{"name": slug, "level": draw.randint(1, 5)} for slug in draw.sample(trade["skills"], k=3)],
            "works": [{"title": work[0], "text": " ".join(work[1:])} for work in draw.sample(trade["works"], k=1)],
            "rate_jpy_hour": draw.randrange(*trade["rate"], 100),
            "hours_per_week": draw.choice((5, 10, 20)),
            "prefecture": f"{draw.randint(1, 47):02}",
            "remote": draw.choice(("full", "partial", "none")),
            "languages": [{"lang": "ja", "level": "native"}],
            "certificates": ["基本情報技術者"],
            "side_job": "approved",
        }


def _orders(count: int) -> Iterator[dict[str, Any]]:
    draw, stories = Random(f"{SEED} orders"), read_stories("orders")["orders"]
    for number in range(count):
        story = draw.choice(stories)
        low, high, unit = story["budget"]
        yield {
            "id": f"order-{number}",
            "lang": "ja",
            "client_kind": "company",
            "industry": f"業種{number % 2_000}",
            "prefecture": story["prefecture"],
            "title": story["title"],
            "problem": f"{story['problem']}（{number}）",
            "wanted_outcome": story["outcome"],
            "skills": story["must"] + story["wish"],
            "must": story["must"],
            "budget_jpy_min": low,
            "budget_jpy_max": high,
            "budget_unit": unit,
            "duration_weeks": story["weeks"],
            "remote": story["remote"],
            "data_sensitivity": "personal",
        }
