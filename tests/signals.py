"""Listening to what actions announce."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.dispatch import Signal


@contextmanager
def heard(signal: Signal) -> Iterator[list[dict[str, Any]]]:
    """What was announced inside, as the receivers got it."""
    announced: list[dict[str, Any]] = []

    def remember(**facts: Any) -> None:
        announced.append(facts)

    signal.connect(remember, weak=False)
    try:
        yield announced
    finally:
        signal.disconnect(remember)
