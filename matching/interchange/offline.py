"""Ranking from files to files: no server, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from common.interchange.jsonlines import FileError, write_objects, writing
from common.interchange.records import Record
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.rank import Explanation, Ranking, explain, rank
from matching.engine.table import build_table
from matching.engine.values import Need
from matching.interchange.conversion import Conversion
from matching.interchange.records import Remarks, read_candidates, read_orders
from vocabulary.concepts import VocabularyFileError, load_vocabulary_file
from vocabulary.places import load_places


@dataclass(frozen=True, slots=True)
class Files:
    """Where to read and write. `excluded` and `vocabulary` may be left out."""

    orders: Path
    candidates: Path
    out: Path
    excluded: Path | None = None
    vocabulary: Path | None = None

    @property
    def written(self) -> tuple[Path, ...]:
        return (self.out, self.excluded) if self.excluded else (self.out,)

    @property
    def read(self) -> tuple[Path, ...]:
        return (self.orders, self.candidates, *((self.vocabulary,) if self.vocabulary else ()))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many of each were read, and what was ignored, as sentences with file and line."""

    orders: int
    candidates: int
    remarks: list[str]


class Pool:
    """Everyone of a candidates' file, ready to be ranked for orders as of one day."""

    def __init__(self, candidates: Iterable[Record], conversion: Conversion, as_of: date) -> None:
        read = [(record.source["id"], conversion.candidate(record)) for record in candidates]
        # Integer ids ascend with the ids of the file, so that ties break by these.
        read.sort(key=lambda pair: pair[1].key)
        self.own_ids = [own_id for own_id, _ in read]
        self._people = [replace(person, id=number) for number, (_, person) in enumerate(read)]
        self._table = build_table(self._people, conversion.geography(), conversion.concepts())
        self._as_of = as_of

    def rank(self, need: Need) -> Ranking:
        return rank(need, self._table, DEFAULT_PARAMETERS, as_of=self._as_of)

    def explain(self, need: Need, number: int, parts_row: Sequence[int]) -> Explanation:
        surroundings = self._table.surroundings
        return explain(need, self._people[number], parts_row, DEFAULT_PARAMETERS, self._as_of, surroundings)


def rank_files(files: Files, *, top: int, as_of: date) -> Outcome:
    """Rank every candidate for every order and write the first `top` of each; FileError when a file cannot be used."""
    _check_paths(files)
    notes = [Remarks(files.orders), Remarks(files.candidates)]
    orders = list(read_orders(files.orders, notes[0]))
    conversion = _conversion(files.vocabulary, orders)
    pool = Pool(read_candidates(files.candidates, notes[1]), conversion, as_of)
    with writing(*files.written) as opened:
        for order in orders:
            need = conversion.need(order)
            ranking = pool.rank(need)
            write_objects(opened[0], _ranked((order, need), ranking, pool, top))
            if files.excluded:
                write_objects(opened[1], _excluded(order, ranking, pool))
    return Outcome(len(orders), len(pool.own_ids), [sentence for note in notes for sentence in note.sentences()])


def _ranked(asked: tuple[Record, Need], ranking: Ranking, pool: Pool, top: int) -> Iterator[dict[str, Any]]:
    order, need = asked
    for at in range(min(top, len(ranking.ids))):
        number = int(ranking.ids[at])
        reasons = pool.explain(need, number, ranking.parts[at].tolist())
        yield {
            "order_id": order.source["id"],
            "candidate_id": pool.own_ids[number],
            "rank": at + 1,
            "score": int(ranking.scores[at]),
            "parts": [{"name": part.name, "points": part.points} for part in reasons.parts],
            "gaps": [{"code": gap.code, **gap.facts} for gap in reasons.gaps],
        }


def _excluded(order: Record, ranking: Ranking, pool: Pool) -> Iterator[dict[str, Any]]:
    for number, rule in ranking.excluded:
        yield {"order_id": order.source["id"], "candidate_id": pool.own_ids[number], "rule": rule}


def _conversion(vocabulary: Path | None, orders: Sequence[Record]) -> Conversion:
    try:
        return Conversion(load_vocabulary_file(vocabulary), load_places(), orders)
    except VocabularyFileError as error:
        raise FileError(f"{vocabulary}: {error}") from error
    except OSError as error:
        raise FileError(f"{vocabulary}: {error.strerror}") from error


def _check_paths(files: Files) -> None:
    try:
        written, read = ([path.resolve() for path in paths] for paths in (files.written, files.read))
    except (OSError, RuntimeError) as error:  # links that lead in a circle
        raise FileError(str(error)) from error
    if len(set(written)) < len(written) or set(read) & set(written):
        raise FileError("the files to write must differ from each other and from the files to read")
