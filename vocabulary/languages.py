"""Languages and how well somebody speaks them, on one ladder of seven steps. Pure: no Django.

The ladder is the platform's own and serves one question: is somebody's level at least the level asked for? CEFR and
JLPT measure different things (JLPT has no speaking part) and neither body declares the two equal; that both are read
onto the same steps says nothing about what a certificate is worth elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from vocabulary.spelling import half_width, normalise

NATIVE: Final = 7


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is ISO 639-1."""

    code: str
    name_ja: str
    name_en: str

    def label(self, reader: str) -> str:
        return self.name_ja if reader.startswith("ja") else self.name_en


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the ladder: `ordinal` 1–7, with the words a reader who knows no scale understands."""

    ordinal: int
    name_ja: str
    name_en: str

    def label(self, reader: str) -> str:
        return self.name_ja if reader.startswith("ja") else self.name_en


LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType(
    {
        language.code: language
        for language in (
            Language("ja", "日本語", "Japanese"),
            Language("en", "英語", "English"),
            Language("zh", "中国語", "Chinese"),
            Language("ko", "韓国語", "Korean"),
            Language("vi", "ベトナム語", "Vietnamese"),
            Language("ne", "ネパール語", "Nepali"),
            Language("bn", "ベンガル語", "Bengali"),
            Language("hi", "ヒンディー語", "Hindi"),
            Language("id", "インドネシア語", "Indonesian"),
            Language("ms", "マレー語", "Malay"),
            Language("tl", "フィリピノ語", "Filipino"),
            Language("th", "タイ語", "Thai"),
            Language("my", "ミャンマー語", "Burmese"),
            Language("km", "クメール語", "Khmer"),
            Language("lo", "ラオス語", "Lao"),
            Language("mn", "モンゴル語", "Mongolian"),
            Language("si", "シンハラ語", "Sinhala"),
            Language("ta", "タミル語", "Tamil"),
            Language("ur", "ウルドゥー語", "Urdu"),
            Language("uz", "ウズベク語", "Uzbek"),
            Language("pt", "ポルトガル語", "Portuguese"),
            Language("es", "スペイン語", "Spanish"),
            Language("fr", "フランス語", "French"),
            Language("de", "ドイツ語", "German"),
            Language("it", "イタリア語", "Italian"),
            Language("ru", "ロシア語", "Russian"),
            Language("uk", "ウクライナ語", "Ukrainian"),
            Language("ar", "アラビア語", "Arabic"),
            Language("tr", "トルコ語", "Turkish"),
        )
    }
)

LEVELS: Final = (
    Level(1, "あいさつや簡単な単語がわかる", "Greetings and single words"),
    Level(2, "簡単なやりとりができる", "Simple exchanges"),
    Level(3, "日常会話ができる", "Everyday conversation"),
    Level(4, "仕事の会話や簡単な文書ができる", "Conversation and simple documents at work"),
    Level(5, "会議や文書も含め、仕事で問題なく使える", "Full use at work, meetings and documents included"),
    Level(6, "母語に近い水準で使える", "Close to a native speaker"),
    Level(NATIVE, "母語", "Native language"),
)

_NAMES_BESIDE_LABELS: Final[Mapping[str, str]] = {
    "中文": "zh", "普通話": "zh", "北京語": "zh", "mandarin": "zh", "朝鮮語": "ko", "タガログ語": "tl", "tagalog": "tl",
    "ビルマ語": "my", "myanmar": "my", "フィリピン語": "tl", "nepalese": "ne", "bangla": "bn", "bahasa": "id",
    "カンボジア語": "km", "jp": "ja", "jpn": "ja", "eng": "en", "cn": "zh", "kr": "ko", "vn": "vi",
}  # fmt: skip
_LANGUAGE_OF: Final = {
    **{normalise(name): code for name, code in _NAMES_BESIDE_LABELS.items()},
    **{
        normalise(name): known.code
        for known in LANGUAGES.values()
        for name in (known.code, known.name_ja, known.name_en)
    },
}

_CEFR: Final = {"a1": 1, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "c2": 6}
# N2 is what most workplaces ask for as "can work in Japanese", N1 for documents and meetings; nothing equals native.
_JLPT: Final = {"n5": 1, "n4": 2, "n3": 3, "n2": 4, "n1": 5}
_WORDS_BY_LEVEL: Final[Mapping[int, str]] = {
    NATIVE: "native ネイティブ 母語 母国語 mothertongue firstlanguage nativespeaker",
    6: "nativelevel nearnative ネイティブレベル ネイティブ並み 母語並み bilingual バイリンガル proficient mastery",
    5: "fluent fullprofessional advanced 流暢 堪能 上級",
    4: "business professional workingproficiency upperintermediate ビジネス 中上級 仕事で使える",
    3: "intermediate conversational limitedworking 日常会話 会話 中級",
    2: "elementary basic 初級 基礎 簡単な会話",
    1: "beginner 入門 挨拶程度 あいさつ程度",
}
_WORDS: Final = {word: ordinal for ordinal, words in _WORDS_BY_LEVEL.items() for word in words.split()}
_SCALE = re.compile(r"(?<![a-z0-9])(?:jlpt|cefr)?[ :-]*(?:([abc])-?([12])|n-?([1-5]))(?![a-z0-9])")
_LEVEL_OF_LABEL: Final = {
    normalise(name): level.ordinal for level in LEVELS for name in (level.name_ja, level.name_en, str(level.ordinal))
}


def language_code(text: str) -> str | None:
    """The ISO 639-1 code of a language named in Japanese or English, or by a code ("ja-JP"); None when unknown."""
    term = normalise(text)
    return _LANGUAGE_OF.get(term) or _LANGUAGE_OF.get(normalise(re.split(r"[-_]", text.strip())[0]))


def level_ordinal(text: str) -> int | None:
    """The step 1–7 for a CEFR level, a JLPT level, "native" or a plain word for it; None when it says no level.

    A text that names several ("N2 (business level)") counts by its CEFR or JLPT level.
    """
    scale = _SCALE.search(half_width(text).casefold())
    if scale:
        return _CEFR[scale[1] + scale[2]] if scale[1] else _JLPT["n" + scale[3]]
    term = normalise(text)
    if term in _LEVEL_OF_LABEL:
        return _LEVEL_OF_LABEL[term]
    named = [word for word in _WORDS if word in term]
    return _WORDS[max(named, key=len)] if named else None


def language_choices(reader: str) -> list[tuple[str, str]]:
    """Codes and names in the reader's language, Japanese and English first."""
    return [(language.code, language.label(reader)) for language in LANGUAGES.values()]


def level_choices(reader: str) -> list[tuple[int, str]]:
    """Ordinals and plain words in the reader's language, lowest first."""
    return [(level.ordinal, level.label(reader)) for level in LEVELS]


def level_label(ordinal: int, reader: str) -> str:
    """Plain words for a step; '' for a number that is none."""
    return next((level.label(reader) for level in LEVELS if level.ordinal == ordinal), "")
