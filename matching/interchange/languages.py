"""Languages and their levels on one scale of 1–7: CEFR A1–C2 are 1–6, native is 7."""

from __future__ import annotations

# JLPT beside CEFR as the Japan Foundation publishes it for a pass: N5 A1, N4 A2, N3 B1, N2 B2, N1 C1.
_LEVELS = {
    "a1": 1,
    "a2": 2,
    "b1": 3,
    "b2": 4,
    "c1": 5,
    "c2": 6,
    "n5": 1,
    "n4": 2,
    "n3": 3,
    "n2": 4,
    "n1": 5,
    "native": 7,
    "mother tongue": 7,
    "母語": 7,
    "ネイティブ": 7,
}
_CODES = {
    "japanese": "ja",
    "日本語": "ja",
    "english": "en",
    "英語": "en",
    "chinese": "zh",
    "中国語": "zh",
    "korean": "ko",
    "韓国語": "ko",
    "vietnamese": "vi",
    "ベトナム語": "vi",
    "nepali": "ne",
    "ネパール語": "ne",
    "hindi": "hi",
    "indonesian": "id",
    "tagalog": "tl",
}


def language_code(name: str) -> str:
    """The ISO 639-1 code of a code with or without region ("ja-JP") or of a common name; else the name, folded."""
    plain = name.strip().casefold()
    return _CODES.get(plain) or plain.replace("_", "-").split("-")[0]


def is_level(level: str) -> bool:
    return _key(level) in _LEVELS


def level_number(level: str | None) -> int | None:
    return None if level is None else _LEVELS.get(_key(level))


def _key(level: str) -> str:
    return level.strip().casefold().removeprefix("jlpt").removeprefix("cefr").strip(" -")
