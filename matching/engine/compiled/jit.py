"""The one decorator for compiled functions: no Python objects inside, the interpreter's lock let go, kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from numba import njit


def compiled[F: Callable[..., object]](function: F) -> F:
    """The function as machine code, made at its first call and kept for the next process.

    Arithmetic is on integers of fixed width: callers keep every value inside int64, and never divide by 0.
    """
    return cast("F", njit(nogil=True, cache=True, error_model="numpy")(function))


def inlined[F: Callable[..., object]](function: F) -> F:
    """A part of compiled functions that is written into each of them: a call would count references to every array."""
    return cast("F", njit(inline="always", error_model="numpy")(function))
