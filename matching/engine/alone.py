"""One person's points as if nobody else were there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from matching.engine.by_numpy import parts_by_numpy
from matching.engine.parameters import Parameters
from matching.engine.relations import Surroundings
from matching.engine.table import build_table
from matching.engine.terms import terms_of
from matching.engine.values import Candidate, Concepts, Need


def parts_alone(
    need: Need, candidate: Candidate, surroundings: Surroundings, parameters: Parameters, *, as_of: date
) -> list[int]:
    """Points in the order of PART_NAMES; none for text."""
    without_text = replace(candidate, text="", works=())
    table = build_table([without_text], surroundings.geography, Concepts(), parameters)
    table = replace(table, relations=surroundings.relations)
    parts = parts_by_numpy(table.facts, terms_of(need, table, parameters, as_of))
    return [int(points) for points in parts[0]]
