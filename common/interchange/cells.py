"""Values in the cells of a table: written so that a spreadsheet runs nothing, and read back as they were."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

# What spreadsheets take for a formula, also in the width of Japanese keyboards, and the apostrophe that makes it text.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_DEFUSED: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_SEPARATOR: Final = "|"
_DATE: Final = re.compile(r"(\d{4})(?:[/.]|年)(\d{1,2})(?:[/.]|月)(\d{1,2})日?")
_NUMBER: Final = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?")


class Shape(StrEnum):
    """What stands in a cell, whatever it means."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    # Texts joined by |, or JSON where that could not be read back.
    LIST = "list"


def defused(text: str) -> str:
    """Text that no spreadsheet runs; `fused` gives back what it was."""
    return f"'{text}" if _FORMULA.match(text) else text


def fused(cell: str) -> str:
    return cell[1:] if _DEFUSED.match(cell) else cell


def cell_of(value: Any, shape: Shape) -> str:
    """The cell for a value; empty when there is none. A value of another type than its shape's is written as JSON."""
    if value is None:
        return ""
    if shape == Shape.LIST and isinstance(value, list | tuple):
        return defused(_joined(value))
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return defused(json.dumps(value, ensure_ascii=False))
    return defused(str(value))


def value_of(cell: str, shape: Shape) -> Any:
    """What a cell holds; None when it is empty. A cell that is not of its shape is given as the text it is."""
    text = fused(cell)
    return None if text == "" else _READERS[shape](text)


def _joined(values: list[Any] | tuple[Any, ...]) -> str:
    plain = all(isinstance(value, str) and value and value == value.strip() for value in values)
    joined = _SEPARATOR.join(values) if plain else ""
    if joined and _list(joined) == list(values):
        return joined
    return json.dumps(list(values), ensure_ascii=False)


def _list(text: str) -> Any:
    if text.lstrip()[:1] in {"[", "{"}:
        read = _json(text)
        if isinstance(read, list):
            return read
    return [part.strip() for part in text.split(_SEPARATOR) if part.strip()]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _number(text: str) -> Any:
    """As people type it: full-width digits, thousands separators, the sign or the word for yen."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip().removeprefix("¥").removesuffix("円")
    if not _NUMBER.fullmatch(plain):
        return text
    return float(plain) if "." in plain else int(plain)


def _date(text: str) -> str:
    """Spreadsheets write 2026/12/4 for 2026-12-04."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else text


def _boolean(text: str) -> Any:
    return {"true": True, "false": False}.get(text.strip().casefold(), text)


_READERS: Mapping[Shape, Callable[[str], Any]] = {
    Shape.TEXT: lambda text: text,
    Shape.NUMBER: _number,
    Shape.DATE: _date,
    Shape.BOOLEAN: _boolean,
    Shape.LIST: _list,
}
