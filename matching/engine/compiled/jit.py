"""The one decorator for compiled functions: no Python objects inside, the interpreter's lock let go, kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from numba import njit

_OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}


def compiled[F: Callable[..., object]](function: F) -> F:
    """The function as machine code, made at its first call and kept for the next process.

    Arithmetic is on integers of fixed width: callers keep every value inside int64, and never divide by 0. Arrays are
    given, not made: without Numba's counting of references (`_nrt`) nothing can be allocated here, and a look at one
    person costs a third.
    """
    return cast("F", njit(nogil=True, cache=True, **_OPTIONS)(function))


def inlined[F: Callable[..., object]](function: F) -> F:
    """A part of compiled functions that is written into each of them."""
    return cast("F", njit(inline="always", **_OPTIONS)(function))
