"""Codes of local governments (全国地方公共団体コード): five digits and a check digit. Pure."""

from typing import Final

CODE_LENGTH: Final = 6
_WEIGHTS: Final = (6, 5, 4, 3, 2)


def check_digit(code: str) -> int:
    """The sixth digit for the first five: 11 - (weighted sum mod 11), of which the last digit.

    Source: the Ministry of Internal Affairs' rule for the codes. Raises ValueError unless given five ASCII digits.
    """
    if len(code) != len(_WEIGHTS) or not _is_digits(code):
        message = f"expected five digits, got {code!r}"
        raise ValueError(message)
    total = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=True))
    return (11 - total % 11) % 10


def is_municipal_code(code: str) -> bool:
    """Six ASCII digits of which the last one checks. It does not say that such a government exists."""
    return len(code) == CODE_LENGTH and _is_digits(code) and int(code[5]) == check_digit(code[:5])


def _is_digits(code: str) -> bool:
    return code.isascii() and code.isdigit()
