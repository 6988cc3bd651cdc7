"""Engine v0 over 10,000 people, beside the same score in plain Python."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bench.machine import middle, timed
from bench.people import AS_OF, draw_people, story_needs, surroundings
from bench.tables import Table, figures, milliseconds
from matching.engine.oracle import rank_slowly, read_people
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.rank import rank
from matching.engine.table import build_table

if TYPE_CHECKING:
    from matching.engine.oracle import People
    from matching.engine.table import CandidateTable
    from matching.engine.values import Candidate, Need

PEOPLE = 10_000
SLOW_ORDERS = 3


def measure() -> Table:
    """Rank the demo's orders; the two forms must agree to the bit, else the comparison means nothing."""
    geography, concepts = surroundings()
    people, needs = draw_people(PEOPLE), story_needs()
    build, table = timed(partial(build_table, people, geography, concepts))
    tables = [build_table([person], geography, concepts) for person in _changed(people)]
    changes = [timed(partial(table.changed, one))[0] for one in tables]
    fast = [timed(partial(rank, need, table, DEFAULT_PARAMETERS, as_of=AS_OF))[0] for need in needs]
    read_seconds, read = timed(partial(read_people, people, geography, concepts, DEFAULT_PARAMETERS))
    slow = [_seconds_in_plain_python(need, read, table) for need in needs[:SLOW_ORDERS]]
    return figures(
        [
            ("people", f"{PEOPLE:,}"),
            ("NumPy: build the table", f"{build:.2f} s"),
            ("NumPy: change one person in the table, median", milliseconds(middle(changes))),
            ("NumPy: rank one order, median", milliseconds(middle(fast))),
            ("plain Python: read the people", f"{read_seconds:.2f} s"),
            ("plain Python: rank one order, median", milliseconds(middle(slow))),
            ("plain Python ÷ NumPy", f"{middle(slow) / middle(fast):.0f} ×"),
            ("same ids and scores", f"{SLOW_ORDERS} of {SLOW_ORDERS} orders"),
        ]
    )


def _changed(people: list[Candidate]) -> list[Candidate]:
    """Some of the people, each with one more sentence."""
    return [replace(people[at], text=f"{people[at].text}\n{people[at - 1].text}") for at in range(0, PEOPLE, 500)]


def _seconds_in_plain_python(need: Need, read: People, table: CandidateTable) -> float:
    seconds, (rows, _excluded) = timed(partial(rank_slowly, need, read, DEFAULT_PARAMETERS, as_of=AS_OF))
    ranking = rank(need, table, DEFAULT_PARAMETERS, as_of=AS_OF)
    if [row.id for row in rows] != ranking.ids.tolist() or [row.score for row in rows] != ranking.scores.tolist():
        raise AssertionError(f"order {need.id}: the two forms disagree")
    return seconds
