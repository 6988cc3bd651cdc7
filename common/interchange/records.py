"""Records of a file: each as it was written, and beside it the values that can be understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from pathlib import PurePath
from typing import Any, Final, Literal

from django.utils.translation import gettext_noop

from common.interchange.complaints import BrokenLineError, Complaint, FileRefusedError, WrongTypeError
from common.interchange.encodings import Lines, decoded, encoding_of
from common.interchange.jsonlines import object_in
from common.interchange.reports import Report
from common.interchange.tables import KEY, Header, cells_of, read_header, row_in
from common.interchange.values import NOT_KNOWN, Fields, PartlyRead

type Format = Literal["jsonl", "csv"]
type Complain = Callable[[str, Complaint], None]

FORMATS: Final[tuple[Format, ...]] = ("jsonl", "csv")
_DEEPEST: Final = 20
_NO_ID: Final = gettext_noop("An id is needed: a text that tells this row from the others.")
_IGNORED: Final = gettext_noop("This column is not known and was ignored.")
_MEANT: Final = gettext_noop("This column is not known and was ignored. Did you mean “%(meant)s”?")


@dataclass(frozen=True, slots=True)
class Record:
    """`source` is the object read, limited to known keys; `known` holds the read value of every key that has one."""

    id: str
    source: Mapping[str, Any]
    known: Mapping[str, Any]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its lines, and how its records are written."""

    lines: Lines
    format: Format


def format_of(name: str) -> Format:
    """By the name of the file: CSV for .csv and .txt, else JSON Lines."""
    return "csv" if PurePath(name).suffix.casefold() in {".csv", ".txt"} else "jsonl"


def read_records(source: Source, fields: Fields, report: Report) -> Iterator[Record]:
    """Every record in which nothing is wrong; all else goes into the report. Never raises for what a file holds."""
    try:
        lines = decoded(source.lines, encoding_of(source.lines))
        rows = _rows_of_table(lines, fields, report) if source.format == "csv" else _objects(lines, report)
        for line, values in rows:
            for key in values.keys() - fields.keys():
                report.warn_once(line, key[:80], _ignored(key, fields))
            record = _record(line, {key: values[key] for key in values if key in fields}, fields, report)
            if record is not None:
                yield record
    except FileRefusedError as refusal:
        report.refuse(refusal.line, "", refusal.complaint)


def known_values(source: Mapping[str, Any], fields: Fields, complain: Complain) -> Iterator[tuple[str, Any]]:
    """Each key with its read value; what cannot be read is complained of and left out."""
    for key, field in fields.items():
        value = source.get(key)
        if value in (None, NOT_KNOWN, ""):
            continue
        try:
            read = field.read(value)
        except WrongTypeError as error:
            complain(key, error.complaint)
            continue
        if isinstance(read, PartlyRead):
            complain(key, read.reason)
            read = read.items
        yield key, read


def _objects(lines: Iterator[str], report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, object_in(line)
        except BrokenLineError as error:
            report.refuse(number, "", error.complaint)


def _rows_of_table(lines: Iterator[str], fields: Fields, report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    header: Header | None = None
    for line, cells in cells_of(lines):
        try:
            if isinstance(cells, BrokenLineError):
                raise cells
            if header is None:
                header = read_header(cells, fields)
                for column in header.unknown:
                    report.warn_once(line, column[:80], _ignored(column, fields))
            else:
                yield line, row_in(cells, header, fields)
        except BrokenLineError as error:
            report.refuse(line, "", error.complaint)


def _record(line: int, source: dict[str, Any], fields: Fields, report: Report) -> Record | None:
    """None, and the reasons in the report, when any of it cannot be kept or understood."""
    before = report.errors.count
    for key, value in source.items():
        if complaint := _unstorable(value):
            report.refuse(line, key, complaint)
    known = dict(known_values(source, fields, lambda key, complaint: report.refuse(line, key, complaint)))
    if report.errors.count > before:
        return None
    if KEY not in known:
        report.refuse(line, KEY, Complaint(_NO_ID))
        return None
    return Record(known[KEY], source, known, line)


def _ignored(column: str, fields: Fields) -> Complaint:
    similar = get_close_matches(column[:80], fields, n=1, cutoff=0.75)
    return Complaint(_MEANT, {"meant": similar[0]}) if similar else Complaint(_IGNORED)


def _unstorable(value: Any, depth: int = 0) -> Complaint | None:
    """Why a value could not be given back unchanged, if so."""
    if isinstance(value, str):
        if "\x00" in value or not _is_encodable(value):
            return Complaint(gettext_noop("The text holds half a character or a null byte."))
    elif isinstance(value, float):
        if not isfinite(value):
            return Complaint(gettext_noop("This is not a number."))
    elif isinstance(value, list | dict):
        if depth > _DEEPEST:
            return Complaint(gettext_noop("The lists are nested too deeply."))
        parts = value if isinstance(value, list) else [*value.keys(), *value.values()]
        return next(filter(None, (_unstorable(part, depth + 1) for part in parts)), None)
    return None


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
