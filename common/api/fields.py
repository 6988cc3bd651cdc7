"""Fields that take what the forms of the pages take, as JSON: text is cleaned alike, limits are the same."""

import datetime
import re
from typing import Any

from rest_framework import serializers

from common.forms import YEN_MAXIMUM, DayField
from common.text import clean_text

_LINE_BREAKS = re.compile(r"[\n\t\u2028\u2029]+")


class TextField(serializers.CharField):
    """Text with line breaks, in NFC, without control characters or hidden changes of writing direction."""

    def to_internal_value(self, data: Any) -> str:
        text = clean_text(super().to_internal_value(data))
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class LineField(TextField):
    """The same in one line."""

    def to_internal_value(self, data: Any) -> str:
        return _LINE_BREAKS.sub(" ", super().to_internal_value(data))


class CodeField(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its code; a code the database cannot even be asked for is one that is not there."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and "\x00" in data:
            self.fail("does_not_exist", pk_value=data.replace("\x00", ""))
        return super().to_internal_value(data)


class YenField(serializers.IntegerField):
    """Whole yen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"min_value": 0, "max_value": YEN_MAXIMUM} | options))


class CalendarDayField(serializers.DateField):
    """A day within a century of now (ISO 8601)."""

    def to_internal_value(self, value: Any) -> datetime.date:
        day: datetime.date = super().to_internal_value(value)
        if not DayField.EARLIEST <= day <= DayField.LATEST:
            self.fail("invalid", format="YYYY-MM-DD")
        return day
