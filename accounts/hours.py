"""How promised hours spread over weeks and months: exact, in whole minutes, with nothing to round."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from accounts.models import Span

MINUTES = 60
# A working day, Monday to Friday, carries a fifth of the week's hours: 12 minutes for each. Holidays count like any
# other working day, for a promise is made long before anybody knows who takes them.
MINUTES_A_DAY = MINUTES // 5
LAST_WORKING_DAY = 4
LONGEST_COMMITMENT = timedelta(days=3 * 366)

type SpanKey = tuple[str, date]


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> date:
    return day.replace(day=1)


def spread(hours_per_week: int, first_day: date, last_day: date) -> dict[SpanKey, int]:
    """(span, first day of the span) → minutes, for every week and month the days touch; both sums are the same."""
    minutes = Counter[SpanKey]()
    for day in _working_days(first_day, last_day):
        minutes[Span.WEEK.value, week_of(day)] += hours_per_week * MINUTES_A_DAY
        minutes[Span.MONTH.value, month_of(day)] += hours_per_week * MINUTES_A_DAY
    return dict(minutes)


def months_from(day: date, count: int) -> list[date]:
    """The first days of ``count`` months, beginning with the one of ``day``."""
    first = day.year * 12 + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, first + count)]


def _working_days(first_day: date, last_day: date) -> Iterator[date]:
    day = first_day
    while day <= last_day:
        if day.weekday() <= LAST_WORKING_DAY:
            yield day
        day += timedelta(days=1)
