"""The profile page: saved section by section, with and without htmx, and everything bad people can type."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext

from accounts import actions
from accounts.models import PastWork, Profile, ProfileLanguage, ProfileSkill, User
from common.forms import DayField
from tests.accounts.conftest import signed_in
from tests.factories import make_freelancer, make_user
from vocabulary.models import Prefecture, ProposedPhrase, Skill

SECTIONS = "/me/profile/sections/"
BASICS = {"handle": "umi-oka-10", "legal_name": "山田 花子", "headline": "在庫を楽に", "summary": "Excelが得意です。"}
CONDITIONS = dict.fromkeys(
    ["rate_jpy_hour", "hours_per_week", "available_from", "prefecture", "municipality", "remote"], ""
)
WORK = {"title": "酒蔵のネットショップ", "text": "受注を半分の時間に", "year": "2025", "industry": "酒造"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def profile(db: None) -> Profile:
    return make_freelancer(handle="umi-oka-10")


@pytest.fixture
def client(profile: Profile) -> Client:
    return signed_in(profile.party.user)


def stored(profile: Profile) -> Profile:
    return Profile.objects.select_related("party").get(pk=profile.pk)


def everything(profile: Profile) -> list[Any]:
    """All that a profile consists of, for "nothing changed"."""
    rows = [list(model.objects.order_by("pk").values()) for model in (ProfileSkill, ProfileLanguage, PastWork)]
    return [Profile.objects.values().get(pk=profile.pk), stored(profile).party.handle, *rows]


def test_the_card_joins_places_as_the_language_does_and_knows_days_that_have_come(db: None) -> None:
    today = timezone.localdate()
    person = make_freelancer(available_from=today - timedelta(days=3), remote="partial")
    person.onsite_prefectures.set(Prefecture.objects.filter(code__in=["32", "38"]))
    page = signed_in(person.user).get("/me/profile/preview/").text
    assert "島根県、愛媛県" in page
    assert "すぐに" in page
    actions.change_profile(person, available_from=today + timedelta(days=3))
    assert "すぐに" not in signed_in(person.user).get("/me/profile/preview/").text


def test_people_without_a_profile_are_invited_to_begin_one(db: None) -> None:
    client = signed_in(make_user())
    assert 'href="/welcome/freelancer/"' in client.get("/me/profile/").text
    for address in ("/me/profile/preview/", "/me/profile/works/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{SECTIONS}basics/", BASICS).status_code == 404


def test_other_peoples_rows_are_out_of_reach(client: Client) -> None:
    other = make_freelancer(skills=("python",))
    actions.save_language(other, language="en", level=3)
    work = actions.save_work(other, None, title="x", text="", year=None, industry="")
    before = everything(other)
    answers = [
        client.get(f"/me/profile/works/{work.public_id}/"),
        client.post(f"/me/profile/works/{work.public_id}/", WORK),
        client.post(f"/me/profile/works/{work.public_id}/remove/"),
        client.post("/me/profile/skills/python/", {"level": "1"}),
        client.post("/me/profile/skills/python/remove/"),
        client.post("/me/profile/languages/en/", {"level": "1"}),
        client.post("/me/profile/languages/en/remove/"),
        client.post(f"{SECTIONS}unknown/", BASICS),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert everything(other) == before


def test_writes_answer_to_posts_only(client: Client) -> None:
    for address in (f"{SECTIONS}basics/", "/me/profile/skills/", "/me/profile/languages/"):
        assert client.get(address).status_code == 405


def test_a_section_saves_and_leads_back_to_itself(client: Client, profile: Profile) -> None:
    answer = client.post(f"{SECTIONS}basics/", BASICS | {"handle": " Ｕmi　oka "})
    assert answer.headers["Location"] == "/me/profile/?saved=basics#basics"
    row = stored(profile)
    assert (row.party.handle, row.legal_name, row.version) == ("Umi oka", "山田 花子", 2)
    page = client.get("/me/profile/?saved=basics").text
    assert page.count("保存しました。 (") == 1


def test_a_section_saved_by_htmx_answers_with_itself_and_the_progress(client: Client) -> None:
    answer = client.post(f"{SECTIONS}permission/", {"side_job": "approved"}, headers=HTMX)
    assert answer.status_code == 200
    assert '<section class="card" id="permission"' in answer.text
    assert 'id="profile-progress" hx-swap-oob="outerMorph"' in answer.text
    assert "保存しました。" in answer.text
    assert "<html" not in answer.text
    found = client.post(f"{SECTIONS}basics/", BASICS, headers=HTMX).text
    assert 'id="skills-found" hx-swap-oob="outerMorph"' in found


def test_a_refused_section_keeps_what_was_typed(client: Client, profile: Profile) -> None:
    before = everything(profile)
    typed = BASICS | {"headline": "長" * 121, "summary": "書きかけ"}
    for headers in ({}, HTMX):
        answer = client.post(f"{SECTIONS}basics/", typed, headers=headers)
        assert answer.status_code == 422
        assert "120 文字以下" in answer.text
        assert "書きかけ" in answer.text
        assert "長" * 121 in answer.text
    assert everything(profile) == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rate_jpy_hour": "-1"}, "An amount cannot be below zero."),
        ({"rate_jpy_hour": "安い"}, "金額"),
        ({"rate_jpy_hour": "100万1円"}, "金額"),
        ({"rate_jpy_hour": "1000001"}, "1,000,000円まで"),
        ({"rate_jpy_hour": "9" * 30}, "円まで"),
        ({"hours_per_week": "169"}, "168まで"),
        ({"hours_per_week": "-5"}, "0以上"),
        ({"hours_per_week": "2.5"}, "整数"),
        ({"available_from": "2026-02-30"}, DayField.default_error_messages["invalid"]),
        ({"available_from": "明日"}, DayField.default_error_messages["invalid"]),
        ({"available_from": "0001-01-01"}, DayField.default_error_messages["invalid"]),
        ({"available_from": "2099-01-01"}, "5年以内"),
        ({"prefecture": "48"}, "正しく選択"),
        ({"prefecture": "32", "municipality": "131016"}, "選んだ都道府県の中"),
        ({"municipality": "322016"}, "選んだ都道府県の中"),
        ({"remote": "moon"}, "一覧から選んで"),
        ({"onsite_prefectures": ["32", "99"]}, "一覧から選んで"),
        ({"onsite_prefectures": ["\u202e"]}, "一覧から選んで"),
    ],
)
def test_bad_conditions_are_explained(client: Client, profile: Profile, change: dict[str, Any], sentence: Any) -> None:
    before = everything(profile)
    answer = client.post(f"{SECTIONS}conditions/", CONDITIONS | {"hours_per_week": "7"} | change)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert gettext(str(sentence)) in answer.text
    assert everything(profile) == before
    assert profile.onsite_prefectures.count() == 0


def test_conditions_accept_what_people_in_japan_type(client: Client, profile: Profile) -> None:
    typed = {"rate_jpy_hour": "￥５，０００", "hours_per_week": "１０", "available_from": "2026年12月4日"}
    typed |= {"prefecture": "32", "municipality": "322016", "remote": "partial"}
    answer = client.post(f"{SECTIONS}conditions/", CONDITIONS | typed | {"onsite_prefectures": ["31", "32"]})
    assert answer.status_code == 302
    row = stored(profile)
    assert (row.rate_jpy_hour, row.hours_per_week, str(row.available_from)) == (5000, 10, "2026-12-04")
    assert (row.municipality_id, row.place_label) == ("322016", "島根県松江市")
    assert sorted(row.onsite_prefectures.values_list("code", flat=True)) == ["31", "32"]
    client.post(f"{SECTIONS}conditions/", CONDITIONS | {"rate_jpy_hour": "0.5万"})
    row = stored(profile)
    assert (row.rate_jpy_hour, row.hours_per_week, row.prefecture, row.remote) == (5000, None, None, "")


@pytest.mark.parametrize(
    ("section", "data"), [("permission", {"side_job": "maybe"}), ("basics", BASICS | {"handle": "taken"})]
)
def test_bad_choices_are_explained(client: Client, profile: Profile, section: str, data: dict[str, str]) -> None:
    make_freelancer(handle="TAKEN")
    before = everything(profile)
    answer = client.post(f"{SECTIONS}{section}/", data)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert everything(profile) == before


def test_leaving_matching_and_coming_back(client: Client, profile: Profile) -> None:
    client.post(f"{SECTIONS}listing/", {})
    assert not stored(profile).is_listed
    assert "案件の紹介を受けない設定です" in client.get("/me/profile/").text
    client.post(f"{SECTIONS}listing/", {"is_listed": "on"})
    assert stored(profile).is_listed


@pytest.mark.parametrize("word", ["python", "Python", "ｐｙｔｈｏｎ", "パイソン"])
def test_a_skill_is_added_by_any_of_its_names(client: Client, profile: Profile, word: str) -> None:
    client.post("/me/profile/skills/", {"q": word, "level": "4", "last_used": "２０２５"})
    row = ProfileSkill.objects.select_related("skill").get(profile=profile)
    assert (row.skill.slug, row.level, row.last_used) == ("python", 4, 2025)


def test_an_unknown_skill_is_explained_and_noted(client: Client, profile: Profile) -> None:
    answer = client.post("/me/profile/skills/", {"q": "<b>量子盆栽</b>", "level": "3"})
    assert answer.status_code == 422
    assert "この言葉はまだ登録されていません" in answer.text
    assert "&lt;b&gt;量子盆栽" in answer.text
    assert "<b>量子盆栽" not in answer.text
    assert ProposedPhrase.objects.get().text == "<b>量子盆栽</b>"
    assert not profile.skills.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"q": "", "level": "3"},
        {"q": "長" * 81, "level": "3"},
        {"q": "\u202e\x00", "level": "3"},
        {"q": "python", "level": "6"},
        {"q": "python", "level": "0"},
        {"q": "python", "level": "上手"},
        {"q": "python"},
        {"q": "python", "level": "3", "last_used": "2999"},
        {"q": "python", "level": "3", "last_used": "-1"},
        {"q": "python", "level": "3", "last_used": "去年"},
    ],
)
def test_bad_skills_are_refused(client: Client, profile: Profile, data: dict[str, str]) -> None:
    for headers in ({}, HTMX):
        answer = client.post("/me/profile/skills/", data, headers=headers)
        assert answer.status_code == 422
        assert "field-error" in answer.text
    assert not profile.skills.exists()
    assert stored(profile).version == 1


def test_skills_and_languages_are_changed_and_removed(client: Client, profile: Profile) -> None:
    client.post("/me/profile/skills/", {"q": "python", "level": "3"})
    assert client.post("/me/profile/skills/python/", {"level": "9"}).status_code == 422
    client.post("/me/profile/skills/python/", {"level": "5", "last_used": "2024"})
    assert profile.skills.values_list("level", "last_used").get() == (5, 2024)
    client.post("/me/profile/languages/", {"language": "en", "level": "3"})
    assert client.post("/me/profile/languages/", {"language": "klingon", "level": "3"}).status_code == 422
    assert client.post("/me/profile/languages/en/", {"level": "8"}).status_code == 422
    client.post("/me/profile/languages/en/", {"level": "5"})
    assert profile.languages.values_list("language", "level").get() == ("en", 5)
    assert "Pythonを削除しました。" in client.post("/me/profile/skills/python/remove/", headers=HTMX).text
    client.post("/me/profile/languages/en/remove/")
    assert not profile.skills.exists()
    assert not profile.languages.exists()


def test_skills_in_the_summary_are_offered_as_one_click(client: Client, profile: Profile) -> None:
    actions.change_profile(profile, summary="Pythonで在庫管理を直します。")
    page = client.get("/me/profile/").text
    assert '<input type="hidden" name="q" value="python">' in page
    client.post("/me/profile/skills/", {"q": "python", "level": "3"})
    assert '<input type="hidden" name="q" value="python">' not in client.get("/me/profile/").text


@pytest.mark.parametrize(
    "change",
    [{"title": ""}, {"title": "長" * 121}, {"text": "長" * 4001}, {"year": "1900"}, {"year": "2999"}, {"year": "昨年"}],
)
def test_bad_works_are_explained_and_kept(client: Client, change: dict[str, str]) -> None:
    answer = client.post("/me/profile/works/", WORK | {"industry": "酒造りの仕事"} | change)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert "酒造りの仕事" in answer.text
    assert not PastWork.objects.exists()


def test_works_are_added_changed_and_removed(client: Client, profile: Profile) -> None:
    client.post("/me/profile/works/", WORK)
    work = PastWork.objects.get(profile=profile)
    client.post(f"/me/profile/works/{work.public_id}/", WORK | {"title": "別の題 🍶"})
    assert PastWork.objects.get().title == "別の題 🍶"
    client.post(f"/me/profile/works/{work.public_id}/remove/")
    assert not PastWork.objects.exists()
    assert stored(profile).version == 4


def test_preview_shows_what_companies_see(client: Client, profile: Profile) -> None:
    actions.change_profile(profile, legal_name="山田 花子", headline="<i>在庫</i>", summary="\u05d0 語")
    page = client.get("/me/profile/preview/").text
    assert "umi-oka-10" in page
    assert "山田 花子" not in page
    assert "&lt;i&gt;在庫" in page
    assert profile.party.user.email not in page.split("<main")[1]


def page_queries(user: User, address: str) -> int:
    client = signed_in(user)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["/me/profile/", "/me/profile/preview/"])
def test_profile_costs_the_same_number_of_queries(profile: Profile, address: str) -> None:
    skills = list(Skill.objects.filter(active=True).order_by("slug")[:3])
    fill(profile, skills[:1], ["ja"])
    few = page_queries(profile.party.user, address)
    fill(profile, skills, ["ja", "en", "zh"])
    assert page_queries(profile.party.user, address) == few


def fill(profile: Profile, skills: list[Skill], languages: list[str]) -> None:
    actions.change_profile(profile, summary="Python と Excel", onsite_prefectures=[])
    for skill, language in zip(skills, languages, strict=True):
        actions.save_skill(profile, skill, level=3, last_used=None)
        actions.save_language(profile, language=language, level=3)
        actions.save_work(profile, None, title="x", text="", year=None, industry="")
