"""What an order is found by: numbers of its words' letters, and of what a list is narrowed by.

Japanese has no spaces: a text is found by its pairs of neighbouring letters. A pair is kept as one 32-bit number, both
letters exactly, which takes a third of the room of text and is compared six times as fast.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final
from zlib import crc32

from common.text import fold

__all__ = ["LONGEST_QUERY", "facets", "term_numbers", "text_terms", "word_terms"]

# Of words somebody looks for.
LONGEST_QUERY: Final = 100
_LETTERS_IN_TWO_BYTES: Final = 0x10000
# No letter has these numbers (they are halves of surrogate pairs): room for what is no pair of two-byte letters.
_OTHER: Final = 0xD800_0000
_OTHER_BITS: Final = 0x07FF_FFFF


def word_terms(text: str) -> Iterator[str]:
    """Folded pairs of neighbouring letters, word by word; a word of one letter is its own term."""
    for word in fold(text).split():
        kept = "".join(letter for letter in word if unicodedata.category(letter)[0] in "LMN")
        yield from {kept[start : start + 2] for start in range(max(len(kept) - 1, 1))} - {""}


def text_terms(texts: Iterable[str]) -> set[str]:
    """Pairs and single letters of these texts: whoever types one letter finds it, too."""
    pairs = {term for text in texts for term in word_terms(text)}
    return pairs | {letter for pair in pairs for letter in pair}


def facets(*, skills: Iterable[tuple[str, str]] = (), kinds: Iterable[str] = (), **facts: str) -> set[str]:
    """Terms for what a list is narrowed by; they stand among the words, so that one index answers for all of it.

    ``skills`` are (slug, slug of the category), ``kinds`` those of parties who may answer, ``facts`` one value each
    (prefecture, block, remote, unit, opening); empty ones are no term. The colon keeps them apart: no word has one.
    """
    named = [*facts.items(), *(("kind", kind) for kind in kinds)]
    wanted = [pair for slug, category in skills for pair in (("skill", slug), ("category", category))]
    return {f"{name}:{value}" for name, value in (*named, *wanted) if value}


def term_numbers(terms: Iterable[str]) -> list[int]:
    """Terms as the database keeps them: sorted signed 32-bit numbers."""
    return sorted({_number(term) for term in terms})


def _number(term: str) -> int:
    codes = [ord(letter) for letter in term]
    if len(codes) <= 2 and max(codes) < _LETTERS_IN_TWO_BYTES:
        number = codes[0] << 16 | (codes[1] if len(codes) == 2 else 0)
    else:
        number = _OTHER | crc32(term.encode()) & _OTHER_BITS
    return number - (1 << 32) if number >> 31 else number
