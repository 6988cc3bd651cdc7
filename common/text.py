"""Cleaning of text that people type or paste."""

import unicodedata

# Bidirectional overrides can make a line read differently from what it says; the rest of Cf (ZWJ in emoji) is harmless.
BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KEPT_CONTROLS = frozenset("\n\t")
# Letters and symbols that are drawn as nothing: fillers of Hangul and the empty pattern of Braille.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Invitations and password resets carry tokens of 39 characters and more; our ids have 12.
SHORTEST_SECRET = 20


def _is_kept(character: str) -> bool:
    if character in KEPT_CONTROLS:
        return True
    if character in BIDI_CONTROLS or unicodedata.category(character) in ("Cc", "Cs", "Co"):
        return False
    # What is not assigned yet may be next year's emoji; what never will be is no character.
    return ord(character) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(character) <= 0xFDEF


def _is_seen(character: str) -> bool:
    category = unicodedata.category(character)
    return character not in BLANKS and category[0] not in "MZ" and category not in ("Cc", "Cf")


def clean_text(text: str) -> str:
    """Return ``text`` in NFC with one kind of line break and without control or direction characters.

    Nothing is left of a text in which nothing can be seen.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = unicodedata.normalize("NFC", "".join(filter(_is_kept, unified))).strip()
    return cleaned if any(map(_is_seen, cleaned)) else ""


def fold(text: str) -> str:
    """Return ``text`` for comparing: NFKC, case-folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def path_without_secrets(path: str) -> str:
    """The path of an address as logs may show it: no query, and "…" for each part long enough to open something."""
    parts = path.partition("?")[0].split("/")
    return "/".join("…" if len(part) >= SHORTEST_SECRET else part for part in parts)
