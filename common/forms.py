"""Form fields that accept what people in Japan really type."""

import datetime
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.text import clean_text

YEN_MAXIMUM = 1_000_000_000_000
# A number of so many digits is above every maximum; int() itself refuses a few thousand of them.
LONGEST_NUMBER = 20
_YEN = re.compile(r"[¥\\]?(?P<number>\d+(?:\.\d+)?)(?P<unit>万|千|億)?円?")
# How people say that a number is not exact, and what they count with it.
_ABOUT = re.compile(r"^(?:約|およそ)|(?:くらい|ぐらい|ほど|程度)$")
_COUNTED = re.compile(r"(?<=\d)(?:人|名|時間|週間|週)$")
_LINE_BREAKS = re.compile(r"[\n\t\u2028\u2029]+")
_UNITS = {"千": 1_000, "万": 10_000, "億": 100_000_000}


class CleanCharField(forms.CharField):
    """Text in NFC without control characters or hidden changes of writing direction; in one line but for text areas."""

    def to_python(self, value: Any) -> str:
        text = clean_text(super().to_python(value) or "")
        return text if isinstance(self.widget, forms.Textarea) else _LINE_BREAKS.sub(" ", text)


class WholeNumberField(forms.IntegerField):
    """An integer as people type it: full-width digits, thousands separators, ``約８人``.

    ``unit`` is what the number counts, for the sentences about numbers too small or too large.
    """

    default_error_messages = {"invalid": _("Please enter a whole number, in digits only.")}

    def __init__(self, *, unit: str | Promise = "", **options: Any) -> None:
        self.unit = unit
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = _plain(value)
            value = _COUNTED.sub("", value)
            if value.lstrip("+-").isdecimal():
                value = value[:LONGEST_NUMBER]
            elif len(value) > LONGEST_NUMBER:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def validate(self, value: int | None) -> None:
        super().validate(value)
        # Django allows limits that are computed; none of ours is.
        if value is None:
            return
        if isinstance(self.min_value, int) and value < self.min_value:
            said = self._limit(self.min_value)
            raise ValidationError(_("Please enter %(limit)s %(unit)s or more."), code="min_value", params=said)
        if isinstance(self.max_value, int) and value > self.max_value:
            said = self._limit(self.max_value)
            raise ValidationError(_("Please enter %(limit)s %(unit)s or less."), code="max_value", params=said)

    def _limit(self, limit: int) -> dict[str, str | Promise]:
        return {"limit": f"{limit:,}", "unit": self.unit}


def _plain(typed: str) -> str:
    """Without separators, and without what says that it is not exact."""
    return _ABOUT.sub("", unicodedata.normalize("NFKC", typed).replace(",", "").replace(" ", "").strip()).strip()


class YenField(WholeNumberField):
    """An amount of whole yen, ≥ 0; accepts ``¥1,200,000``, ``約１２０万円`` and ``1.5万``."""

    default_error_messages = {"invalid": _("Enter an amount in yen, for example 300,000.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        options.setdefault("max_value", YEN_MAXIMUM)
        options.setdefault("unit", _("yen"))
        # A keyboard of digits alone has no 万.
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and value.strip():
            value = self._amount(value)
        return super().to_python(value)

    def _amount(self, typed: str) -> str:
        plain = _plain(typed)
        if plain.startswith("-"):
            raise ValidationError(_("An amount cannot be below zero."), code="min_value")
        if plain.isdecimal():
            return plain[:LONGEST_NUMBER]
        found = _YEN.fullmatch(plain)
        if found is None or len(plain) > LONGEST_NUMBER:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole, _point, fraction = found["number"].partition(".")
        amount = int(whole) * _UNITS.get(found["unit"], 1)
        if fraction:
            part = int(fraction) * _UNITS.get(found["unit"], 1)
            if part % 10 ** len(fraction):
                raise ValidationError(_("Enter whole yen, without fractions."), code="invalid")
            amount += part // 10 ** len(fraction)
        return str(amount)


class DayField(forms.DateField):
    """A calendar day within a century of now; accepts ISO, ``2026/12/4``, ``2026年12月4日`` and full-width digits."""

    default_error_messages = {"invalid": _("Enter a day that exists, for example 2026-12-04.")}
    EARLIEST = datetime.date(1950, 1, 1)
    LATEST = datetime.date(2100, 12, 31)

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        options.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"])
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
        day = super().to_python(value)
        if day is not None and not self.EARLIEST <= day <= self.LATEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day
