"""The benchmark score in polars and in tantivy, where they are installed: `uv pip install polars tantivy`.

They are peers to measure beside, never dependencies of the product: `make bench` goes without those that are missing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.benchmark_score import WANTED
from bench.dense_numpy import rate_shares, shares_of_hours
from matching.engine.compiled.scoring import parts_of_rows, rules_of_everybody
from matching.engine.facts import NO_RULE
from matching.engine.parameters import FULL, MUST, PARTS

if TYPE_CHECKING:
    from bench.benchmark_score import Asked
    from matching.engine.arithmetic import Integers
    from matching.engine.table import CandidateTable

HEAD = 1_000


def installed(name: str) -> bool:
    return find_spec(name) is not None


class PolarsRanking:
    """A data frame with a column for each skill; everybody's points in one expression."""

    def __init__(self, table: CandidateTable, levels: np.ndarray) -> None:
        self._polars: Any = import_module("polars")
        people, features = table.people, table.features
        names = ("standing", "home", "languages", "rate", "hours", "reach")
        columns = {name: np.ascontiguousarray(people[name]) for name in names}
        columns |= {f"skill{skill}": np.ascontiguousarray(levels[:, skill]) for skill in range(levels.shape[1])}
        columns |= {
            f"feature{number}": np.ascontiguousarray(features[:, number]) for number in range(features.shape[1])
        }
        self._frame = self._polars.DataFrame({"id": table.ids} | columns)

    def best(self, asked: Asked) -> list[tuple[int, int]]:
        """(id, points) of the best 50."""
        column = self._polars.col
        passes = column("standing").is_in(asked.standings) & self._polars.any_horizontal(
            *(column(f"skill{skill}") > 0 for skill in asked.musts)
        )
        scored = self._frame.lazy().filter(passes).select("id", self._points(asked).alias("points"))
        rows = scored.top_k(WANTED, by=["points", "id"], reverse=[False, True]).collect()
        return sorted(rows.rows(), key=lambda row: (-row[1], row[0]))

    def _points(self, asked: Asked) -> Any:
        terms, column = asked.terms, self._polars.col
        weights = terms.weights.tolist()
        skills = sum(
            self._looked_up(terms.skill_weight[number] * asked.credits[number], f"skill{skill}")
            for number, skill in enumerate(asked.skills)
        )
        held = sum((column(f"skill{skill}") > 0).cast(self._polars.Int64) for skill in asked.musts)
        reaches = (column("reach") & int(terms.reach_bit)) != 0
        in_reach = self._polars.when(reaches).then(terms.in_reach).otherwise(0)
        place = self._polars.max_horizontal(self._looked_up(terms.home_share, "home"), in_reach)
        shares = {
            0: skills // int(terms.skill_weights),
            1: held * FULL // int(terms.musts),
            5: place,
            6: self._looked_up(rate_shares(terms), "rate", 50),
            7: self._looked_up(shares_of_hours(terms), "hours"),
            8: self._looked_up(terms.language_share, "languages"),
        }
        points = sum(weights[part] * share // FULL for part, share in shares.items())
        for number, codes in enumerate(terms.feature_points):
            points = points + self._looked_up(codes, f"feature{number}")
        return points

    def _looked_up(self, values: Integers, column: str, step: int = 1) -> Any:
        return self._polars.lit(self._polars.Series(values)).gather(self._polars.col(column).cast(int) // step)


class TantivyRanking:
    """Boosted terms for levels and prefectures find a thousand people, who are then given their exact points."""

    def __init__(self, table: CandidateTable, levels: np.ndarray) -> None:
        self._tantivy: Any = import_module("tantivy")
        self._table = table
        builder = self._tantivy.SchemaBuilder()
        builder.add_text_field("facts", tokenizer_name="whitespace", index_option="basic")
        self._schema = builder.build()
        index = self._tantivy.Index(self._schema)
        writer = index.writer(1_000_000_000, 1)
        prefectures = [home.prefecture for home in table.homes]
        for row, home in enumerate(table.people["home"].tolist()):
            held = np.flatnonzero(levels[row]).tolist()
            facts = " ".join((f"p{prefectures[home]}", *(f"s{skill}l{levels[row, skill]}" for skill in held)))
            writer.add_document(self._tantivy.Document(facts=[facts]))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        assert self._searcher.num_segments == 1, "numbers of documents are rows only in one segment"

    def best(self, asked: Asked) -> list[tuple[int, int]]:
        """(id, points) of the best 50 of the thousand."""
        hits = self._searcher.search(self._query(asked), HEAD, count=False).hits
        rows = np.array(sorted(address.doc for _score, address in hits), dtype=np.int64)
        parts = np.empty((len(rows), PARTS), dtype=np.int64)
        room = np.empty(3 * len(asked.slots), dtype=np.int64)
        parts_of_rows(self._table.facts, asked.terms, rows, room, parts)
        failing = np.empty(len(rows), dtype=np.int32)
        some = self._table.facts._replace(people=self._table.people[rows])
        rules_of_everybody(some, asked.terms, failing)
        points, passes = parts.sum(axis=1), (failing == NO_RULE) & (parts[:, MUST] > 0)
        rows, points = rows[passes], points[passes]
        order = np.lexsort((rows, -points))[:WANTED]
        return list(zip(self._table.ids[rows[order]].tolist(), points[order].tolist(), strict=True))

    def _query(self, asked: Asked) -> Any:
        terms, kind = asked.terms, self._tantivy.Query
        weights = terms.weights.tolist()
        boosts = {}
        for number, skill in enumerate(asked.skills):
            for level in range(1, 6):
                share = int(terms.skill_weight[number] * asked.credits[number][level] // terms.skill_weights)
                must = FULL // int(terms.musts) if skill in asked.musts else 0
                boosts[f"s{skill}l{level}"] = (weights[0] * share + weights[1] * must) / FULL
        for home, share in zip(self._table.homes, terms.home_share.tolist(), strict=True):
            boosts[f"p{home.prefecture}"] = weights[5] * share / FULL
        clauses = [
            (
                self._tantivy.Occur.Should,
                kind.const_score_query(kind.term_query(self._schema, "facts", fact), float(points)),
            )
            for fact, points in boosts.items()
            if points
        ]
        return kind.boolean_query(clauses)
