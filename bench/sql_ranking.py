"""The benchmark score in PostgreSQL: over everybody, and over those alone who hold every wanted skill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import psycopg
from django.conf import settings

from bench.benchmark_score import WANTED
from bench.dense_numpy import rate_shares, shares_of_hours
from matching.engine.parameters import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.benchmark_score import Asked
    from matching.engine.arithmetic import Integers
    from matching.engine.table import CandidateTable

_TABLE = """
CREATE UNLOGGED TABLE bench_nation (
    id bigint, standing smallint, home smallint, reach bigint, rate int, hours smallint, spoken smallint,
    quality smallint, zone smallint, domain smallint, second smallint, skills smallint[], levels bytea
)
"""
_FEATURES = ("quality", "zone", "domain", "second")
_COPIED_TOGETHER = 20_000


class SqlRanking:
    """Everybody in a table of their own: levels as bytes, skills as an array with a GIN index. On one core."""

    def __init__(self, table: CandidateTable, levels: np.ndarray) -> None:
        self._owner = psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True)
        for setting in ("work_mem = '256MB'", "jit = off", "max_parallel_workers_per_gather = 0"):
            self._owner.execute(f"SET {setting}")
        self._owner.execute("DROP TABLE IF EXISTS bench_nation")
        self._owner.execute(_TABLE)
        with self._owner.cursor().copy("COPY bench_nation FROM STDIN") as copy:
            for start in range(0, table.size, _COPIED_TOGETHER):
                for row in _rows(table, levels, slice(start, start + _COPIED_TOGETHER)):
                    copy.write_row(row)
        self._owner.execute("ALTER TABLE bench_nation ADD PRIMARY KEY (id)")
        self._owner.execute("CREATE INDEX ON bench_nation USING gin (skills)")
        self._owner.execute("VACUUM ANALYZE bench_nation")

    def close(self) -> None:
        self._owner.execute("DROP TABLE bench_nation")
        self._owner.close()

    def of_everybody(self, asked: Asked) -> list[tuple[int, int]]:
        """(id, points) of the best 50 by a look at every row: the fastest exact form in SQL that was found."""
        return self._ranked(asked, " OR ".join(f"get_byte(levels, {skill}) > 0" for skill in asked.musts))

    def of_those_with_all(self, asked: Asked) -> list[tuple[int, int]]:
        """The same among those who hold all musts, found by the GIN index: others are lost."""
        return self._ranked(asked, f"skills @> '{{{','.join(map(str, asked.musts))}}}'::smallint[]")

    def _ranked(self, asked: Asked, condition: str) -> list[tuple[int, int]]:
        standings = ",".join(map(str, asked.standings))
        statement = (
            f"SELECT id, {_points(asked)} AS points FROM bench_nation "  # noqa: S608 -- numbers made here
            f"WHERE standing IN ({standings}) AND ({condition}) ORDER BY points DESC, id LIMIT {WANTED}"
        )
        return self._owner.execute(statement).fetchall()


def _rows(table: CandidateTable, levels: np.ndarray, part: slice) -> Iterable[tuple[object, ...]]:
    people = table.people[part]
    names = ("standing", "home", "reach", "rate", "hours", "languages")
    columns = [people[name].astype(np.int64).tolist() for name in names]
    skills = [np.flatnonzero(line).tolist() for line in levels[part]]
    codes = table.features[part].T.tolist()
    arrays = [f"{{{','.join(map(str, found))}}}" for found in skills]
    return zip(table.ids[part].tolist(), *columns, *codes, arrays, map(bytes, levels[part]), strict=True)


def _points(asked: Asked) -> str:
    terms = asked.terms
    weights = terms.weights.tolist()
    skills = " + ".join(
        _looked_up(terms.skill_weight[number] * asked.credits[number], f"get_byte(levels, {skill})")
        for number, skill in enumerate(asked.skills)
    )
    held = " + ".join(f"(get_byte(levels, {skill}) > 0)::int" for skill in asked.musts)
    reach = int(np.uint64(terms.reach_bit).astype(np.int64))
    parts = [
        f"{weights[0]} * (({skills}) / {terms.skill_weights}) / {FULL}",
        f"{weights[1]} * (({held}) * {FULL} / {terms.musts}) / {FULL}",
        f"{weights[5]} * greatest({_looked_up(terms.home_share, 'home')}, "
        f"CASE WHEN reach & {reach} <> 0 THEN {terms.in_reach} ELSE 0 END) / {FULL}",
        f"{weights[6]} * {_looked_up(rate_shares(terms), 'rate / 50')} / {FULL}",
        f"{weights[7]} * {_looked_up(shares_of_hours(terms), 'hours')} / {FULL}",
        f"{weights[8]} * {_looked_up(terms.language_share, 'spoken')} / {FULL}",
        *(_looked_up(terms.feature_points[number], name) for number, name in enumerate(_FEATURES)),
    ]
    return " + ".join(parts)


def _looked_up(values: Integers, code: str) -> str:
    return f"('{{{','.join(map(str, values.tolist()))}}}'::bigint[])[{code} + 1]"
