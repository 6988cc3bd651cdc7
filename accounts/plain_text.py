"""The few marks legal texts are written with: ``## heading``, ``### heading``, ``- item``, ``1. item``, paragraphs.

No HTML goes in; what stands between the marks is text. ``[words](/path/)`` leads to a page of this platform.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Literal

type Shape = Literal["h2", "h3", "p", "ul", "ol"]

LATIN_ENDS = "\u2e7f"
_BULLET = re.compile(r"[-・]\s+(?P<text>.+)")
_NUMBERED = re.compile(r"\d{1,3}[.．]\s+(?P<text>.+)")
# A page of ours: one slash, then letters that end no attribute and lead to no other host.
_LINK = re.compile(r"\[(?P<words>[^\]\n]{1,200})\]\((?P<path>/(?:[a-z0-9-]+/)*)\)")


@dataclass(frozen=True)
class Piece:
    """Words; with ``path``, a link to that page."""

    words: str
    path: str = ""


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph with one line, or a list with a line for each item."""

    shape: Shape
    lines: tuple[tuple[Piece, ...], ...]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text, in order; a blank line or another mark ends one."""
    shape: Shape | None = None
    gathered: list[str] = []
    for line in [*text.splitlines(), ""]:
        its_shape, words = _read(line.strip())
        if gathered and shape and (its_shape != shape or shape in ("h2", "h3")):
            yield _block(shape, gathered)
            gathered = []
        shape = its_shape
        gathered += [words] if its_shape else []


def _read(line: str) -> tuple[Shape | None, str]:
    if line.startswith("### "):
        return "h3", line[4:].strip()
    if line.startswith("## "):
        return "h2", line[3:].strip()
    if found := _BULLET.fullmatch(line):
        return "ul", found["text"]
    if found := _NUMBERED.fullmatch(line):
        return "ol", found["text"]
    return ("p", line) if line else (None, "")


def _block(shape: Shape, gathered: list[str]) -> Block:
    lines = [reduce(_joined, gathered)] if shape == "p" else gathered
    return Block(shape, tuple(tuple(_pieces(line)) for line in lines))


def _joined(before: str, after: str) -> str:
    """Japanese is written without spaces, so none comes of a new line."""
    return before + ("" if before[-1] > LATIN_ENDS and after[0] > LATIN_ENDS else " ") + after


def _pieces(line: str) -> Iterator[Piece]:
    reached = 0
    for found in _LINK.finditer(line):
        if found.start() > reached:
            yield Piece(line[reached : found.start()])
        yield Piece(found["words"], found["path"])
        reached = found.end()
    if reached < len(line):
        yield Piece(line[reached:])
