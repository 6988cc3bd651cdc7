"""One spelling for every way of writing a word: full or half width, capitals, spaces, hyphens, middle dots.

Pure: no Django. The same folding is applied to aliases and to the text they are looked for in, and every
folded character remembers where it stood in the original text.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Joiners people put inside a word at will ("e-mail", "Power BI", "ワーク・フロー"), and marks that are not seen at all.
_JOINERS = " \t\n\r\f\v_\\-\u00ad\u2010-\u2015\u2212\u30fb\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f"
_KEPT = re.compile(f"[^{_JOINERS}]+")
# A base character with the marks that may compose with it (accents, voiced sound marks in both widths).
_CLUSTER = re.compile("[\\s\\S][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# A long-vowel mark at the end of a katakana word: サーバー and サーバ are the same word.
_FINAL_LONG_VOWEL = re.compile("(?<=[ァ-ヺー]{2})ー(?![ァ-ヺー])")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """`text` is folded; character i of it came from `original[starts[i]:ends[i]]`."""

    original: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold(text: str) -> FoldedText:
    """NFKC, case folded, joiners and invisible marks removed. Never raises: lone surrogates become U+FFFD."""
    safe = _LONE_SURROGATE.sub("\ufffd", text)
    lowered = safe.casefold()
    if len(lowered) == len(safe) and unicodedata.is_normalized("NFKC", lowered):
        return _without_joiners(text, lowered, range(len(lowered)), range(1, len(lowered) + 1))
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    for cluster in _CLUSTER.finditer(safe):
        folded = _fold_cluster(cluster.group())
        pieces.append(folded)
        starts.extend([cluster.start()] * len(folded))
        ends.extend([cluster.end()] * len(folded))
    return _without_joiners(text, "".join(pieces), starts, ends)


def normalise(term: str) -> str:
    """The folded spelling alone: equal for two spellings of the same term."""
    lowered = term.casefold()
    if len(lowered) == len(term) and lowered.isprintable() and unicodedata.is_normalized("NFKC", lowered):
        return "".join(_KEPT.findall(lowered))  # what fold would say, without the way back
    return fold(term).text


def half_width(text: str) -> str:
    """NFKC: full-width letters and digits become plain ones, half-width kana become full."""
    return unicodedata.normalize("NFKC", text)


def without_final_long_vowels(term: str) -> str:
    """The shorter spelling of katakana words of three sounds or more: サーバー管理 -> サーバ管理."""
    return _FINAL_LONG_VOWEL.sub("", term)


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())


def _without_joiners(original: str, text: str, starts: Sequence[int], ends: Sequence[int]) -> FoldedText:
    kept_starts, kept_ends = array("L"), array("L")
    pieces: list[str] = []
    for run in _KEPT.finditer(text):
        pieces.append(run.group())
        kept_starts.extend(starts[run.start() : run.end()])
        kept_ends.extend(ends[run.start() : run.end()])
    return FoldedText(original, "".join(pieces), kept_starts, kept_ends)
