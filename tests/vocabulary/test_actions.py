"""Teaching the vocabulary, and the queue of words it does not know."""

import pytest

from vocabulary.actions import (
    AliasTakenError,
    accept_phrase,
    add_alias,
    propose_phrase,
    propose_phrases,
    reject_phrase,
    remove_alias,
)
from vocabulary.models import ProposedPhrase, Skill, SkillAlias
from vocabulary.queries import concept_index
from vocabulary.states import PhraseStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def kintone() -> Skill:
    return Skill.objects.get(slug="kintone")


def test_add_alias_twice_makes_one(kintone: Skill) -> None:
    assert add_alias(kintone, "きんとん 雲").pk == add_alias(kintone, "きんとん・雲").pk
    assert concept_index().concepts_in("きんとん雲を使いたい") == {"kintone"}


def test_add_alias_refuses_a_spelling_of_another_skill(kintone: Skill) -> None:
    for taken in ("ワードプレス", "Data Entry", "ＰＹＴＨＯＮ"):
        with pytest.raises(AliasTakenError):
            add_alias(kintone, taken)


def test_add_alias_refuses_what_has_no_letters(kintone: Skill) -> None:
    for empty in ("", " ・-", "\u200b", "x" * 81):
        with pytest.raises(ValueError, match="no usable spelling"):
            add_alias(kintone, empty)


def test_remove_alias_is_forgotten_by_the_index(kintone: Skill) -> None:
    alias = add_alias(kintone, "きんとん雲")
    assert concept_index().resolve("きんとん雲") == "kintone"
    remove_alias(alias)
    remove_alias(alias)
    assert concept_index().resolve("きんとん雲") is None


def test_propose_phrase_counts_spellings_as_one() -> None:
    propose_phrase("ロボット 溶接")
    phrase = propose_phrase("ﾛﾎﾞｯﾄ・溶接")
    assert phrase is not None
    assert (phrase.text, phrase.times, phrase.status) == ("ロボット 溶接", 2, PhraseStatus.PROPOSED)
    assert phrase.first_seen <= phrase.last_seen


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "x" * 81, "\x00", "a\x07b", "a\u202eb", "\ud800", "\ufdfa" * 20])
def test_propose_phrase_passes_over_what_is_no_word(text: str) -> None:
    assert propose_phrase(text) is None
    assert ProposedPhrase.objects.count() == 0


@pytest.mark.parametrize(
    "text", ["taro@example.jp", "ｔａｒｏ＠example.jp", "090-1234-5678", "０９０１２３４５６７８", "tel 03 1234 5678"]
)
def test_propose_phrase_passes_over_what_may_be_a_contact(text: str) -> None:
    assert propose_phrase(text) is None
    assert ProposedPhrase.objects.count() == 0


def test_one_person_proposes_few_phrases_at_once_and_a_day() -> None:
    propose_phrases((f"きんとん雲その{number}" for number in range(100)), by=1)
    assert ProposedPhrase.objects.count() == 3
    for number in range(20):
        propose_phrases([f"筋斗雲その{number}", "", "雲@example.jp"], by=1)
    assert ProposedPhrase.objects.count() == 20
    propose_phrases(["別の人の言葉"], by=2)
    assert ProposedPhrase.objects.count() == 21


def test_accepted_phrase_becomes_an_alias(kintone: Skill) -> None:
    phrase = propose_phrase("きんとん雲")
    assert phrase is not None
    alias = accept_phrase(phrase, kintone)
    phrase.refresh_from_db()
    assert (alias.text, alias.shipped, phrase.status) == ("きんとん雲", False, PhraseStatus.ACCEPTED)
    reject_phrase(phrase)
    phrase.refresh_from_db()
    assert phrase.status == PhraseStatus.ACCEPTED


def test_rejected_phrase_stays_rejected_however_often_it_comes() -> None:
    phrase = propose_phrase("やる気")
    assert phrase is not None
    reject_phrase(phrase)
    again = propose_phrase("やる気")
    assert again is not None
    assert (again.status, again.times) == (PhraseStatus.REJECTED, 2)
    assert not SkillAlias.objects.filter(text="やる気").exists()
