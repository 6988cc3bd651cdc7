"""Engine v0 over 10,000 people, beside the same score in plain Python."""

from time import perf_counter

from bench.machine import middle
from bench.people import AS_OF, draw_people, story_needs, surroundings
from matching.engine.oracle import rank_slowly, read_people
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.rank import rank
from matching.engine.table import build_table

PEOPLE = 10_000
SLOW_ORDERS = 3


def measure_engine() -> list[tuple[str, str]]:
    """Rank the demo's orders; the two forms must agree to the bit, else the comparison means nothing."""
    geography, concepts = surroundings()
    people, needs = draw_people(PEOPLE), story_needs()
    began = perf_counter()
    table = build_table(people, geography, concepts)
    build = perf_counter() - began
    fast = []
    for need in needs:
        began = perf_counter()
        rank(need, table, DEFAULT_PARAMETERS, as_of=AS_OF)
        fast.append(perf_counter() - began)
    began = perf_counter()
    read = read_people(people, geography, concepts, DEFAULT_PARAMETERS)
    read_seconds = perf_counter() - began
    slow = []
    for need in needs[:SLOW_ORDERS]:
        began = perf_counter()
        rows, _excluded = rank_slowly(need, read, DEFAULT_PARAMETERS, as_of=AS_OF)
        slow.append(perf_counter() - began)
        ranking = rank(need, table, DEFAULT_PARAMETERS, as_of=AS_OF)
        if [row.id for row in rows] != ranking.ids.tolist() or [row.score for row in rows] != ranking.scores.tolist():
            raise AssertionError(f"order {need.id}: the two forms disagree")
    return [
        ("people", f"{PEOPLE:,}"),
        ("NumPy: build the table once", f"{build:.2f} s"),
        ("NumPy: rank one order, median", f"{middle(fast) * 1000:.1f} ms"),
        ("plain Python: read the people once", f"{read_seconds:.2f} s"),
        ("plain Python: rank one order, median", f"{middle(slow) * 1000:.0f} ms"),
        ("plain Python ÷ NumPy", f"{middle(slow) / middle(fast):.0f} ×"),
        ("same ids and scores", f"{SLOW_ORDERS} of {SLOW_ORDERS} orders"),
    ]
