"""The keys an order and a candidate may have, and what a value of each must be to count as known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from vocabulary.languages import language_code, level_ordinal
from vocabulary.places import load_places

type Reader = Callable[[Any], Any]

_ID_CHARS = 200
_LARGEST = 10**15
_YEAR = re.compile(r"(1[89]|2[01])\d\d(?!\d)")


class WrongTypeError(ValueError):
    """A value that cannot be read; the message says what was expected."""


class PartlyRead(NamedTuple):
    """A list of which some items could not be read: those that could, and what was expected of the others."""

    items: tuple[Any, ...]
    reason: str


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongTypeError("a text was expected")
    return value


def whole_number(value: Any) -> int:
    """A number of 0 or more without fraction, at most 10^15."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise WrongTypeError("a whole number of 0 or more was expected")
    return value


def iso_date(value: Any) -> date:
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError as error:
        raise WrongTypeError("a date such as 2027-04-01 was expected") from error


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongTypeError("true or false was expected")
    return value


def prefecture(value: Any) -> str:
    """The code ("01"–"47") of a code or of a name in any language the vocabulary knows."""
    found = load_places().prefecture(text(value))
    if found is None:
        raise WrongTypeError('a prefecture from "01" to "47" was expected')
    return found.code


def one_of(*choices: str) -> Reader:
    def read(value: Any) -> str:
        if text(value) not in choices:
            raise WrongTypeError(f"one of {', '.join(choices)} was expected")
        return str(value)

    return read


def list_of(reader: Reader) -> Reader:
    """A list; items that cannot be read are left out (a PartlyRead), unless none can."""

    def read(value: Any) -> tuple[Any, ...] | PartlyRead:
        if not isinstance(value, list):
            raise WrongTypeError("a list was expected")
        items, reason = [], ""
        for item in value:
            try:
                items.append(reader(item))
            except WrongTypeError as error:
                reason = str(error)
        if reason and not items:
            raise WrongTypeError(f"in the list, {reason}")
        return PartlyRead(tuple(items), reason) if reason else tuple(items)

    return read


def skill(value: Any) -> dict[str, Any]:
    """A skill as {name, level, years, last_used}: from a text or from such an object."""
    if isinstance(value, str):
        return {"name": value}
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        raise WrongTypeError("a text or an object with a name was expected")
    known = {"level": _known(_level, value), "years": _known(whole_number, value, "years")}
    return {"name": value["name"], "last_used": _known(_year, value, "last_used"), **known}


def work(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, Mapping):
        raise WrongTypeError("a text or an object was expected")
    return {key: value[key] for key in ("title", "text", "industry") if isinstance(value.get(key), str)}


def language(value: Any) -> dict[str, Any]:
    """A language as {code, level 1–7, must}; level None when it says none that is known."""
    if isinstance(value, str):
        value = {"lang": value}
    if not isinstance(value, Mapping) or not isinstance(value.get("lang"), str) or not value["lang"].strip():
        raise WrongTypeError("an object with lang and level was expected")
    level = value.get("level")
    return {
        "code": language_code(value["lang"]) or value["lang"].strip().casefold(),
        "level": level_ordinal(level) if isinstance(level, str) else None,
        "must": value.get("must") is True,
    }


def _known(reader: Reader, value: Mapping[str, Any], key: str = "level") -> Any:
    try:
        return None if value.get(key) is None else reader(value[key])
    except WrongTypeError:
        return None


def _level(value: Any) -> int:
    level = whole_number(value)
    if not 1 <= level <= 5:
        raise WrongTypeError("a level from 1 to 5 was expected")
    return level


def _year(value: Any) -> int:
    """A year, or the year a date begins with."""
    match = _YEAR.match(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if match is None:
        raise WrongTypeError("a year was expected")
    return int(match.group())


def identifier(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise WrongTypeError("a text was expected")
    if len(str(value)) > _ID_CHARS:
        raise WrongTypeError(f"a text of at most {_ID_CHARS} characters was expected")
    return str(value)


ORDER_FIELDS: Mapping[str, Reader] = {
    "id": identifier,
    "lang": text,
    "client_kind": one_of("company", "municipality", "prefecture", "support_org"),
    "industry": text,
    "prefecture": prefecture,
    "municipality": text,
    "location": text,
    "employees": whole_number,
    "title": text,
    "problem": text,
    "wanted_outcome": text,
    "skills": list_of(skill),
    "must": list_of(skill),
    "budget_jpy_min": whole_number,
    "budget_jpy_max": whole_number,
    "budget_unit": one_of("project", "month", "hour"),
    "duration_weeks": whole_number,
    "hours_per_week": whole_number,
    "start": iso_date,
    "deadline": iso_date,
    "remote": one_of("full", "partial", "onsite"),
    "languages": list_of(language),
    "actor_kinds": list_of(one_of("freelancer", "personnel", "partner_firm", "engineer")),
    "data_sensitivity": one_of("none", "personal", "sensitive"),
}

CANDIDATE_FIELDS: Mapping[str, Reader] = {
    "id": identifier,
    "kind": one_of("freelancer", "personnel", "partner_firm", "engineer"),
    "lang": text,
    "headline": text,
    "summary": text,
    "skills": list_of(skill),
    "works": list_of(work),
    "rate_jpy_hour": whole_number,
    "hours_per_week": whole_number,
    "available_from": iso_date,
    "prefecture": prefecture,
    "location": text,
    "remote": one_of("full", "partial", "none"),
    "languages": list_of(language),
    "certificates": list_of(text),
    "side_job": one_of("not_needed", "approved", "pending", "forbidden"),
    "timezone": text,
    "placement_licence": boolean,
}
