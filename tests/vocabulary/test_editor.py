"""Administrators edit the vocabulary; what they do counts at once and outlives the next load of the shipped file."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from matching.actions import RANK_OPEN_ORDERS
from outbox.models import Work
from tests.factories import make_user
from vocabulary.actions import (
    AliasTakenError,
    PartOfItselfError,
    create_skill,
    edit_skill,
    load_vocabulary,
    propose_phrase,
)
from vocabulary.models import ProposedPhrase, Skill, SkillAlias, SkillCategory
from vocabulary.queries import concept_index
from vocabulary.states import PhraseStatus

pytestmark = pytest.mark.django_db

SKILLS = "/staff/vocabulary/"
FACTS = {
    "name_ja": "溶接ロボット",
    "name_en": "Welding robots",
    "category": "web",
    "typical_unit": "project",
    "active": "on",
}


@pytest.fixture
def browser() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(is_staff=True))
    return client


def skill(slug: str) -> Skill:
    return Skill.objects.get(slug=slug)


def is_ranking_asked_for() -> bool:
    return Work.objects.filter(kind=RANK_OPEN_ORDERS).exists()


@pytest.mark.parametrize("words", ["ｷﾝﾄｰﾝ", "KINTONE", "キントーン"])
def test_skills_are_found_in_any_spelling(browser: Client, words: str) -> None:
    page = browser.get(SKILLS, {"q": words})
    assert "kintone" in [one.slug for one in page.context["page"].rows]
    assert "No skill fits this search" in browser.get(SKILLS, {"q": "zzzzz"}).text


def test_the_list_is_narrowed_and_goes_on(browser: Client) -> None:
    Skill.objects.filter(slug="kintone").update(active=False)
    assert [one.slug for one in browser.get(SKILLS, {"which": "inactive"}).context["page"].rows] == ["kintone"]
    first = browser.get(SKILLS).context["page"]
    second = browser.get(SKILLS, {"cursor": first.next}).context["page"]
    assert not {one.pk for one in first.rows} & {one.pk for one in second.rows}
    found = []
    for address in (f"{SKILLS}?q=kintone", SKILLS):
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        found.append(len([one for one in captured.captured_queries if "vocabulary_" in one["sql"]]))
    assert found[0] <= found[1] + 1


def test_a_new_skill_is_understood_at_once_and_stays(browser: Client) -> None:
    assert not is_ranking_asked_for()
    answer = browser.post(f"{SKILLS}add/", FACTS | {"slug": "welding-robots"})
    assert answer.status_code == 302
    assert concept_index().resolve("ようせつ") is None
    assert concept_index().find("溶接ロボットを入れたい")[0].concept == "welding-robots"
    assert is_ranking_asked_for()
    load_vocabulary()
    assert skill("welding-robots").active


def test_edited_names_stay_after_the_next_load(browser: Client) -> None:
    before = skill("kintone")
    facts = {
        "name_ja": "kintoneづくり",
        "name_en": before.name_en,
        "category": before.category_id,
        "typical_unit": "project",
    }
    assert browser.post(f"{SKILLS}skills/kintone/", facts | {"active": "on"}).status_code == 302
    load_vocabulary()
    assert (skill("kintone").name_ja, skill("kintone").active) == ("kintoneづくり", True)
    assert concept_index().label("kintone", "ja") == "kintoneづくり"
    assert browser.post(f"{SKILLS}skills/kintone/", facts).status_code == 302
    load_vocabulary()
    assert concept_index().resolve("kintone") is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name_ja": "ワードプレス"}, "name_ja"),
        ({"name_en": "Word-Press"}, "name_en"),
        ({"name_ja": "・・"}, "name_ja"),
        ({"slug": "Welding Robots"}, "slug"),
        ({"slug": "kintone"}, "slug"),
        ({"category": "no-such"}, "category"),
        ({"parent": "999999"}, "parent"),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_is_lost(browser: Client, facts: dict[str, str], field: str) -> None:
    sent = FACTS | {"slug": "welding-robots"} | facts
    answer = browser.post(f"{SKILLS}add/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert sent["name_en"] in answer.text
    assert not Skill.objects.filter(slug="welding-robots").exists()


def test_a_skill_never_becomes_part_of_itself(browser: Client) -> None:
    category = SkillCategory.objects.all()[0]
    upper = create_skill("upper", name_ja="上の上", name_en="Upper", category=category, typical_unit="project")
    middle = create_skill(
        "middle", name_ja="中の中", name_en="Middle", category=category, typical_unit="project", parent=upper
    )
    lower = create_skill(
        "lower", name_ja="下の下", name_en="Lower", category=category, typical_unit="project", parent=middle
    )
    with pytest.raises(PartOfItselfError):
        edit_skill(upper, parent=lower)
    sent = FACTS | {"name_ja": "上の上", "name_en": "Upper", "parent": str(lower.pk)}
    answer = browser.post(f"{SKILLS}skills/upper/", sent)
    assert answer.context["form"].errors["parent"] == ["It would become part of itself."]


def test_names_and_spellings_mean_one_skill(browser: Client) -> None:
    with pytest.raises(AliasTakenError) as taken:
        edit_skill(skill("kintone"), name_ja="ワードプレス")
    assert taken.value.field == "name_ja"
    answer = browser.post(f"{SKILLS}skills/kintone/spellings/", {"text": "ワードプレス", "use": "anywhere"})
    assert answer.status_code == 422
    assert "already means" in answer.context["alias_form"].errors["text"][0]


def test_spellings_come_and_go_but_not_those_of_the_file(browser: Client) -> None:
    assert (
        browser.post(f"{SKILLS}skills/kintone/spellings/", {"text": "きんとん雲", "use": "anywhere"}).status_code == 302
    )
    assert concept_index().resolve("きんとん雲") == "kintone"
    own = SkillAlias.objects.get(text="きんとん雲")
    shipped = SkillAlias.objects.filter(skill=own.skill, shipped=True)[0]
    assert browser.post(f"{SKILLS}skills/kintone/spellings/{shipped.pk}/remove/").status_code == 404
    assert browser.post(f"{SKILLS}skills/python/spellings/{own.pk}/remove/").status_code == 404
    assert browser.post(f"{SKILLS}skills/kintone/spellings/{own.pk}/remove/").status_code == 302
    assert concept_index().resolve("きんとん雲") is None


def test_unknown_words_are_decided_with_the_help_of_what_they_stood_beside(browser: Client) -> None:
    assert "No unknown words" in browser.get(f"{SKILLS}phrases/").text
    for title in ("在庫を数えたい", "在庫を数えたい", "電話は 090-1234-5678", "FAXをやめたい"):
        propose_phrase("きんとん雲づくり", beside=title)
    phrase = ProposedPhrase.objects.get()
    assert (phrase.times, phrase.examples) == (4, ["在庫を数えたい", "FAXをやめたい"])
    page = browser.get(f"{SKILLS}phrases/").text
    assert "written 4 times" in page
    assert "FAXをやめたい" in page
    refused = browser.post(f"{SKILLS}phrases/{phrase.pk}/accept/", {"q": "no such skill"})
    assert refused.status_code == 422
    assert "no such skill" in refused.text
    assert browser.post(f"{SKILLS}phrases/{phrase.pk}/accept/", {"q": "Kintone"}).status_code == 302
    assert concept_index().resolve("きんとん雲づくり") == "kintone"
    phrase.refresh_from_db()
    assert phrase.status == PhraseStatus.ACCEPTED
    other = propose_phrase("ただの言葉")
    assert other is not None
    browser.post(f"{SKILLS}phrases/{other.pk}/reject/")
    other.refresh_from_db()
    assert other.status == PhraseStatus.REJECTED
    assert "No unknown words" in browser.get(f"{SKILLS}phrases/").text
