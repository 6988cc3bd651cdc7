"""Languages and the platform's ladder of levels."""

import pytest

from vocabulary.languages import (
    LANGUAGES,
    LEVELS,
    language_choices,
    language_code,
    level_choices,
    level_label,
    level_ordinal,
)


def test_languages_of_the_people_we_serve_are_there_in_both_languages() -> None:
    assert {"ja", "en", "zh", "ne", "vi", "bn", "ko", "pt", "hi", "id", "th", "my", "fr", "es", "de"} <= set(LANGUAGES)
    assert dict(language_choices("ja"))["ne"] == "ネパール語"
    assert dict(language_choices("en"))["ne"] == "Nepali"
    assert [code for code, _name in language_choices("en")][:2] == ["ja", "en"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ja", "ja"), ("ja-JP", "ja"), ("日本語", "ja"), ("Japanese", "ja"), ("ＥＮ", "en"), ("英語", "en"),
        ("中国語", "zh"),
        ("zh_Hans", "zh"), ("Mandarin", "zh"), ("ネパール語", "ne"), ("bangla", "bn"), ("Klingon", None), ("", None),
    ],
)  # fmt: skip
def test_language_code_reads_names_and_codes(text: str, code: str | None) -> None:
    assert language_code(text) == code


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("A1", 1), ("A2", 2), ("b1", 3), ("CEFR B2", 4), ("c1", 5), ("C2", 6), ("N5", 1), ("n4", 2), ("Ｎ３", 3),
        ("JLPT N2", 4), ("JLPT-N1", 5), ("日本語能力試験N1", 5), ("n-2", 4), ("native", 7), ("母語", 7),
        ("ネイティブ", 7),
        ("ネイティブ並み", 6), ("Fluent", 5), ("ビジネスレベル", 4), ("business level", 4), ("日常会話レベル", 3),
        ("3", 3),
        ("N2 (business level, fluent)", 4), ("日常会話ができる", 3),
        ("Full use at work, meetings and documents included", 5),
        ("", None), ("0", None), ("8", None), ("TOEIC 800", None), ("N6", None), ("AB12", None), ("\ud800", None),
    ],
)  # fmt: skip
def test_level_ordinal_reads_scales_and_plain_words(text: str, ordinal: int | None) -> None:
    assert level_ordinal(text) == ordinal


def test_levels_are_seven_steps_each_read_back_from_its_own_words() -> None:
    assert [level.ordinal for level in LEVELS] == [1, 2, 3, 4, 5, 6, 7]
    for reader in ("ja", "en"):
        for ordinal, words in level_choices(reader):
            assert level_ordinal(words) == ordinal
            assert level_label(ordinal, reader) == words
    assert level_label(9, "ja") == ""
