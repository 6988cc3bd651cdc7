"""Cleaning of text that people type or paste."""

import re
import unicodedata

# Bidirectional overrides can make a line read differently from what it says; the rest of Cf (ZWJ in emoji) is harmless.
BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Control characters other than line break and tab, halves of surrogate pairs, private use, and what never will be a
# character. What is not assigned yet stays: it may be next year's emoji.
_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff"
    + "".join(sorted(BIDI_CONTROLS))
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# Letters and symbols that are drawn as nothing: fillers of Hangul and the empty pattern of Braille.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Invitations and password resets carry tokens of 39 characters and more; our ids have 12.
SHORTEST_SECRET = 20


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    return character not in BLANKS and category[0] not in "MZ" and category not in ("Cc", "Cf")


def clean_text(text: str) -> str:
    """Return ``text`` in NFC with one kind of line break and without control or direction characters.

    Nothing is left of a text in which nothing can be seen.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = unicodedata.normalize("NFC", _DROPPED.sub("", unified)).strip()
    return cleaned if any(map(_is_seen, cleaned)) else ""


def fold(text: str) -> str:
    """Return ``text`` for comparing: NFKC, case-folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def path_without_secrets(path: str) -> str:
    """The path of an address as logs may show it: no query, and "…" for each part long enough to open something."""
    parts = path.partition("?")[0].split("/")
    return "/".join("…" if len(part) >= SHORTEST_SECRET else part for part in parts)
