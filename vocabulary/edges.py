"""Whether letters found in a text are a word there, or only a stretch of another one. Pure: no Django.

Japanese is written without spaces, so an English word may adjoin it directly; inside other Latin letters, and for
short katakana inside other katakana, the same letters mean something else (SAP in Sapporo, レジ in レジャー).
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from vocabulary.spelling import half_width

# Up to this many ASCII letters an alias is an abbreviation, and only a token of its own means it.
SHORT: Final = 3
# Up to this many katakana a word is likely to be the beginning of another one (インスタ in インスタンス) ...
SHORT_KATAKANA: Final = 4
# ... and up to this many any part of one (レジ in クレジット).
TINY_KATAKANA: Final = 2
_ASCII = re.compile(r"[\x21-\x7e]+")
_KATAKANA = re.compile("[ァ-ヺー]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]")
_SPACES = " \t\u3000"
# What may stand beside an English word that is used as a name in a list ("go, java / php").
_LIST_MARKS = ",;:/|()[]{}「」『』【】、。・･\n\r•*+&"


@dataclass(frozen=True)
class Spelling:
    """A folded spelling of a concept with the conditions under which it counts.

    `cased`: the capitals it needs; `alone`: only in lists or beside Japanese; `ends_word`: no katakana may follow.
    """

    text: str
    concept: str
    cased: str | None = None
    alone: bool = False
    ends_word: bool = False

    @cached_property
    def is_short(self) -> bool:
        return len(self.text) <= SHORT and bool(_ASCII.fullmatch(self.text))

    @cached_property
    def is_short_katakana(self) -> bool:
        return len(self.text) <= SHORT_KATAKANA and bool(_KATAKANA.fullmatch(self.text))


def counts(spelling: Spelling, text: str, start: int, end: int) -> bool:
    """Does the spelling stand at text[start:end] as a word of its own?"""
    before, after = _letter(text, start - 1, -1), _letter(text, end, 1)
    if _is_latin(spelling.text[0], symbols=True) and _is_latin(before):
        return False
    if _is_latin(spelling.text[-1]) and _continues_word(spelling, text, end, after):
        return False
    if _is_inside_katakana(spelling, before, after):
        return False
    if spelling.is_short and len(_seen(text[start:end])) > len(spelling.text):
        return False
    return _is_meant(spelling, text, start, end)


def _is_inside_katakana(spelling: Spelling, before: str, after: str) -> bool:
    if spelling.is_short_katakana and len(spelling.text) <= TINY_KATAKANA and _KATAKANA.match(before):
        return True
    return (spelling.is_short_katakana or spelling.ends_word) and bool(_KATAKANA.match(after))


def _continues_word(spelling: Spelling, text: str, end: int, after: str) -> bool:
    """An English plural (dashboards) or a version (Python3, PHP8.2) may follow a word, but not a two-letter alias."""
    if after.lower() == "s" and len(spelling.text) > SHORT and spelling.cased is None:
        return _is_latin(_letter(text, end + 1, 1))
    if not after.isdecimal() or len(spelling.text) < SHORT or spelling.text[-1].isdecimal():
        return _is_latin(after)
    while after.isdecimal() or after == ".":
        end += 1
        after = _letter(text, end, 1)
    return _is_latin(after)


def _is_meant(spelling: Spelling, text: str, start: int, end: int) -> bool:
    """Is an English word meant as a name here? Written with its capitals, or alone in a list or beside Japanese."""
    if spelling.cased is not None and _seen(text[start:end]) == spelling.cased:
        return not (_letter(text, end, 1) == "-" and _letter(text, end + 1, 1).islower())
    if spelling.cased is None and not spelling.alone:
        return True
    return _stands_alone(text, start - 1, -1) and _stands_alone(text, end, 1)


def _seen(surface: str) -> str:
    return _INVISIBLE.sub("", half_width(surface))


def _stands_alone(text: str, position: int, step: int) -> bool:
    edge = position
    while 0 <= position < len(text) and text[position] in _SPACES:
        position += step
    neighbour = _letter(text, position, step)
    if neighbour == "-":
        return position != edge
    return not neighbour or neighbour in _LIST_MARKS or (neighbour.isalpha() and not _is_latin(neighbour))


def _letter(text: str, position: int, step: int) -> str:
    """The next character that can be seen from the position on, in half width; '' past the ends of the text."""
    while 0 <= position < len(text) and _INVISIBLE.match(text[position]):
        position += step
    return half_width(text[position]) if 0 <= position < len(text) else ""


def _is_latin(character: str, *, symbols: bool = False) -> bool:
    """Part of a word in Latin letters or digits (accents included); with `symbols` also '.', '#', '+' and the like."""
    if not character:
        return False
    if symbols and "!" <= character[0] <= "~":
        return True
    return character[0].isalnum() and ord(character[0]) < ord("\u0250")
