"""Folding: one spelling for all, and the way back to the text as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.spelling import fold, normalise, without_final_long_vowels


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Ｋｉｎｔｏｎｅ", "kintone"),
        ("ｷﾝﾄｰﾝ", "キントーン"),
        ("ﾃﾞｰﾀﾍﾞｰｽ", "データベース"),
        ("カ\u3099ス", "ガス"),
        ("Power BI", "powerbi"),
        ("power-bi", "powerbi"),
        ("ワーク・フロー", "ワークフロー"),
        ("CI_CD", "cicd"),
        ("go\u200bogle", "google"),
        ("G\u202eo", "go"),
        ("Node.js", "node.js"),
        (" \u3000\n", ""),
    ],
)
def test_normalise_gives_one_spelling(typed: str, folded: str) -> None:
    assert normalise(typed) == folded


def test_fold_maps_each_character_back_to_where_it_stood() -> None:
    text = "例：ﾃﾞｰﾀ 入-力🎉㌔"
    folded = fold(text)
    assert folded.text == "例:データ入力🎉キロ"
    assert [text[start:end] for start, end in zip(folded.starts, folded.ends, strict=True)] == [
        "例", "：", "ﾃﾞ", "ｰ", "ﾀ", "入", "力", "🎉", "㌔", "㌔",
    ]  # fmt: skip


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_fold_takes_any_string_and_its_offsets_stay_inside_and_in_order(text: str) -> None:
    folded = fold(text)
    folded.text.encode("utf-8")
    assert normalise(text) == folded.text
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


def test_without_final_long_vowels_shortens_words_of_three_sounds_only() -> None:
    assert without_final_long_vowels("サーバー管理") == "サーバ管理"
    assert without_final_long_vowels("ユーザー") == "ユーザ"
    assert without_final_long_vowels("キー") == "キー"
    assert without_final_long_vowels("サーバーレス") == "サーバーレス"
