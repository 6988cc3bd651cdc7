"""Words of Japanese, English and hostile text."""

from __future__ import annotations

import pytest

from matching.engine.words import MAX_TEXT_CHARS, grams_of, stem, title_words, tokens_of, word_counts


def tokens(text: str) -> set[str]:
    return {token for word in word_counts(text)[0] for token in tokens_of(word)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＥＣサイト", "ecサイト"),
        ("ｻｰﾊﾞｰ", "サーバ"),
        ("managing engineers", "Manager of Engineering"),
        ("companies", "company's"),
        ("e-commerce", "E-Commerce"),
        ("auto\u202emation", "automated"),
    ],
)
def test_tokens_are_the_same_for_two_spellings(one: str, other: str) -> None:
    assert tokens(one)
    assert tokens(one) & tokens(other) == tokens(one)


@pytest.mark.parametrize("name", ["c#", "c++", "node.js", ".net", "asp.net"])
def test_names_of_technologies_stay_whole(name: str) -> None:
    assert tokens(f"We use {name.upper()}, daily.") >= {name}


def test_japanese_gives_runs_and_pairs_without_grammar() -> None:
    found = tokens("在庫管理をクラウドで行いたいです")
    assert {"在庫管理", "在庫", "管理", "クラウド"} <= found
    assert not {"です", "をク", "いた"} & found
    assert {"在庫", "庫管", "管理", "在庫管", "庫管理"} == set(grams_of("在庫管理"))


def test_markup_and_addresses_are_no_words() -> None:
    text = "<p style='font: arial'>Nurse &amp; carer<br>shifts</p>\\r\\nsee https://jobs.example.com/x?id=3"
    text += " or a.b@example.com"
    assert set(word_counts(text)[0]) == {"nurse", "carer", "shifts", "see", "or"}
    assert tokens("a < b and c > d") == set()


def test_repeating_a_word_or_a_sentence_adds_length_but_no_count() -> None:
    once, length = word_counts("python developer. remote work")
    often, longer = word_counts("python " * 30 + "developer. remote work. remote work. remote work")
    assert once == often
    assert longer > length


def test_the_first_line_is_the_title_when_more_follows() -> None:
    assert title_words("Data analyst\nWe sell fish.") == {"data", "analyst"}
    assert title_words("Data analyst") == frozenset()
    assert title_words("long " * 100 + "\nrest") == frozenset()


@pytest.mark.parametrize(
    "text", ["", "\n\n", "\ud800\udfff", "\u202e\u2066\u200b", "🍎🍎", "%%%", "\x00", "ﷺ" * 30_000, "a" * 10**6]
)
def test_any_text_has_words(text: str) -> None:
    counts, length = word_counts(text)
    assert length <= MAX_TEXT_CHARS
    assert sum(counts.values()) <= length
    for word in counts:
        assert isinstance(tokens_of(word), tuple)
        assert isinstance(grams_of(word), tuple)


def test_stem_is_stable() -> None:
    for word in ("management", "analysis", "kubernetes", "bus", "class", "automation", "data", "ios"):
        assert stem(stem(word)) == stem(word)
