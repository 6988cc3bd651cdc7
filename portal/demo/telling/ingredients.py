"""What stories are made of, read from the tables in portal/demo/stories."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random
from typing import Any, Final

from portal.demo.stories import read_stories

JAPANESE, ENGLISH = "ja", "en"
SEASONS: Final = ("winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer", *["autumn"] * 3)
HANDLE_SEED: Final = "handles"
MOST_IN_CHAPTER: Final = {JAPANESE: 270, ENGLISH: 72}


@dataclass(frozen=True)
class Kernel:
    """One problem in a few wordings; budget as (lowest, highest, unit), weeks as (shortest, longest)."""

    key: str
    groups: frozenset[str]
    titles: Sequence[str]
    texts: Sequence[str]
    outcomes: Sequence[str]
    must: tuple[str, ...]
    wish: tuple[str, ...]
    budget: tuple[int, int, str]
    weeks: tuple[int, int]
    months: frozenset[int]

    def fits(self, group: str, month: int) -> bool:
        told_by = group in self.groups or ("all" in self.groups and group != "gov")
        return told_by and (not self.months or month in self.months)


@dataclass(frozen=True)
class Trade:
    """What a company makes or does; ``group`` is the line of business its problems come from."""

    product: str
    product_en: str
    industry: str
    group: str


@dataclass(frozen=True)
class Skilled:
    """One of the trades of people.toml: what somebody can do, and how they say it."""

    key: str
    language: str
    headlines: Sequence[str]
    summaries: Sequence[str]
    skills: Sequence[str]
    rate: tuple[int, int]
    works: Sequence[tuple[str, str, str]]


@cache
def kernels(language: str) -> tuple[Kernel, ...]:
    name = "problems" if language == JAPANESE else "problems_en"
    return tuple(_kernel(row) for row in read_stories(name)["problems"])


def _kernel(row: Mapping[str, Any]) -> Kernel:
    low, high, unit = row["budget"]
    shortest, longest = row["weeks"]
    return Kernel(
        key=row["key"],
        groups=frozenset(row["groups"]),
        titles=row["titles"],
        texts=row["texts"],
        outcomes=row["outcomes"],
        must=tuple(row["must"]),
        wish=tuple(row["wish"]),
        budget=(low, high, unit),
        weeks=(shortest, longest),
        months=frozenset(row.get("months", ())),
    )


@cache
def trades_of(prefecture: str) -> tuple[Trade, ...]:
    """What the prefecture is known for, and last what every prefecture has."""
    table = read_stories("places")
    return tuple(Trade(*row) for row in [*table["specialities"][prefecture], *table["everywhere"]["trades"]])


@cache
def suffixes(group: str) -> Sequence[str]:
    found: Sequence[str] = read_stories("places")["suffixes"][group]
    return found


@cache
def details() -> Mapping[str, Mapping[str, Any]]:
    return read_stories("details")


@cache
def names() -> Mapping[str, Sequence[Any]]:
    """The parts of names in names.toml, continued by those of people_more.toml."""
    first, more = read_stories("names"), read_stories("people_more")
    return {key: [*first.get(key, ()), *more.get(key, ())] for key in (*first, *more)}


@cache
def skilled() -> tuple[Skilled, ...]:
    return tuple(
        Skilled(
            key=row["key"],
            language=row["lang"],
            headlines=row["headlines"],
            summaries=row["summaries"],
            skills=row["skills"],
            rate=(row["rate"][0], row["rate"][1]),
            works=[(title, text, industry) for title, text, industry in row["works"]],
        )
        for row in read_stories("people")["trades"]
    )


@cache
def _handles(language: str) -> Sequence[str]:
    """Every handle of two parts that the thirty trades of names.toml leave free, in one shuffled order."""
    more, joiner = read_stories("people_more"), "" if language == JAPANESE else " "
    first = names()["places" if language == JAPANESE else "words_en"]
    made = [f"{one}{joiner}{other}" for one, other in product(first, more[f"trades_{language}"])]
    Random(f"{HANDLE_SEED} {language}").shuffle(made)  # noqa: S311 -- the same names everywhere
    return made


class Handles:
    """Gives one chapter's people their handles, unlike everybody else's; a number follows once all are given."""

    def __init__(self, chapter: int) -> None:
        self._next = {language: chapter * most for language, most in MOST_IN_CHAPTER.items()}

    def next(self, language: str) -> str:
        made = _handles(language)
        turn, place = divmod(self._next[language], len(made))
        self._next[language] += 1
        return made[place] if turn == 0 else f"{made[place]} {turn + 1}"


def season(day: datetime.date) -> str:
    return SEASONS[day.month - 1] if day.month < 12 else "winter"


def full_name(draw: Random, language: str) -> str:
    known = names()
    if language == ENGLISH:
        return f"{draw.choice(known['given_en'])} {draw.choice(known['surnames_en'])}"
    return f"{draw.choice(known['surnames'])} {draw.choice(known['given'])}"
