"""Integer arithmetic shared by everything that scores, so that no result depends on a machine's floating point."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

type Integers = NDArray[np.int64]
type Curve = tuple[tuple[int, int], ...]

LOG_BITS = 8


def log2_fixed(numerator: int, denominator: int) -> int:
    """log2(numerator / denominator) in 1/256, rounded down; both positive, numerator >= denominator.

    The digits come from repeated squaring of an integer mantissa, so the result is exact on every machine.
    """
    whole = (numerator // denominator).bit_length() - 1
    mantissa = (numerator << 32) // (denominator << whole)
    fraction = 0
    for _ in range(LOG_BITS):
        mantissa = (mantissa * mantissa) >> 32
        fraction <<= 1
        if mantissa >= 2 << 32:
            mantissa >>= 1
            fraction |= 1
    return (whole << LOG_BITS) | fraction


def curve_value(curve: Curve, at: int) -> int:
    """The piecewise linear curve through (x, y) points of increasing x, flat outside them, rounded down."""
    if at <= curve[0][0]:
        return curve[0][1]
    for (left, low), (right, high) in pairwise(curve):
        if at <= right:
            return low + (high - low) * (at - left) // (right - left)
    return curve[-1][1]


def curve_values(curve: Curve, at: Integers) -> Integers:
    """`curve_value` for every element of `at`: the same integers."""
    xs = np.array([x for x, _ in curve], dtype=np.int64)
    ys = np.array([y for _, y in curve], dtype=np.int64)
    clipped = np.clip(at, xs[0], xs[-1])
    left = np.clip(np.searchsorted(xs, clipped, side="left") - 1, 0, max(len(xs) - 2, 0))
    right = np.minimum(left + 1, len(xs) - 1)
    step = np.maximum(xs[right] - xs[left], 1)
    found: Integers = ys[left] + (ys[right] - ys[left]) * (clipped - xs[left]) // step
    return found


def curve_maximum(curve: Curve, low: int, high: int) -> int:
    """The highest value of the curve from `low` to `high`."""
    inside = (y for x, y in curve if low < x < high)
    return max(curve_value(curve, low), curve_value(curve, high), *inside)


def lower_median(values: Sequence[int]) -> int:
    """The middle value, the lower of the two middles when their number is even; 0 of nothing."""
    return sorted(values)[(len(values) - 1) // 2] if values else 0
