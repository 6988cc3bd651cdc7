"""Business days in Japan: not Saturdays, Sundays, public holidays, or the year-end days 31 December to 3 January.

31 December to 3 January are closing days of banks (Cabinet order on the Banking Act). Public holidays beyond those
already decreed are computed by the library and may still be moved by law.
"""

import datetime
from typing import Final

import jpholiday

_SATURDAY: Final = 5
_YEAR_END: Final = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})
_ONE_DAY: Final = datetime.timedelta(days=1)


def is_business_day(day: datetime.date) -> bool:
    return day.weekday() < _SATURDAY and (day.month, day.day) not in _YEAR_END and not jpholiday.is_holiday(day)


def next_business_day(day: datetime.date) -> datetime.date:
    """The day itself when it is a business day, else the first one after it."""
    while not is_business_day(day):
        day += _ONE_DAY
    return day


def add_business_days(day: datetime.date, count: int) -> datetime.date:
    """The count-th business day after the day (before it for a negative count); the day itself for 0, open or not."""
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day):
            day += step
    return day
