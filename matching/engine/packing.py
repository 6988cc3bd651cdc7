"""A ranking as bytes: version, width, row count, checksum; then deflated ids (int64), scores and parts (int16)."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers
from matching.engine.parameters import PART_NAMES

VERSION = 1
_HEAD = struct.Struct("<BBII")
_ROW_BYTES = 8 + 2 + 2 * len(PART_NAMES)


class PackingError(ValueError):
    """The bytes are no packed ranking of this version, or were changed."""


@dataclass(frozen=True, slots=True)
class PackedRows:
    """Rows in rank order; `parts` has one column for each of PART_NAMES."""

    ids: Integers
    scores: NDArray[np.int16]
    parts: NDArray[np.int16]


def pack(ids: Integers, scores: NDArray[np.int16], parts: NDArray[np.int16]) -> bytes:
    """Pack rows in rank order; ValueError when the arrays do not belong together."""
    if scores.shape != ids.shape or parts.shape != (len(ids), len(PART_NAMES)):
        raise ValueError("ids, scores and parts do not belong together")
    body = ids.astype("<i8").tobytes() + scores.astype("<i2").tobytes() + parts.astype("<i2").tobytes(order="F")
    return _HEAD.pack(VERSION, len(PART_NAMES), len(ids), zlib.crc32(body)) + zlib.compress(body)


def unpack(packed: bytes) -> PackedRows:
    """What `pack` wrote; PackingError for anything else."""
    count, body = _checked(packed)
    ids, scores, parts = np.split(np.frombuffer(body, dtype=np.uint8), [8 * count, 10 * count])
    return PackedRows(
        ids=ids.view("<i8").astype(np.int64),
        scores=scores.view("<i2").astype(np.int16),
        parts=np.ascontiguousarray(parts.view("<i2").astype(np.int16).reshape(len(PART_NAMES), count).T),
    )


def _checked(packed: bytes) -> tuple[int, bytes]:
    if len(packed) < _HEAD.size:
        raise PackingError("too short for a packed ranking")
    version, width, count, checksum = _HEAD.unpack_from(packed)
    if (version, width) != (VERSION, len(PART_NAMES)):
        raise PackingError(f"packed as version {version} with {width} parts; this engine reads version {VERSION}")
    try:
        body = zlib.decompress(packed[_HEAD.size :])
    except zlib.error as error:
        raise PackingError("the packed rows cannot be read") from error
    if len(body) != count * _ROW_BYTES or zlib.crc32(body) != checksum:
        raise PackingError("the packed rows were changed")
    return count, body
