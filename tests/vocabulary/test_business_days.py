"""Business days: weekends, public holidays and the banks' year-end."""

from datetime import date

import pytest

from vocabulary.business_days import add_business_days, is_business_day, next_business_day


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 11, 20), True),  # Friday
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 11, 23), False),  # Labour Thanksgiving Day
        (date(2026, 12, 30), True),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), False),
        (date(2027, 1, 2), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2025, 12, 31), False),  # Wednesday, no public holiday
        (date(2026, 1, 2), False),  # Friday, no public holiday
        (date(2026, 5, 6), False),  # substitute holiday
        (date(2026, 9, 22), False),  # a day between two holidays
    ],
)
def test_is_business_day(day: date, open_: bool) -> None:
    assert is_business_day(day) is open_


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 24)),
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2026, 5, 2), date(2026, 5, 7)),
    ],
)
def test_next_business_day_is_the_day_itself_or_the_first_open_one(day: date, expected: date) -> None:
    assert next_business_day(day) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 24)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
        (date(2026, 12, 30), 1, date(2027, 1, 4)),
        (date(2026, 12, 28), 5, date(2027, 1, 6)),
        (date(2026, 11, 24), -1, date(2026, 11, 20)),
        (date(2027, 1, 4), -1, date(2026, 12, 30)),
    ],
)
def test_add_business_days_counts_open_days_only(day: date, count: int, expected: date) -> None:
    assert add_business_days(day, count) == expected
