"""Values sorted into at most 64 classes, so that a byte of six bits stands for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers
from matching.engine.facts import Home
from matching.engine.holdings import Numbers

CLASSES = 64
_EDGES = 62
_FARTHEST = 1 << 40

type Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class NumberClasses:
    """Class 0 holds the unknown, class i all numbers from edges[i - 1] up to the next edge."""

    edges: Integers
    codes: Codes

    def ask(self, most: Callable[[int, int], int], unknown: int) -> Integers:
        """`most` of the lowest and highest number of each class, and `unknown` for class 0."""
        ends = [*(int(edge) - 1 for edge in self.edges[1:]), _FARTHEST]
        answers = [most(int(low), high) for low, high in zip(self.edges, ends, strict=False)]
        return np.array([unknown, *answers], dtype=np.int64)


def number_classes(numbers: Numbers) -> NumberClasses:
    """Classes of about as many people each, over those whose number is known (0 or more)."""
    known = np.sort(numbers[numbers >= 0])
    places = np.linspace(0, len(known) - 1, _EDGES).astype(np.int64) if len(known) else np.zeros(0, np.int64)
    edges = np.unique(known[places]).astype(np.int64)
    return NumberClasses(edges, np.searchsorted(edges, numbers, side="right").astype(np.uint8))


def frequent_classes(codes: Numbers) -> Codes:
    """A class for each distinct value: the 63 most frequent have one of their own, the others the last together."""
    counts = np.bincount(codes)
    classes = np.full(len(counts), CLASSES - 1, dtype=np.uint8)
    often = np.argsort(-counts, kind="stable")[: CLASSES - 1]
    classes[often] = np.arange(len(often), dtype=np.uint8)
    return classes


def prefecture_classes(homes: Sequence[Home]) -> Codes:
    """A class for each distinct home: one for each prefecture, the last for all beyond 63."""
    numbers: dict[str | None, int] = {}
    found = [min(numbers.setdefault(home.prefecture, len(numbers)), CLASSES - 1) for home in homes]
    return np.array(found, dtype=np.uint8)


def most_in(classes: Codes, values: Integers | NDArray[np.bool_]) -> Integers:
    """The highest of the values (0 or more) in each of the 64 classes."""
    most = np.zeros(CLASSES, dtype=np.int64)
    np.maximum.at(most, classes, values.astype(np.int64))
    return most
