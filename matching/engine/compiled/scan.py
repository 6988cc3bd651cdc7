"""The best rows of a whole table: bounds of 128 rows at once, exact points only where a bound reaches far enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from matching.engine.compiled.jit import compiled, inlined
from matching.engine.compiled.scoring import failing_rule, fill_parts
from matching.engine.compiled.vectors import (
    BYTE_CODES,
    LINE_BYTES,
    LINE_ROWS,
    NIBBLE_CODES,
    fetch,
    lowest_bit,
    masks_by_instructions,
)
from matching.engine.facts import NO_RULE
from matching.engine.parameters import MUST, PARTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.engine.arithmetic import Integers
    from matching.engine.classes import Codes
    from matching.engine.facts import FactArrays
    from matching.engine.holdings import Numbers
    from matching.engine.terms import Terms

MOST_POINTS = 4096
LOST = 1 << 20
"""The loss of a code that no row with it survives."""
_MOST_LOSS = 254
_OUT = 255
# A probe looks at some of the most promising rows, so that the scan begins with a mark that few rows reach. A sample of
# lines tells which those are.
_SAMPLED_LINES = 128
_FEWEST_SAMPLED = 4
_PROBED_FOR_EACH = 6
_PROBED = 4096
# The mark rises after each stretch of lines; the first is one line, each other twice as long, up to this.
_LINES_TOGETHER = 1024
_AHEAD = 6


class Picture(NamedTuple):
    """Everybody in nibbles (a line of memory for each of some concepts) and bytes (one for each other fact)."""

    nibbles: NDArray[np.uint8]
    bytes: NDArray[np.uint8]


class Bounds(NamedTuple):
    """How many points a code loses at least against the best code of its column.

    `columns` are numbers of nibble columns with a line of 16 losses each in `losses`, `byte_columns` the same with 64.
    No row has more than `most` points, apart from `certain`: rows, ascending, that the columns do not tell about.
    """

    columns: Integers
    losses: Integers
    byte_columns: Integers
    byte_losses: Integers
    most: int
    certain: Numbers


class Scene(NamedTuple):
    """What one scan reads: a table's picture and facts, an order's bounds and terms."""

    picture: Picture
    bounds: Bounds
    facts: FactArrays
    terms: Terms


class Room(NamedTuple):
    """Memory that a scan works in: see `room_for`."""

    best: Integers
    parts: Integers
    tables: Codes
    byte_tables: Codes
    rows: Numbers


class Found(NamedTuple):
    """Room for the rows that were found, their points, and how many rows have how many points."""

    rows: Numbers
    points: Numbers
    counts: Integers


@compiled
def scaled_losses(losses: Integers, codes: int, scale: int, tables: NDArray[np.uint8]) -> None:
    """Losses as bytes in units of `scale`, rounded towards keeping a row, repeated until they fill 64 bytes."""
    for column in range(losses.shape[0]):
        for code in range(LINE_BYTES):
            loss = losses[column, code % codes]
            tables[column, code] = _OUT if loss >= LOST else min(loss // scale, _MOST_LOSS)


@compiled
def mark_of(counts: Integers, wanted: int) -> int:
    """The points that so many of the counted rows reach; 0 while there are fewer."""
    found = 0
    for points in range(len(counts) - 1, -1, -1):
        found += counts[points]
        if found >= wanted:
            return points
    return 0


@inlined
def is_among(values: Numbers, wanted: int) -> bool:
    """Whether ascending values hold this one."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return bool(low < len(values) and values[low] == wanted)


@inlined
def look_at(facts: FactArrays, terms: Terms, row: int, room: Room) -> int:
    """The exact points of one row; -1 for a row that fails a rule."""
    total = -1
    if failing_rule(facts, terms, row) == NO_RULE:
        fill_parts(facts, terms, row, room.best, room.parts)
        if not terms.needs_a_must or room.parts[MUST] > 0:
            total = 0
            for part in range(PARTS):
                total += room.parts[part]
    return total


@inlined
def put(found: Found, number: int, row: int, total: int) -> int:
    """Write down one more row; how many there are then."""
    found.rows[number], found.points[number] = row, total
    found.counts[total] += 1
    return number + 1


@compiled
def put_certain(scene: Scene, mark: int, found: Found, room: Room) -> int:
    """Write down those rows that no column tells about and that reach the mark; their number."""
    number = 0
    for row in scene.bounds.certain:
        total = look_at(scene.facts, scene.terms, row, room)
        if total >= max(mark, 0):
            number = put(found, number, row, total)
    return number


@inlined
def fetch_ahead(facts: FactArrays, rows: Numbers, at: int, size: int) -> None:
    """Bring what later rows need into the cache while this one is looked at: they lie anywhere in memory."""
    if rows[at + 2 * _AHEAD] < size:
        fetch(facts.people, rows[at + 2 * _AHEAD])
        fetch(facts.starts, rows[at + 2 * _AHEAD])
        fetch(facts.features, rows[at + 2 * _AHEAD])
    if rows[at + _AHEAD] < size:
        fetch(facts.held, facts.starts[rows[at + _AHEAD]])


@compiled
def put_survivors(scene: Scene, survived: int, mark: int, found: Found, number: int, room: Room) -> int:
    """Write down those of the first so many rows in the room that reach the mark; how many are written down then."""
    facts, size = scene.facts, len(scene.facts.people)
    for at in range(survived):
        if at + 2 * _AHEAD < survived:
            fetch_ahead(facts, room.rows, at, size)
        row = room.rows[at]
        if row < size and not is_among(scene.bounds.certain, row):
            total = look_at(scene.facts, scene.terms, row, room)
            if total >= mark:
                number = put(found, number, row, total)
    return number


def _survivors_with(masks: Any) -> Callable[..., int]:
    @compiled
    def survivors(
        picture: Picture,
        bounds: Bounds,
        tables: tuple[Codes, Codes],
        lines: tuple[int, int, int],
        limit: int,
        rows: Numbers,
    ) -> int:
        """Write the rows of these lines (from, to, step) whose losses add up to at most the limit; their number.

        Stops before a line for which there may be no room.
        """
        number = 0
        for line in range(lines[0], lines[1], lines[2]):
            if number + LINE_ROWS > len(rows):
                break
            halves = masks(
                picture.nibbles, bounds.columns, tables[0], picture.bytes, bounds.byte_columns, tables[1], line, limit
            )
            for half in range(2):
                bits = halves[half]
                while bits != np.uint64(0):
                    rows[number] = line * LINE_ROWS + half * LINE_BYTES + lowest_bit(bits)
                    bits &= bits - np.uint64(1)
                    number += 1
        return number

    return survivors


def _surviving_with(survivors: Callable[..., int]) -> Callable[..., int]:
    @compiled
    def surviving(scene: Scene, lines: tuple[int, int, int], mark: int, most: int, room: Room) -> int:
        """Write the rows of these lines whose bounds reach the mark into the room, about `most`; their number."""
        bounds = scene.bounds
        allowed = bounds.most - mark
        if allowed < 0:
            return 0
        scale = allowed // _MOST_LOSS + 1
        scaled_losses(bounds.losses, NIBBLE_CODES, scale, room.tables)
        scaled_losses(bounds.byte_losses, BYTE_CODES, scale, room.byte_tables)
        tables = (room.tables, room.byte_tables)
        return survivors(scene.picture, bounds, tables, lines, allowed // scale, room.rows[:most])

    return surviving


def _probe_with(surviving: Callable[..., int]) -> Callable[..., int]:
    @compiled
    def probe(scene: Scene, lines: int, wanted: int, found: Found, room: Room) -> int:
        """Points that at least `wanted` rows have, as many as can be said from a few hundred of the most promising."""
        step = max(1, lines // _SAMPLED_LINES)
        enough = max(_FEWEST_SAMPLED, _PROBED_FOR_EACH * wanted // step)
        low, high = 0, scene.bounds.most
        while low < high:
            middle = (low + high + 1) // 2
            if surviving(scene, (0, lines, step), middle, len(room.rows), room) >= enough:
                low = middle
            else:
                high = middle - 1
        survived = surviving(scene, (0, lines, 1), low, _PROBED, room)
        put_survivors(scene, survived, 0, found, 0, room)
        mark = mark_of(found.counts, wanted)
        found.counts[:] = 0
        return mark

    return probe


def _scan_with(surviving: Callable[..., int]) -> Callable[..., int]:
    probe = _probe_with(surviving)

    @compiled
    def scan(scene: Scene, lines: int, aim: tuple[int, int], found: Found, room: Room) -> int:
        """Put every row into `found` that has the points of the best `wanted`, less `slack`: the aim.

        Returns how many were put; early ones may have fewer points, and rows whom the owner excludes are among them.
        Without slack, of rows with the same points as the last one wanted not all are put.
        """
        wanted, slack = aim
        least = probe(scene, lines, wanted, found, room)
        number = put_certain(scene, least - slack, found, room)
        certain = number
        line, together = 0, 1
        while line < lines:
            until = min(lines, line + together)
            mark = max(0, max(least, mark_of(found.counts, wanted)) - slack)
            if slack == 0 and mark_of(found.counts, wanted + certain) >= max(mark, 1):
                mark += 1  # so many rows before this stretch have these points that later ones need more
            survived = surviving(scene, (line, until, 1), mark, len(room.rows), room)
            number = put_survivors(scene, survived, mark, found, number, room)
            line, together = until, min(2 * together, _LINES_TOGETHER)
        return number

    return scan


SCANS = {name: _scan_with(_surviving_with(_survivors_with(masks))) for name, masks in masks_by_instructions().items()}
"""Instruction set → the scan that uses it; the fastest of this machine first."""


def room_for(scene: Scene) -> Room:
    """Memory for one scan: for a look at one row, for the tables of the order's columns, and for a stretch of rows."""
    return Room(
        best=np.empty(3 * len(scene.terms.skill_weight), dtype=np.int64),
        parts=np.empty(PARTS, dtype=np.int64),
        tables=np.zeros((len(scene.bounds.columns), LINE_BYTES), dtype=np.uint8),
        byte_tables=np.zeros((len(scene.bounds.byte_columns), LINE_BYTES), dtype=np.uint8),
        rows=np.empty(_LINES_TOGETHER * LINE_ROWS, dtype=np.int32),
    )
