"""What somebody typed about an order, as the form hands it to the actions."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
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
    "wanted_kinds",
    "opening",
    "budget_year",
    "procurement",
    "procurement_reason",
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
    """``details`` has DRAFT_FIELDS with their model values; ``deadline`` is the last day for bids in Japan.

    A field that is left out stays as it is.
    """

    details: Mapping[str, Any]
    skills: tuple[WantedSkill, ...] = ()
    languages: tuple[WantedLanguage, ...] = ()
    deadline: datetime.date | None = None


def content_of(draft: OrderDraft) -> dict[str, Any]:
    """A draft as JSON can hold it: DRAFT_FIELDS, deadline, skills, languages. The same wishes give the same content."""
    skills = sorted(draft.skills, key=lambda wanted: (not wanted.is_must, wanted.slug))
    languages = sorted(draft.languages, key=lambda wanted: wanted.language)
    return {
        **{name: _plain(draft.details[name]) for name in DRAFT_FIELDS},
        "deadline": _plain(draft.deadline),
        "skills": [asdict(wanted) for wanted in skills],
        "languages": [asdict(wanted) for wanted in languages],
    }


def draft_from(content: Mapping[str, Any]) -> OrderDraft:
    """The draft that content_of made this of."""
    days = {name: _day(content[name]) for name in ("start_on", "deadline")}
    return OrderDraft(
        details={name: content[name] for name in DRAFT_FIELDS if name in content} | {"start_on": days["start_on"]},
        skills=tuple(WantedSkill(**wanted) for wanted in content["skills"]),
        languages=tuple(WantedLanguage(**wanted) for wanted in content["languages"]),
        deadline=days["deadline"],
    )


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return list(value) if isinstance(value, Iterable) else value


def changed_names(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names whose content differs; what an older version did not record yet is not counted as a change."""
    return [name for name, value in after.items() if name in before and before[name] != value]


@dataclass(frozen=True)
class NamedMember:
    """Somebody of a firm's team by their public id, with the hours a week for this order (None: open)."""

    member: str
    hours_per_week: int | None = None


@dataclass(frozen=True)
class Offer:
    """A bid's content: whole yen in the order's unit, plan, first possible day; of a firm also who would do the work.

    ``team`` is None where nothing is said about it: a bid that was sent keeps the team it names.
    """

    price_yen: int
    plan: str
    start_on: datetime.date
    team: tuple[NamedMember, ...] | None = None


@dataclass(frozen=True)
class Completed:
    """How many drafts of a file were published, and how many wait for their client's approvers."""

    published: int
    in_approval: int


@dataclass(frozen=True)
class Defaults:
    """What an order gets where it says nothing itself; days also where it names one that has passed."""

    deadline: datetime.date
    start_on: datetime.date
    duration_weeks: int
    ending_terms: str
    remote: str
    budget_max_yen: int | None
    budget_unit: str
    hours_per_week: int | None
    # Of local governments' orders above their ceiling; empty leaves those drafts.
    procurement: str = ""
    procurement_reason: str = ""
    # An administrator answers for clients nobody acts for yet: that they are who they are, and approved the order.
    is_vouched: bool = False
