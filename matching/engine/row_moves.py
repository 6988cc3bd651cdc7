"""Where the rows of a table go when some people leave it and others join, so that a change needs no new table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers

type Rows = NDArray[np.int32]
GONE = -1


@dataclass(frozen=True, slots=True)
class RowMoves:
    """`kept[i]` is the new row of old row i, or -1 where it goes; `joined[j]` is the new row of joining row j.

    Together they are the rows 0 … size - 1, each once. Neither those who stay nor those who join change their order.
    """

    kept: Rows
    joined: Rows
    size: int

    @classmethod
    def by_key(cls, old: Integers, stays: NDArray[np.bool_], joining: Integers) -> RowMoves:
        """Sort by key: those of `old` that stay, and all of `joining`. Equal keys stand on one side only."""
        keys = np.concatenate((old[stays], joining))
        rows = np.empty(len(keys), dtype=np.int32)
        rows[np.argsort(keys, kind="stable")] = np.arange(len(keys), dtype=np.int32)
        staying = len(keys) - len(joining)
        kept = np.full(len(old), GONE, dtype=np.int32)
        kept[stays] = rows[:staying]
        return cls(kept, rows[staying:], len(keys))

    def of_owned(self, owners: Rows, joining_owners: Rows) -> RowMoves:
        """The moves of rows that belong to the rows moved here: they go, stay and join with their owners."""
        new_owners = self.kept[owners].astype(np.int64)
        return RowMoves.by_key(new_owners, new_owners != GONE, self.joined[joining_owners].astype(np.int64))

    def merged[T: np.generic](self, old: NDArray[T], joining: NDArray[T]) -> NDArray[T]:
        """One value for each new row, from one for each old and each joining row."""
        stays = self.kept != GONE
        values = np.empty((self.size, *old.shape[1:]), dtype=old.dtype)
        values[self.kept[stays]] = old[stays]
        values[self.joined] = joining
        return values
