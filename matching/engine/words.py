"""Words of Japanese and English text, as they are counted for BM25 and for character n-grams.

Japanese needs no dictionary here: runs of kanji and katakana are words and character pairs give recall. English words
get a light stem. Names of technologies such as C#, C++ and Node.js stay whole.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from functools import lru_cache

from matching.engine.generic_words import GENERIC_JAPANESE, GENERIC_STEMS_OF, STOP_WORDS

MAX_TEXT_CHARS = 20_000
MAX_TITLE_CHARS = 160
SEGMENT_WORDS = 40
REPEAT_CAP = 4
MAX_RUN = 8
MAX_WORD_CHARS = 40

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,1000}>")
_WRITTEN_BREAK = re.compile(r"\\[nrt]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,500}|[\w.+-]{1,64}@[\w-]{1,100}(?:\.[\w-]{1,100}){1,5}", re.ASCII)
_SEGMENT_END = re.compile(r"[\n\r.!?;。！？•●■・|]+(?=\s|$|[^\x00-\x7f])|[\n\r。]+")
_HIRAGANA = "ぁ-ゖ"
_KATAKANA = "ァ-ヺー"
# Endings that make a noun of a verb (受け, 組み, 売り …); other hiragana after kanji is grammar.
_CONTENT_ENDINGS = "いきぎくけげちつねびべみむめりえれ"
_KANJI = "\u3400-\u4dbf\u4e00-\u9fff々〆"
_WORD = re.compile(
    r"\.net\b"
    r"|[a-z0-9\u00df-\u024f]+(?:\.(?:js|net|io|py|ai|ts)\b)?(?:\+\+|#)?"
    rf"|[{_KANJI}]{{1,{MAX_WORD_CHARS}}}[{_CONTENT_ENDINGS}]?|[{_KATAKANA}]+|[{_HIRAGANA}]+"
    r"|[^\W_]+",
)
_LETTER_HYPHEN = re.compile(r"\b([a-z])-(?=[a-z]{3})")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_VOWELS = frozenset("aeiouy")


def plain(text: str) -> str:
    """The first 20,000 characters without markup and addresses; tags and written-out line breaks end a line."""
    cut = text[:MAX_TEXT_CHARS]
    if "<" in cut or "&" in cut:
        cut = html.unescape(_TAG.sub("\n", cut))
    return _ADDRESS.sub(" ", _WRITTEN_BREAK.sub("\n", cut))


def folded(text: str) -> str:
    """Text in the one form that is compared: plain, invisible marks out, NFKC, case folded."""
    cut = _INVISIBLE.sub("", plain(text))
    return unicodedata.normalize("NFKC", cut).casefold()[:MAX_TEXT_CHARS]


def word_counts(text: str) -> tuple[Counter[str], int]:
    """How many different segments (sentence, line, 40 words) hold each word, at most 4; and the length in words.

    Repeating a word in one breath, or a whole sentence again, adds length but no count: stuffing cannot pay.
    """
    counts: Counter[str] = Counter()
    length = 0
    seen: set[frozenset[str]] = set()
    for segment in _segments(text):
        length += len(segment)
        distinct = frozenset(segment)
        if distinct not in seen:
            seen.add(distinct)
            counts.update(distinct)
    return Counter({word: min(count, REPEAT_CAP) for word, count in counts.items()}), length


def title_words(text: str) -> frozenset[str]:
    """The words of the first line, which is the title of an order; none when the line is too long to be one."""
    first, _, rest = text.lstrip().partition("\n")
    if len(first) > MAX_TITLE_CHARS or not rest.strip():
        return frozenset()
    return frozenset(_words_of(folded(first)))


def _segments(text: str) -> list[list[str]]:
    segments: list[list[str]] = []
    for sentence in _SEGMENT_END.split(folded(text)):
        words = _words_of(sentence)
        segments.extend(words[at : at + SEGMENT_WORDS] for at in range(0, len(words), SEGMENT_WORDS))
    return segments


def _words_of(text: str) -> list[str]:
    plain = _LETTER_HYPHEN.sub(r"\1", _POSSESSIVE.sub("", text))
    return [word[:MAX_WORD_CHARS] for word in _WORD.findall(plain)]


@lru_cache(maxsize=200_000)
def tokens_of(word: str) -> tuple[str, ...]:
    """The BM25 terms of one word: a stem, or a Japanese run with its pairs; none for a stop word or a number."""
    script = _script(word)
    if script == "kanji":
        pairs = [word[at : at + 2] for at in range(len(word) - 1)]
        run = word if _script(word[-1]) == "kanji" else word[:-1]
        return tuple(dict.fromkeys([run, *pairs] if len(run) <= MAX_RUN else pairs))
    if script == "katakana":
        return (word.rstrip("ー") or word,) if len(word) > 3 else (word,)
    if script == "hiragana":
        return (word,) if 4 <= len(word) <= MAX_RUN else ()
    if word.isdigit() or word in STOP_WORDS or len(word) == 1:
        return ()
    return (stem(word),)


@lru_cache(maxsize=200_000)
def grams_of(word: str) -> tuple[str, ...]:
    """The distinct character n-grams of one word: 2 and 3 of a Japanese run, 3 of another word with its ends marked."""
    tokens = tokens_of(word)
    if not tokens or is_generic(tokens[0]):
        return ()
    marked, sizes = (f"^{word}$", (3,)) if _script(word) == "other" else (word, (2, 3))
    return tuple(sorted({marked[at : at + size] for size in sizes for at in range(len(marked) - size + 1)}))


def is_generic(token: str) -> bool:
    """Whether a term is the small change of job texts (experience, team, 業務 …) and says little of the work."""
    return token in GENERIC_JAPANESE or token in _generic_stems()


@lru_cache(maxsize=1)
def _generic_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in GENERIC_STEMS_OF)


def _script(word: str) -> str:
    first = word[0]
    if "ぁ" <= first <= "ゖ":
        return "hiragana"
    if "ァ" <= first <= "ヺ" or first == "ー":
        return "katakana"
    return "kanji" if "\u3400" <= first <= "\u9fff" or first in "々〆" else "other"


_SUFFIXES = (
    "ments",
    "ment",
    "ings",
    "ing",
    "ers",
    "er",
    "ors",
    "or",
    "edly",
    "ed",
    "ly",
    "ally",
    "al",
    "es",
    "s",
    "ic",
)


def stem(word: str) -> str:
    """A light English stem: manager, managing, management → manag; other words come back unchanged."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    base = word[:-3] + "y" if word.endswith("ies") and len(word) > 5 else word
    for _ in range(3):
        shorter = _strip_once(base)
        if shorter == base:
            break
        base = shorter
    return base


def _strip_once(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and _is_stem(word[: -len(suffix)]):
            return _undoubled(word[: -len(suffix)])
    if word.endswith(("tion", "sion", "tions", "sions")):
        return word.rstrip("s")[:-3] if len(word) >= 7 else word
    if word.endswith("at") and len(word) >= 7:
        return word[:-2]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _is_stem(rest: str) -> bool:
    return len(rest) >= 4 and not _VOWELS.isdisjoint(rest)


def _undoubled(rest: str) -> str:
    return rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
