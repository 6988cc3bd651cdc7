"""Numbers of the Japanese tax agency: how they are written, and the check digit of a corporation's."""

import re
import unicodedata
from enum import StrEnum

_SPACES_AND_DASHES = re.compile(r"[\s\-‐-―−ー]")
DIGITS = 13


class NumberCheck(StrEnum):
    """What can be said of a number without asking the tax agency."""

    RIGHT = "ok_check_digit"
    FORMAT_ONLY = "ok_format_only"
    WRONG = "bad_format"


def plain_number(typed: str) -> str:
    """Half width, capitals, without spaces and dashes."""
    return _SPACES_AND_DASHES.sub("", unicodedata.normalize("NFKC", typed)).upper()


def is_corporate_number(digits: str) -> bool:
    """13 digits whose first is the check digit of the others (財務省令 平成26年第70号):

    9 − (Σ Pₙ·Qₙ mod 9), Pₙ the n-th of the twelve from the right, Qₙ 1 where n is odd and 2 where it is even.
    """
    if not re.fullmatch(rf"[1-9][0-9]{{{DIGITS - 1}}}", digits):
        return False
    weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits[1:])))
    return int(digits[0]) == 9 - weighted % 9


def check_invoice_number(number: str) -> NumberCheck:
    """T and 13 digits. People who are no corporation have numbers without a known check digit."""
    if not re.fullmatch(rf"T[0-9]{{{DIGITS}}}", number):
        return NumberCheck.WRONG
    return NumberCheck.RIGHT if is_corporate_number(number[1:]) else NumberCheck.FORMAT_ONLY
