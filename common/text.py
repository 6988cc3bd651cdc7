"""Cleaning of text that people type or paste."""

import unicodedata

# Bidirectional overrides can make a line read differently from what it says; the rest of Cf (ZWJ in emoji) is harmless.
BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
KEPT_CONTROLS = frozenset("\n\t")
# Invitations and password resets carry tokens of 39 characters and more; our ids have 12.
SHORTEST_SECRET = 20


def _is_kept(character: str) -> bool:
    if character in KEPT_CONTROLS:
        return True
    return character not in BIDI_CONTROLS and unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")


def clean_text(text: str) -> str:
    """Return ``text`` in NFC with one kind of line break and without control or direction characters."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", "".join(filter(_is_kept, unified))).strip()


def fold(text: str) -> str:
    """Return ``text`` for comparing: NFKC, case-folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def path_without_secrets(path: str) -> str:
    """The path of an address as logs may show it: no query, and "…" for each part long enough to open something."""
    parts = path.partition("?")[0].split("/")
    return "/".join("…" if len(part) >= SHORTEST_SECRET else part for part in parts)
