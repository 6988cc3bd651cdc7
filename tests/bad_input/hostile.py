"""What people, broken programs and attackers send instead of what a field asks for."""

from __future__ import annotations

import unicodedata

from common.text import BIDI_CONTROLS

type Sent = str | bytes | list[str]

MARKUP = "<script>hostile()</script>"
BREAKOUT = "'\"></textarea></title><x-hostile onload=hostile()>"
ATTRIBUTE = "\" onfocus=\"hostile()\" autofocus='' style='x"
DIRECTION = "abc\u202ecod.exe\u2066\u200f\u061c"
FAMILY = "👨‍👩‍👧‍👦🏴‍☠️👍🏽"

# Sent to every field there is.
EVERYWHERE: dict[str, Sent] = {
    "empty": "",
    "blank": "\u3000 \t",
    "markup": MARKUP + BREAKOUT,
    "attribute": ATTRIBUTE,
    "direction": DIRECTION,
    "emoji": FAMILY,
    "controls": "a\x00b\x01\x07\x1b[31mred\x7f\x85\u2028",
    "not-utf-8": b"a\xff\xfe\xc0\xaf\xed\xa0\x80\xed\xbf\xbf",
    "swelling": "ﷺ" * 90,
    "5000-digits": "9" * 5000,
    "unknown": "no-such-choice",
    "100-kB": "x" * 100_000,
}
TEXTS: dict[str, Sent] = {
    "line-breaks": "a\r\nBcc: b@example.jp\rc",
    "template": "{{ request.user }}{% debug %}%(email)s %s %d {0.__class__} javascript:hostile()",
    "surrogate-spelt-out": b"%ud800\\ud800&#xd800;",
    "noncharacter": "\uffff\ufdd0\U0010ffff\ue000",
    "combining": "e" + "\u0301" * 300,
    "invisible": "\u200b\u2060\u3164\u00ad\ufeff",
}
NUMBERS: dict[str, Sent] = {
    "lone-minus": "-",
    "not-a-number": "NaN",
    "infinite": "1e309",
    "10^30": "1" + "0" * 30,
    "negative": "-1",
    "negative-full-width": "－１",
    "fraction": "0.5",
    "day": "2026-12-04",
    "superscript": "²",  # a 2 to Unicode, and to us
}
DAYS: dict[str, Sent] = {
    "no-such-day": "2026-02-30",
    "zero-day": "0000-00-00",
    "year-99999": "99999-01-01",
    "year-1": "0001-01-01",
    "era-day": "令和8年2月3日",
    "negative": "-2026-01-01",
    "number": "20261204",
}
EVERYTHING = EVERYWHERE | TEXTS | NUMBERS | DAYS


def hidden_characters(text: str) -> set[str]:
    """Characters that nobody can see and that change what is read."""
    return {
        f"U+{ord(character):04X}"
        for character in text
        if character in BIDI_CONTROLS or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t")
    }


def full_width(text: str) -> str:
    """The same in the wide letters of a Japanese keyboard."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def as_received(sent: str | bytes) -> str:
    """What a form gets to see of it."""
    return sent if isinstance(sent, str) else sent.decode("utf-8", "replace")
