"""Drawing the nibble columns: what each person has of each concept, in four bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.engine.compiled.jit import compiled
from matching.engine.compiled.vectors import LINE_BYTES, LINE_ROWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.engine.arithmetic import Integers
    from matching.engine.holdings import Numbers

# What a nibble says: SAME … LAST_SAME hold the concept itself, in ever stronger ways. The others mean that this kin, or
# one farther away, is the nearest that the person has; WEAK: all of them held in ways weaker than STRONG. MIXED have
# the concept itself and closer kin, of whatever strength.
NOTHING, SAME, LAST_SAME, MIXED = 0, 1, 7, 14
CHILD, CHILD_WEAK, PARENT, PARENT_WEAK, SIBLING, SIBLING_WEAK = 8, 9, 10, 11, 12, 13
STRONG = 5
# A person's kin of one concept while it is gathered: the nibble of the concept itself, and a bit for each other kin.
_SAME_BITS, _KIN_BIT, _STRONG_BIT = 7, 3, 6


@compiled
def nibble_of(gathered: int) -> int:
    """The nibble for what was gathered of one person and one concept."""
    same = gathered & _SAME_BITS
    is_strong = gathered >> _STRONG_BIT & 1
    for kin in range(3):
        if gathered >> (_KIN_BIT + kin) & 1:
            if same == NOTHING:
                return CHILD + 2 * kin + (0 if is_strong else 1)
            return MIXED if kin < 2 else same
    return same


@compiled
def draw_concepts(  # noqa: PLR0913, PLR0917 -- compiled loops take arrays one by one
    starts: Integers,
    held: NDArray[np.void],
    codes: NDArray[np.uint8],
    kin: tuple[Integers, Numbers, Numbers],
    column_of: Numbers,
    nibbles: NDArray[np.uint8],
    room: tuple[Integers, Integers],
) -> None:
    """Write the nibble of every row in every column.

    `codes` is the nibble of each way of holding, for the concept that is held. `kin` tells for each concept of the
    table, as starts, wanted concepts and kinds (0 the same, 1 child, 2 parent, 3 sibling), for which others it counts;
    `column_of` gives the column of a wanted concept, -1 for one that has none. `room` is a 0 and any number for each
    wanted concept.
    """
    kin_starts, kin_wanted, kin_kinds = kin
    gathered, touched = room
    for row in range(len(starts) - 1):
        count = 0
        for at in range(starts[row], starts[row + 1]):
            for place in range(kin_starts[held[at].concept], kin_starts[held[at].concept + 1]):
                wanted, kind = kin_wanted[place], kin_kinds[place]
                if column_of[wanted] < 0:
                    continue
                if gathered[wanted] == 0:
                    touched[count] = wanted
                    count += 1
                if kind == 0:
                    gathered[wanted] |= codes[held[at].way]
                else:
                    is_strong = codes[held[at].way] >= STRONG
                    gathered[wanted] |= 1 << (_KIN_BIT + kind - 1) | is_strong << _STRONG_BIT
        line, lane = row // LINE_ROWS, row % LINE_ROWS
        for at in range(count):
            wanted = touched[at]
            shift = 4 * (lane // LINE_BYTES)
            nibble = nibble_of(gathered[wanted]) << shift
            nibbles[column_of[wanted], line * LINE_BYTES + lane % LINE_BYTES] |= nibble
            gathered[wanted] = 0
