"""Believable times: offices decide on weekdays, freelancers write bids in the evening, nothing happens at night."""

import datetime
from random import Random
from typing import Final

from common.japan import JAPAN

OFFICE: Final = (9, 18)
EVENING: Final = (7, 23)
SATURDAY: Final = 5


def moment(day: datetime.date, hours: tuple[int, int], draw: Random) -> datetime.datetime:
    seconds = draw.randrange(hours[0] * 3600, hours[1] * 3600)
    return datetime.datetime.combine(day, datetime.time(), JAPAN) + datetime.timedelta(seconds=seconds)


def office_day_before(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=max(day.weekday() - SATURDAY + 1, 0))


def office_day_after(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)


def between(since: datetime.datetime, until: datetime.datetime, draw: Random) -> datetime.datetime:
    """Some time between, by day or in the evening. ``until`` must lie at least a day after ``since``."""
    earliest, latest = since.astimezone(JAPAN).date(), until.astimezone(JAPAN).date()
    day = earliest + datetime.timedelta(days=draw.randint(0, (latest - earliest).days))
    at = moment(day, EVENING, draw)
    if since < at < until:
        return at
    return since + (until - since) * draw.uniform(0.05, 0.95)
