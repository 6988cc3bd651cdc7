"""What records of files say about skills, languages and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from re import compile as pattern
from typing import Any, Final

from django.utils.translation import gettext_noop

from common.interchange.cells import Shape
from common.interchange.complaints import Complaint, WrongTypeError
from common.interchange.values import Field, list_of, text, whole_number
from vocabulary.languages import language_code, level_ordinal
from vocabulary.places import Place, load_places

# "Chino, CA" is not 茅野市: a code of a state at the end says that the place lies elsewhere.
_ABROAD: Final = pattern(r",\s*(?!JP)[A-Z]{2}(?:\s+[\d-]+)?\s*$")
_YEAR: Final = pattern(r"(1[89]|2[01])\d\d(?!\d)")
_LOCATION_CHARS: Final = 200
# What the platform's ordinals 1–7 are called outside.
LEVEL_NAMES: Final = ("A1", "A2", "B1", "B2", "C1", "C2", "native")


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where a record is, as far as the platform's places go, and what could not be taken as it was written."""

    place: Place | None
    remark: Complaint | None = None


def prefecture(value: Any) -> str:
    """The code ("01"–"47") of a code or of a name in any language the vocabulary knows; spreadsheets drop the zero."""
    typed = text(value).strip()
    found = load_places().prefecture(typed.zfill(2) if typed.isdecimal() else typed)
    if found is None:
        raise WrongTypeError(gettext_noop('a prefecture from "01" to "47" was expected'))
    return found.code


def skill(value: Any) -> dict[str, Any]:
    """A skill as {name, level, years, last_used}: from a text or from such an object."""
    if isinstance(value, str):
        return {"name": value}
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        raise WrongTypeError(gettext_noop("a text or an object with a name was expected"))
    return {
        "name": value["name"],
        "last_used": _known(_year, value, "last_used"),
        "level": _known(_level, value, "level"),
        "years": _known(whole_number, value, "years"),
    }


def language(value: Any) -> dict[str, Any]:
    """A language as {code, level 1–7, must}; level None when it says none that is known."""
    if isinstance(value, str):
        value = {"lang": value}
    if not isinstance(value, Mapping) or not isinstance(value.get("lang"), str) or not value["lang"].strip():
        raise WrongTypeError(gettext_noop("an object with lang and level was expected"))
    level = value.get("level")
    return {
        "code": language_code(value["lang"]) or value["lang"].strip().casefold(),
        "level": level_ordinal(level) if isinstance(level, str) else None,
        "must": value.get("must") is True,
    }


SKILLS: Final = Field(list_of(skill), Shape.LIST)
LANGUAGES: Final = Field(list_of(language), Shape.LIST)
PLACE_FIELDS: Final = {"prefecture": Field(prefecture), "municipality": Field(text), "location": Field(text)}


def place_of(known: Mapping[str, Any]) -> FoundPlace:
    """Where the prefecture says, or else the free texts; the municipality from wherever it can be told.

    A municipality that has another name or belongs to another one today is taken as that; one that nobody knows is
    left to the text it stands in. Both are remarked on.
    """
    code, name = known.get("prefecture"), known.get("municipality")
    places = load_places()
    if name:
        if town := places.municipality(name, code):
            return FoundPlace(Place(town.prefecture, town.code))
        if town := places.successor(name, code):
            today = Complaint(_TODAY, {"name": name[:80], "today": town.name_ja})
            return FoundPlace(Place(town.prefecture, town.code), today)
    remark = Complaint(_NOWHERE, {"name": name[:80]}) if name else None
    found = _place_in(known["location"][:_LOCATION_CHARS]) if known.get("location") else None
    if code and not (found and found.prefecture == code):
        found = Place(code, None)
    return FoundPlace(found, remark)


_TODAY: Final = gettext_noop("“%(name)s” is %(today)s today and was read as that.")
_NOWHERE: Final = gettext_noop(
    "No municipality is called “%(name)s” today. The row is kept with its words, but without a municipality."
)


@lru_cache(maxsize=4096)
def _place_in(location: str) -> Place | None:
    return None if _ABROAD.search(location) else load_places().find_place(location)


def _known(reader: Any, value: Mapping[str, Any], key: str) -> Any:
    try:
        return None if value.get(key) is None else reader(value[key])
    except WrongTypeError:
        return None


def _level(value: Any) -> int:
    level = whole_number(value)
    if not 1 <= level <= 5:
        raise WrongTypeError(gettext_noop("a level from 1 to 5 was expected"))
    return level


def _year(value: Any) -> int:
    """A year, or the year a date begins with."""
    match = _YEAR.match(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if match is None:
        raise WrongTypeError(gettext_noop("a year was expected"))
    return int(match.group())
