"""Cells and files: what goes out comes back, and no spreadsheet runs it."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.interchange.cells import Shape, cell_of, defused, fused, value_of
from common.interchange.encodings import lines_in
from common.interchange.files import as_file
from common.interchange.records import Format, Record, Source, read_records
from common.interchange.reports import Report
from common.interchange.values import Field, Fields, boolean, identifier, list_of, text, whole_number

FIELDS: Fields = {
    "id": Field(identifier),
    "title": Field(text),
    "count": Field(whole_number, Shape.NUMBER),
    "sure": Field(boolean, Shape.BOOLEAN),
    "words": Field(list_of(text), Shape.LIST),
    "skills": Field(list_of(lambda value: value), Shape.LIST),
}
FORMULAS = "=+-@\t\r\n＝＋－＠'"
# Everything a file can hold: no halves of surrogate pairs, no null.
WRITTEN = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
CELLS = st.builds(lambda start, rest: start + rest, st.sampled_from(["", *FORMULAS, "''=", '"', "a,b\r\nc"]), WRITTEN)
NAMED = st.text(string.ascii_letters + string.digits + "=+-@", min_size=1, max_size=12)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"id": NAMED},
        optional={
            "title": CELLS.filter(bool),
            "count": st.integers(0, 10**15),
            "sure": st.booleans(),
            "words": st.lists(CELLS, max_size=4),
            "skills": st.lists(CELLS | st.fixed_dictionaries({"name": CELLS, "level": st.integers(1, 5)}), max_size=3),
        },
    ),
    max_size=6,
    unique_by=lambda record: record["id"],
)


def read(content: bytes, form: Format) -> tuple[list[Record], Report]:
    report = Report()
    pieces = [content[start : start + 7] for start in range(0, len(content), 7)]
    return list(read_records(Source(lambda: lines_in(pieces), form), FIELDS, report)), report


@given(CELLS)
def test_no_cell_begins_like_a_formula_and_every_cell_comes_back(cell: str) -> None:
    assert defused(cell)[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert fused(defused(cell)) == cell


@pytest.mark.parametrize("value", ["-5", "=1+1", "'=1", "''-", "+81 90", "@me", "\tx", "\rx", "＝1", "a\n=b", '"'])
def test_a_text_is_defused_and_given_back(value: str) -> None:
    assert value_of(cell_of(value, Shape.TEXT), Shape.TEXT) == value


@pytest.mark.parametrize("number", [-5, 0, 7, 10**15])
def test_a_number_is_given_back_and_a_negative_one_is_no_formula(number: int) -> None:
    assert not cell_of(number, Shape.NUMBER).startswith("-")
    assert value_of(cell_of(number, Shape.NUMBER), Shape.NUMBER) == number


@given(RECORDS, st.sampled_from(["csv", "jsonl"]))
def test_a_file_gives_back_what_was_written(records: list[dict[str, Any]], form: Format) -> None:
    found, report = read(b"".join(as_file(records, FIELDS, form)), form)
    assert report.errors.kept == []
    assert [dict(one.source) for one in found] == records


def test_halves_of_characters_are_refused_on_the_way_in() -> None:
    _found, report = read(json.dumps({"id": "a", "title": "\ud800"}).encode(), "jsonl")
    assert [(one.line, one.column) for one in report.errors.kept] == [(1, "title")]


@pytest.mark.parametrize(
    ("cell", "shape", "value"),
    [
        ("１２，０００円", Shape.NUMBER, 12000),
        ("¥300,000", Shape.NUMBER, 300_000),
        ("1.5", Shape.NUMBER, 1.5),
        ("many", Shape.NUMBER, "many"),
        ("2026/4/1", Shape.DATE, "2026-04-01"),
        ("２０２６年１２月４日", Shape.DATE, "2026-12-04"),
        ("TRUE", Shape.BOOLEAN, True),
        ("a | b|", Shape.LIST, ["a", "b"]),
        ('[{"name": "a"}]', Shape.LIST, [{"name": "a"}]),
        ("[a", Shape.LIST, ["[a"]),
    ],
)
def test_cells_are_read_as_people_and_spreadsheets_write_them(cell: str, shape: Shape, value: Any) -> None:
    assert value_of(cell, shape) == value
