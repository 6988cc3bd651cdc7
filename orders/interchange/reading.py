"""What a record says of an order, as the columns of a draft."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_noop

from accounts.interchange.columns import Columns
from accounts.models import PartyKind
from accounts.models.profiles import HOURS_IN_WEEK
from common.forms import YEN_MAXIMUM, DayField
from orders.drafts import WantedLanguage, WantedSkill
from orders.models import BudgetUnit
from orders.models.orders import MOST_WEEKS
from orders.rules import closing_moment
from vocabulary.concepts import ConceptIndex
from vocabulary.languages import language_code

TITLE_CHARS: Final = 120
_TITLE_OF_PROBLEM: Final = 60


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """``facts`` are columns of Order; ``unknown_skills`` are the words no skill of the vocabulary is called by."""

    facts: dict[str, Any]
    skills: tuple[WantedSkill, ...]
    languages: tuple[WantedLanguage, ...]
    unknown_skills: tuple[str, ...]


def read_order(columns: Columns, index: ConceptIndex) -> ReadOrder:
    place = columns.place()
    deadline = _day(columns, "deadline")
    facts = {
        **_texts(columns),
        **_budget(columns),
        "hours_per_week": columns.number("hours_per_week", 0, HOURS_IN_WEEK) or None,
        "duration_weeks": columns.number("duration_weeks", 0, MOST_WEEKS) or None,
        "prefecture_id": place.prefecture if place else None,
        "municipality_id": place.municipality if place else None,
        "remote": columns.known.get("remote", ""),
        "start_on": _day(columns, "start"),
        "bids_close_at": closing_moment(deadline) if deadline else None,
        "wanted_kinds": _kinds(columns),
    }
    skills, unknown = _skills(columns, index)
    return ReadOrder(facts, skills, _languages(columns), unknown)


def _texts(columns: Columns) -> dict[str, str]:
    problem = columns.text("problem", 8000)
    # An order without a title is called by the beginning of what it says, or else by its id.
    title = columns.line("title", TITLE_CHARS) or " ".join(problem.split())[:_TITLE_OF_PROBLEM]
    return {
        "title": title or columns.record.id[:TITLE_CHARS],
        "problem": problem,
        "wanted_outcome": columns.text("wanted_outcome", 4000),
    }


def _budget(columns: Columns) -> dict[str, Any]:
    least = columns.number("budget_jpy_min", 0, YEN_MAXIMUM)
    most = columns.number("budget_jpy_max", 0, YEN_MAXIMUM)
    if least is not None and most is not None and least > most:
        columns.refuse("budget_jpy_max", gettext_noop("The budget ends below where it begins."))
    unit = columns.known.get("budget_unit")
    if unit is None and (least or most):
        columns.remark("budget_unit", gettext_noop("It is not said what the budget is for; read as for the whole job."))
    return {"budget_min_yen": least, "budget_max_yen": most, "budget_unit": unit or BudgetUnit.PROJECT.value}


def _day(columns: Columns, key: str) -> datetime.date | None:
    day: datetime.date | None = columns.known.get(key)
    if day is not None and not DayField.EARLIEST <= day <= DayField.LATEST:
        columns.refuse(key, gettext_noop("a date such as 2027-04-01 was expected"))
        return None
    return day


def _kinds(columns: Columns) -> list[str]:
    kinds: Iterable[str] = columns.known.get("actor_kinds", ())
    return [kind for kind in dict.fromkeys(kinds) if kind in PartyKind.values]


def _skills(columns: Columns, index: ConceptIndex) -> tuple[tuple[WantedSkill, ...], tuple[str, ...]]:
    """Musts first. Each skill once, as a must where it is one."""
    wanted: dict[str, bool] = {}
    unknown: dict[str, None] = {}
    for key in ("must", "skills"):
        for skill in columns.known.get(key, ()):
            slug = index.resolve(skill["name"])
            if slug is None:
                unknown.setdefault(skill["name"])
            else:
                wanted.setdefault(slug, key == "must")
    for name in unknown:
        columns.remark(
            "skills",
            gettext_noop("No skill is called “%(name)s” here yet. It is kept, and noted for the vocabulary."),
            name=name[:80],
        )
    return tuple(WantedSkill(slug, is_must=must) for slug, must in wanted.items()), tuple(unknown)


def _languages(columns: Columns) -> tuple[WantedLanguage, ...]:
    wanted: dict[str, WantedLanguage] = {}
    for one in columns.known.get("languages", ()):
        if one["level"] is None or language_code(one["code"]) is None:
            columns.remark(
                "languages",
                gettext_noop("The language “%(name)s” or its level is not known here. It is kept in the record only."),
                name=one["code"][:40],
            )
        else:
            wanted.setdefault(one["code"], WantedLanguage(one["code"], one["level"], is_must=one["must"]))
    return tuple(wanted.values())
