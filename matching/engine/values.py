"""What the engine is told about an order and about a person. None always means "not known", never zero or "no"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

type BudgetUnit = Literal["project", "month", "hour"]
type NeedRemote = Literal["full", "partial", "onsite"]
type CandidateRemote = Literal["full", "partial", "none"]
type SideJob = Literal["not_needed", "approved", "pending", "forbidden"]

EMPLOYMENT_TRACK_KIND = "engineer"


@dataclass(frozen=True, slots=True)
class NeededSkill:
    """A concept the order asks for; `must` or wished, with the wanted level 1–5 when it was said."""

    concept: str
    must: bool = False
    level: int | None = None


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A concept the person says they can do: level 1–5, year of last use, years of practice."""

    concept: str
    level: int | None = None
    last_used: int | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class LanguageLevel:
    """A language code (ISO 639-1) and a level 1–7: A1 … C2 are 1–6, native is 7. None: named without a level."""

    code: str
    level: int | None
    must: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """An order as the engine sees it. The first line of `text` is the title and weighs more."""

    id: str
    text: str = ""
    skills: tuple[NeededSkill, ...] = ()
    concepts: frozenset[str] = frozenset()
    budget_min_yen: int | None = None
    budget_max_yen: int | None = None
    budget_unit: BudgetUnit | None = None
    duration_weeks: int | None = None
    hours_per_week: int | None = None
    start: date | None = None
    prefecture: str | None = None
    municipality: str | None = None
    location: str | None = None
    remote: NeedRemote | None = None
    languages: tuple[LanguageLevel, ...] = ()
    actor_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person or firm as the engine sees it; `text` is the whole profile, its first line the headline."""

    id: int
    key: str = ""
    kind: str = ""
    text: str = ""
    skills: tuple[HeldSkill, ...] = ()
    concepts: frozenset[str] = frozenset()
    works: tuple[str, ...] = ()
    rate_jpy_hour: int | None = None
    hours_per_week: int | None = None
    available_from: date | None = None
    prefecture: str | None = None
    municipality: str | None = None
    location: str | None = None
    remote: CandidateRemote | None = None
    onsite_reach: frozenset[str] | None = None
    languages: tuple[LanguageLevel, ...] = ()
    side_job: SideJob | None = None
    # Concepts somebody else than the person vouches for: told in explanations, never scored.
    evidenced: frozenset[str] = frozenset()
    active: bool = True
    placement_licence: bool | None = None


def _nothing[V]() -> Mapping[str, V]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Geography:
    """Prefecture code → codes it borders on, and prefecture code → the name of its block (Tohoku, Kanto …)."""

    neighbours: Mapping[str, frozenset[str]] = field(default_factory=_nothing)
    block_of: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Concepts:
    """How concepts stand to each other: concept → its parent concept, and concept → its category."""

    parent_of: Mapping[str, str] = field(default_factory=_nothing)
    category_of: Mapping[str, str] = field(default_factory=_nothing)
