"""What every desk is put together from: numbers with their lists, deadlines, bids on their way, and a map."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from common.counting import count_each
from common.japan import today_in_japan

MOST_COUNTED: Final = 99
LISTED: Final = 8
AHEAD: Final = datetime.timedelta(days=14)
type Words = str | Promise

STATES: Final[Mapping[str, Words]] = {
    "done": pgettext_lazy("stage", "done"),
    "current": pgettext_lazy("stage", "now"),
    "todo": pgettext_lazy("stage", "to come"),
    "ended": pgettext_lazy("stage", "ended"),
}


@dataclass(frozen=True)
class Tile:
    """A number and the list behind it; ``text`` says what is to be done there."""

    label: Words
    count: int
    href: str
    text: Words = ""

    @property
    def number(self) -> str:
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


@dataclass(frozen=True)
class Deadline:
    """Something that ends with this day."""

    day: datetime.date
    what: Words
    title: str
    href: str

    @property
    def days_left(self) -> int:
        return (self.day - today_in_japan()).days


@dataclass(frozen=True)
class Step:
    """One of the stages something goes through; ``state`` is done, current, todo, or ended: not as one hoped."""

    label: Words
    state: str

    @property
    def said(self) -> Words:
        """The state in a word, for whoever does not see its mark."""
        return STATES[self.state]


@dataclass(frozen=True)
class Places:
    """How many stand in each prefecture, by JIS code; ``unplaced`` say no place. ``here`` is outlined."""

    title: Words
    counts: Mapping[str, int] = field(default_factory=dict)
    unplaced: int = 0
    here: str = ""

    def __bool__(self) -> bool:
        return bool(self.counts)


def counted(wanted: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many each finds, up to one more than is ever told; one query."""
    return count_each(wanted, most=MOST_COUNTED + 1)


def waiting(tiles: Iterable[Tile]) -> list[Tile]:
    """Those with something behind them."""
    return [tile for tile in tiles if tile.count]


def until_when() -> datetime.date:
    """The last day a desk looks ahead to."""
    return today_in_japan() + AHEAD


def soonest(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """The next ones of the days a desk looks ahead, today first."""
    ahead = [one for one in deadlines if today_in_japan() <= one.day <= until_when()]
    return sorted(ahead, key=lambda one: (one.day, str(one.title)))[:LISTED]


def placed(codes: Iterable[str | None], title: Words, here: str | None = None) -> Places:
    """Counts these prefectures; None is counted as unplaced."""
    found = Counter(codes)
    unplaced = found.pop(None, 0)
    return Places(title, {code: number for code, number in found.items() if code}, unplaced, here or "")
