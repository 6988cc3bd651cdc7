"""How a value of a record must look to count as known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize

from django.utils.translation import gettext_noop

from common.interchange.cells import Shape
from common.interchange.complaints import Complaint, WrongTypeError

type Reader = Callable[[Any], Any]

NOT_KNOWN = "unknown"
_ID_CHARS = 200
_LARGEST = 10**15
# Half-width katakana and its punctuation.
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")


class Field(NamedTuple):
    """A key of a record: how its value is read, and what stands in its cell of a table.

    ``heading`` is what the column may be called in a table instead of the key.
    """

    read: Reader
    shape: Shape = Shape.TEXT
    heading: str = ""


type Fields = Mapping[str, Field]


class PartlyRead(NamedTuple):
    """A list of which some items could not be read: those that could, and what was expected of the others."""

    items: tuple[Any, ...]
    reason: Complaint


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongTypeError(gettext_noop("a text was expected"))
    return value


def whole_number(value: Any) -> int:
    """A number of 0 or more without fraction, at most 10^15."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise WrongTypeError(gettext_noop("a whole number of 0 or more was expected"))
    return value


def iso_date(value: Any) -> date:
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError as error:
        raise WrongTypeError(gettext_noop("a date such as 2027-04-01 was expected")) from error


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongTypeError(gettext_noop("true or false was expected"))
    return value


def one_of(*choices: str) -> Reader:
    def read(value: Any) -> str:
        if text(value) not in choices:
            raise WrongTypeError(gettext_noop("one of %(choices)s was expected"), choices=", ".join(choices))
        return str(value)

    return read


def word_of(words: Mapping[str, str]) -> Reader:
    """A code, or a word that people write for it; ``words`` gives each code by its words. Width and case are free."""
    codes = dict.fromkeys(words.values())
    known = {code: code for code in codes} | {normalize("NFKC", word).casefold(): words[word] for word in words}

    def read(value: Any) -> str:
        code = known.get(normalize("NFKC", text(value)).strip().casefold())
        if code is None:
            choices = ", ".join([*codes, *words])
            raise WrongTypeError(gettext_noop("one of %(choices)s was expected"), choices=choices)
        return code

    return read


def list_of(reader: Reader) -> Reader:
    """A list; items that cannot be read are left out (a PartlyRead), unless none can."""

    def read(value: Any) -> tuple[Any, ...] | PartlyRead:
        if not isinstance(value, list):
            raise WrongTypeError(gettext_noop("a list was expected"))
        items: list[Any] = []
        refused: WrongTypeError | None = None
        for item in value:
            try:
                items.append(reader(item))
            except WrongTypeError as error:
                refused = error
        if refused is None:
            return tuple(items)
        if not items:
            raise refused
        return PartlyRead(tuple(items), refused.complaint)

    return read


def identifier(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise WrongTypeError(gettext_noop("a text was expected"))
    if len(str(value)) > _ID_CHARS:
        raise WrongTypeError(gettext_noop("a text of at most %(most)s characters was expected"), most=_ID_CHARS)
    return str(value)


def full_width_kana(words: str) -> str:
    """ﾃﾞｰﾀ becomes データ; everything else stays as it was typed."""
    return _HALF_WIDTH_KANA.sub(lambda found: normalize("NFKC", found.group()), words)
