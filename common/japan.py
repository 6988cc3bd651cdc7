"""The day it is in Japan, whatever the clock of the server or of the reader says: deadlines are Japanese days."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

JAPAN = ZoneInfo("Asia/Tokyo")


def today_in_japan() -> datetime.date:
    return timezone.now().astimezone(JAPAN).date()


REIWA_BEGAN = datetime.date(2019, 5, 1)


def era_year(day: datetime.date) -> str:
    """令和8年 (令和元年 for its first); a day before this era by its western year."""
    if day < REIWA_BEGAN:
        return f"{day.year}年"
    year = day.year - REIWA_BEGAN.year + 1
    return f"令和{'元' if year == 1 else year}年"


def era_day(day: datetime.date) -> str:
    """令和8年11月20日."""
    return f"{era_year(day)}{day.month}月{day.day}日"
