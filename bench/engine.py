"""Engine v0 over 10,000 people, beside the same score in plain Python."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from bench.machine import middle, seconds_of
from bench.people import AS_OF, draw_people, story_needs, surroundings
from bench.tables import Table, figures, milliseconds
from matching.engine.oracle import rank_slowly, read_people
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.rank import rank
from matching.engine.table import build_table

if TYPE_CHECKING:
    from matching.engine.oracle import People
    from matching.engine.table import CandidateTable
    from matching.engine.values import Need

PEOPLE = 10_000
SLOW_ORDERS = 3
CHANGES = 20


def measure() -> Table:
    """Rank the demo's orders; the two forms must agree to the bit, else the comparison means nothing."""
    geography, concepts = surroundings()
    people, needs = draw_people(PEOPLE), story_needs()
    began = perf_counter()
    table = build_table(people, geography, concepts)
    build = perf_counter() - began
    changes = []
    for number in range(CHANGES):
        person = people[number * 400]
        other = replace(person, text=f"{person.text}\n{people[number].text}")
        changes.append(seconds_of(lambda other=other: table.changed(build_table([other], geography, concepts))))
    fast = [seconds_of(lambda need=need: rank(need, table, DEFAULT_PARAMETERS, as_of=AS_OF)) for need in needs]
    began = perf_counter()
    read = read_people(people, geography, concepts, DEFAULT_PARAMETERS)
    read_seconds = perf_counter() - began
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


def _seconds_in_plain_python(need: Need, read: People, table: CandidateTable) -> float:
    began = perf_counter()
    rows, _excluded = rank_slowly(need, read, DEFAULT_PARAMETERS, as_of=AS_OF)
    seconds = perf_counter() - began
    ranking = rank(need, table, DEFAULT_PARAMETERS, as_of=AS_OF)
    if [row.id for row in rows] != ranking.ids.tolist() or [row.score for row in rows] != ranking.scores.tolist():
        raise AssertionError(f"order {need.id}: the two forms disagree")
    return seconds
