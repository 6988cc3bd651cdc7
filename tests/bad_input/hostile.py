"""What people, broken programs and attackers send instead of what a field asks for."""

from __future__ import annotations

import unicodedata

from common.text import BIDI_CONTROLS

type Sent = str | bytes | list[str]

MARKUP = "<script>hostile()</script><x-hostile>&lt;b&gt;</x-hostile>"
BREAKOUT = "'\"></textarea></title></select></script><img src=x onerror=hostile()>"
ATTRIBUTE = "\" onfocus=\"hostile()\" autofocus='' style='x"
DIRECTION = "abc\u202ecod.exe\u2066\u200f\u061c"
FAMILY = "👨‍👩‍👧‍👦🏴‍☠️👍🏽"

# Sent to every field there is.
EVERYWHERE: dict[str, Sent] = {
    "empty": "",
    "blank": "\u3000 \t",
    "markup": MARKUP,
    "breakout": BREAKOUT,
    "attribute": ATTRIBUTE,
    "script-address": "javascript:hostile()//@x.jp",
    "template": "{{ request.user }}{% debug %}%(email)s %s %d {0.__class__}",
    "direction": DIRECTION,
    "emoji": FAMILY,
    "nul": "a\x00b",
    "controls": "\x01\x07\x1b[31mred\x7f\x85\u2028",
    "line-breaks": "a\r\nBcc: b@example.jp\rc",
    "surrogate-bytes": b"a\xed\xa0\x80\xed\xbf\xbf",
    "surrogate-escape": b"%ud800\\ud800",
    "not-utf-8": b"\xff\xfe\x00\xc0\xaf",
    "noncharacter": "\uffff\ufdd0\U0010ffff\ue000",
    "swelling": "ﷺ" * 90,
    "combining": "e" + "\u0301" * 300,
    "lone-minus": "-",
    "not-a-number": "NaN",
    "infinite": "1e309",
    "10^30": "1" + "0" * 30,
    "5000-digits": "9" * 5000,
    "negative": "-1",
    "negative-full-width": "－１",
    "superscript": "²",
    "fraction": "0.5",
    "no-such-day": "2026-02-30",
    "zero-day": "0000-00-00",
    "year-99999": "99999-01-01",
    "era-day": "令和8年2月3日",
    "unknown": "no-such-choice",
    "100-kB": "鰻" * 34_000,
}

# ² is a 2 to Unicode, and to us.
NO_DAY_OR_NUMBER = {name for name in EVERYWHERE if name not in ("empty", "blank", "superscript")}
NOT_EVEN_A_WORD = {"nul", "controls", "noncharacter", "surrogate-bytes", "not-utf-8"}


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
