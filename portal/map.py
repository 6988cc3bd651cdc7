"""The map of the 47 prefectures, coloured by a count; drawn as SVG by templates/components/japan_map.html."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

DATA = Path(__file__).resolve().parent / "data" / "japan_map.json"
MOST_LEVELS = 5
MANY = 20
NICE_NUMBERS = tuple(step * 10**power for power in range(9) for step in (1, 2, 5))


class Prefecture(TypedDict):
    """``code`` is the two-digit JIS X 0401 code, ``path`` an SVG path in the view box."""

    code: str
    ja: str
    en: str
    path: str


class Outline(TypedDict):
    credit: str
    viewBox: str
    prefectures: list[Prefecture]


@dataclass(frozen=True)
class Shape:
    """One prefecture on the map; level 0 means a count of zero."""

    code: str
    name: str
    path: str
    count: int
    level: int
    is_here: bool


@dataclass(frozen=True)
class Level:
    """Counts from ``low`` to ``high`` share a shade of 1 to 5; of large counts the last level has no upper end."""

    shade: int
    low: int
    high: int | None


@dataclass(frozen=True)
class JapanMap:
    view_box: str
    shapes: list[Shape]
    levels: list[Level]

    @property
    def rows(self) -> list[Shape]:
        """The table behind the map: prefectures with a count, the largest first."""
        return sorted((shape for shape in self.shapes if shape.count), key=lambda shape: (-shape.count, shape.code))


@cache
def outline() -> Outline:
    """The shapes as vendored by assets/vendor.mjs."""
    loaded: Outline = json.loads(DATA.read_text("utf-8"))
    return loaded


def draw(counts: Mapping[str, int] | Mapping[int, int], *, language: str, here: str = "") -> JapanMap:
    """Colours each prefecture by its count; keys are JIS codes, as ``"07"`` or ``7``; ``here`` is outlined."""
    found = outline()
    by_code = {f"{int(code):02d}": count for code, count in counts.items()}
    levels = _levels(max(by_code.values(), default=0))
    shapes = [
        Shape(
            code=place["code"],
            name=place["ja"] if language.startswith("ja") else place["en"],
            path=place["path"],
            count=by_code.get(place["code"], 0),
            level=max((level.shade for level in levels if level.low <= by_code.get(place["code"], 0)), default=0),
            is_here=place["code"] == here,
        )
        for place in found["prefectures"]
    ]
    return JapanMap(found["viewBox"], shapes, levels)


def _levels(largest: int) -> list[Level]:
    """Single numbers up to five; of large counts at most five classes, each beginning about twice the one before."""
    if largest <= MOST_LEVELS:
        return [Level(_shade(number, largest), number, number) for number in range(1, largest + 1)]
    lows = [1, 2, 3, 4, 5]
    if largest >= MANY:
        lows = sorted({max(n for n in NICE_NUMBERS if n <= largest / part) for part in (16, 8, 4, 2)} | {1})
    highs: list[int | None] = [low - 1 for low in lows[1:]]
    return [
        Level(_shade(number, len(lows)), low, high)
        for number, (low, high) in enumerate(zip(lows, [*highs, None], strict=True), start=1)
    ]


def _shade(number: int, levels: int) -> int:
    """The palest shades are hard to see alone: a map of one or two levels begins in the middle."""
    return number + max(0, 3 - levels)
