"""The day it is in Japan, whatever the clock of the server or of the reader says: deadlines are Japanese days."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

JAPAN = ZoneInfo("Asia/Tokyo")


def today_in_japan() -> datetime.date:
    return timezone.now().astimezone(JAPAN).date()
