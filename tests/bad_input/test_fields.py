"""The shared form fields, whatever is typed into them."""

from __future__ import annotations

import datetime
import unicodedata
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms import Field, Textarea
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.forms import YEN_MAXIMUM, CleanCharField, DayField, WholeNumberField, YenField
from tests.bad_input.hostile import EVERYTHING, FAMILY, as_received, full_width, hidden_characters

ALWAYS_THE_SAME = settings(derandomize=True, database=None, deadline=None, max_examples=150)

# Any character at all, lone surrogates too, mixed with what amounts and days are written with.
ANYTHING = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("0123456789０１９,.，．-−－/年月日万千億円¥￥ 　eE_")
)
LIKE_NUMBERS = st.from_regex(r"\A[-+¥￥]?[0-9０-９]{1,30}[.,．，]?[0-9]{0,25}[万千億]?円?\Z")
LIKE_DAYS = st.from_regex(r"\A[0-9０-９]{1,5}[-/年.][0-9０-９]{1,2}[-/月.][0-9０-９]{1,2}日?\Z")
FIELDS: dict[str, Field] = {
    "yen": YenField(required=False),
    "whole": WholeNumberField(required=False, min_value=0, max_value=168),
    "day": DayField(required=False),
    "line": CleanCharField(required=False, max_length=120),
    "text": CleanCharField(required=False, max_length=120, widget=Textarea),
}
YEN, WHOLE, DAY = FIELDS["yen"], FIELDS["whole"], FIELDS["day"]


def cleaned(field: Field, typed: Any) -> Any:
    """The value, or ValidationError itself when it is refused; anything else the field raises is a failure."""
    try:
        return field.clean(typed)
    except ValidationError as refusal:
        return ValidationError if all(refusal.messages) else refusal


@pytest.mark.parametrize("name", FIELDS)
@ALWAYS_THE_SAME
@given(typed=ANYTHING | LIKE_NUMBERS | LIKE_DAYS | st.none())
def test_any_field_answers_or_refuses(name: str, typed: str | None) -> None:
    value = cleaned(FIELDS[name], typed)
    if value is not ValidationError and value is not None:
        assert {
            "yen": lambda: 0 <= value <= YEN_MAXIMUM,
            "whole": lambda: 0 <= value <= 168,
            "day": lambda: DayField.EARLIEST <= value <= DayField.LATEST,
            "line": lambda: len(value) <= 120 and "\n" not in value,
            "text": lambda: len(value) <= 120,
        }[name]()


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("case", EVERYTHING)
def test_any_field_survives_every_bad_value(name: str, case: str) -> None:
    value = EVERYTHING[case]
    assert not isinstance(value, list)
    cleaned(FIELDS[name], as_received(value))


@ALWAYS_THE_SAME
@given(amount=st.integers(0, YEN_MAXIMUM))
def test_amounts_are_read_as_they_are_written(amount: int) -> None:
    written = [f"{amount}", f"{amount:,}", f"¥{amount:,}", f"￥ {amount:,}", f"{amount}円", f" {amount:,} 円 "]
    assert {cleaned(YEN, text) for text in [*written, *map(full_width, written)]} == {amount}


@ALWAYS_THE_SAME
@given(tenths=st.integers(0, 1_000_000))
@example(tenths=15)
def test_amounts_in_ten_thousands_are_read_exactly(tenths: int) -> None:
    whole, rest = divmod(tenths, 10)
    assert cleaned(YEN, f"{whole}.{rest}万円") == tenths * 1_000
    assert cleaned(YEN, full_width(f"{whole}") + "億") in (whole * 100_000_000, ValidationError)
    assert cleaned(YEN, f"{whole}千") == whole * 1_000


@ALWAYS_THE_SAME
@given(amount=st.integers(1, 10**40), sign=st.sampled_from(["-", "－", "−", "‐", "△", "▲"]))
def test_amounts_below_zero_are_refused(amount: int, sign: str) -> None:
    assert cleaned(YEN, f"{sign}{amount}") is ValidationError
    assert cleaned(YEN, f"{sign}¥{amount:,}万") is ValidationError


@ALWAYS_THE_SAME
@given(whole=st.integers(0, 10**6), fraction=st.integers(1, 9))
def test_fractions_of_a_yen_are_refused(whole: int, fraction: int) -> None:
    assert cleaned(YEN, f"{whole}.{fraction}") is ValidationError


@ALWAYS_THE_SAME
@given(number=st.integers(-(10**30), 10**30))
def test_whole_numbers_are_read_or_out_of_bounds(number: int) -> None:
    wanted = number if 0 <= number <= 168 else ValidationError
    assert {cleaned(WHOLE, text) for text in (f"{number}", f"{number:,}", full_width(f"{number}"))} == {wanted}


@ALWAYS_THE_SAME
@given(day=st.dates(DayField.EARLIEST, DayField.LATEST))
def test_days_are_read_as_they_are_written(day: datetime.date) -> None:
    written = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y.%m.%d}",
    ]
    assert {cleaned(DAY, text) for text in [*written, *map(full_width, written)]} == {day}


@ALWAYS_THE_SAME
@given(year=st.integers(0, 99_999), month=st.integers(0, 99), day=st.integers(0, 99))
@example(year=2026, month=2, day=30)
@example(year=2100, month=2, day=29)
def test_days_that_do_not_exist_are_refused(year: int, month: int, day: int) -> None:
    try:
        wanted: Any = datetime.date(year, month, day)
    except ValueError:
        wanted = ValidationError
    else:
        wanted = wanted if DayField.EARLIEST <= wanted <= DayField.LATEST else ValidationError
    assert cleaned(DAY, f"{year:04}-{month:02}-{day:02}") == wanted


@ALWAYS_THE_SAME
@given(typed=ANYTHING)
@example(typed=f"{FAMILY}\u202e\x00 か\u3099")
def test_text_is_cleaned_once_and_for_all(typed: str) -> None:
    for name in ("line", "text"):
        text = cleaned(FIELDS[name], typed)
        if text is not ValidationError:
            assert hidden_characters(text) == set()
            assert unicodedata.is_normalized("NFC", text)
            assert cleaned(FIELDS[name], text) == text


@pytest.mark.parametrize(
    "typed", [FAMILY, "🫩", "山田　花子", "¡Año!", "a\u200db", "𠮷野家の鰻", "مرحبا", "１２", "がぎ"]
)
def test_what_people_write_is_kept_as_it_is(typed: str) -> None:
    assert cleaned(FIELDS["line"], typed) == typed


@pytest.mark.parametrize(
    "typed", ["\u200b", "\u3000\u3164", "\u2800 \u00ad", "\ufeff\u2060", "\u0301", "\u202e\x00", "\ue000\uffff"]
)
def test_a_text_of_nothing_visible_is_no_text(typed: str) -> None:
    assert cleaned(CleanCharField(), typed) is ValidationError


def test_a_line_stays_one_line() -> None:
    assert cleaned(FIELDS["line"], "件名\r\nBcc: a@example.jp\u2028x") == "件名 Bcc: a@example.jp x"
    assert cleaned(FIELDS["text"], "一\r\n\r\n二") == "一\n\n二"
