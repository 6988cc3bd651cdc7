"""CSV: rows with the line they begin on, a checked header, and every fault told."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_noop

from common.interchange.cells import cell_of, value_of
from common.interchange.complaints import BrokenLineError, FileRefusedError
from common.interchange.encodings import UTF8_MARK
from common.interchange.values import Fields

KEY: Final = "id"
_OTHER_SEPARATORS: Final = {";": ";", "\t": "Tab"}


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table from left to right; `unknown` are those that no field is for."""

    columns: tuple[str, ...]
    unknown: tuple[str, ...]


def read_header(cells: Sequence[str], fields: Fields) -> Header:
    """A column is called by its key or its heading.

    Raises FileRefusedError for a header without the column of the id, or with a column twice.
    """
    keys = {_folded(field.heading): key for key, field in fields.items() if field.heading}
    columns = tuple(keys.get(column, column) for column in map(_folded, cells))
    if KEY not in columns:
        _refuse_without_key(columns)
    for column in columns:
        if column and columns.count(column) > 1:
            raise FileRefusedError(gettext_noop("The column “%(column)s” is there twice."), line=1, column=column)
    return Header(columns, tuple(column for column in columns if column and column not in fields))


def _folded(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().casefold()


def _refuse_without_key(columns: Sequence[str]) -> None:
    for separator, name in _OTHER_SEPARATORS.items():
        if len(columns) == 1 and separator in columns[0]:
            raise FileRefusedError(
                gettext_noop("The columns are separated by “%(separator)s”. Please save the file with commas."),
                line=1,
                separator=name,
            )
    raise FileRefusedError(
        gettext_noop(
            "The column “id” is missing. The first line must name the columns, and it reads: %(columns)s. "
            "Please name the column that tells the rows apart “id”."
        ),
        line=1,
        columns=", ".join(filter(None, columns))[:200] or "–",
    )


def cells_of(lines: Iterator[str]) -> Iterator[tuple[int, list[str] | BrokenLineError]]:
    """The line each row begins on with its cells, or with what is wrong with it. Blank lines are left out."""
    rows = csv.reader(lines, strict=True)
    while True:
        first = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield first, _broken(str(error))
            continue
        if any(cells):
            yield first, cells


def row_in(cells: Sequence[str], header: Header, fields: Fields) -> dict[str, Any]:
    """The values of a row by column, without the empty cells. Raises BrokenLineError for too many cells or too few."""
    if len(cells) != len(header.columns):
        raise BrokenLineError(
            gettext_noop("This row has %(found)s cells, the header has %(wanted)s."),
            found=len(cells),
            wanted=len(header.columns),
        )
    values = {
        column: value_of(cell, fields[column].shape)
        for column, cell in zip(header.columns, cells, strict=True)
        if column in fields
    }
    return {column: value for column, value in values.items() if value is not None}


def table(records: Iterable[Mapping[str, Any]], fields: Fields) -> Iterator[bytes]:
    """A CSV in UTF-8 with its mark (spreadsheets need it for Japanese), one column for each field."""
    yield UTF8_MARK + line_of_cells(fields)
    for record in records:
        yield line_of_cells(cell_of(record.get(name), field.shape) for name, field in fields.items())


def template(columns: Iterable[tuple[str, str]]) -> bytes:
    """A table to fill in, of headings and the cells below them in its one row."""
    return UTF8_MARK + b"".join(map(line_of_cells, zip(*columns, strict=True)))


def line_of_cells(cells: Iterable[str]) -> bytes:
    """One row as CSV; text that UTF-8 cannot hold becomes a question mark."""
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode(errors="replace")


def _broken(reason: str) -> BrokenLineError:
    if "field limit" in reason or "unexpected end" in reason:
        return BrokenLineError(
            gettext_noop(
                "A quotation mark that opens here is never closed, or a cell is longer than 130,000 characters."
            )
        )
    if "new-line" in reason:
        return BrokenLineError(gettext_noop("This line holds a line break outside of quotation marks."))
    return BrokenLineError(gettext_noop("The quotation marks of this line do not fit together."))
