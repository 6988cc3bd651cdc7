"""What somebody typed about an order, as the form hands it to the actions."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

# Fields of Order that a draft may set; everything else is the platform's business.
DRAFT_FIELDS: Final = (
    "title",
    "problem",
    "wanted_outcome",
    "budget_min_yen",
    "budget_max_yen",
    "budget_unit",
    "hours_per_week",
    "duration_weeks",
    "ending_terms",
    "prefecture_id",
    "municipality_id",
    "remote",
    "start_on",
    "positions",
)


@dataclass(frozen=True)
class WantedSkill:
    """A skill by its slug in the vocabulary; a must, or a wish."""

    slug: str
    is_must: bool = False


@dataclass(frozen=True)
class WantedLanguage:
    """A language code with a level 1–7."""

    language: str
    level: int
    is_must: bool = False


@dataclass(frozen=True)
class OrderDraft:
    """``details`` has the DRAFT_FIELDS with their model values; ``deadline`` is the last day for bids in Japan."""

    details: Mapping[str, Any]
    skills: tuple[WantedSkill, ...] = ()
    languages: tuple[WantedLanguage, ...] = ()
    deadline: datetime.date | None = None


@dataclass(frozen=True)
class Offer:
    """A bid's content: whole yen in the order's unit, plan, first possible day."""

    price_yen: int
    plan: str
    start_on: datetime.date
