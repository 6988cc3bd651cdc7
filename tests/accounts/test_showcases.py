"""A party's page: what it shows, in which order, and what it refuses."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.errors import TooManyItemsError
from accounts.models import PortfolioItem, Profile, Showcase
from accounts.models.showcases import MOST_ITEMS
from tests.factories import make_freelancer
from vocabulary.models import Skill

pytestmark = pytest.mark.django_db
FILLED_IN = {
    "is_public": "on",
    "smallest_order_yen": "30万",
    "contract_form": "service",
    "hours_of_day": ["evening", "weekend"],
    "industries": "食品、観光,食品",
    "regions": ["32", "13"],
}


def browser_of(profile: Profile) -> Client:
    browser = Client()
    assert profile.user is not None
    browser.force_login(profile.user)
    return browser


def test_wishes_are_kept_as_columns() -> None:
    profile = make_freelancer()
    version = profile.version
    answer = browser_of(profile).post(reverse("accounts:showcase"), FILLED_IN)
    assert answer.status_code == 302
    row = Showcase.objects.get(profile=profile)
    assert (row.is_public, row.smallest_order_yen, row.contract_form) == (True, 300_000, "service")
    assert (row.hours_of_day, row.industries) == (["evening", "weekend"], ["食品", "観光"])
    assert set(row.regions.values_list("code", flat=True)) == {"32", "13"}
    profile.refresh_from_db()
    assert profile.version == version  # matching reads nothing of it


def test_what_cannot_be_understood_is_said_and_kept() -> None:
    profile = make_freelancer()
    typed = FILLED_IN | {"smallest_order_yen": "たくさん", "industries": "あ" * 81}
    answer = browser_of(profile).post(reverse("accounts:showcase"), typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"smallest_order_yen", "industries"}
    assert "あ" * 81 in answer.content.decode()
    assert not Showcase.objects.exists()


def test_works_are_added_ordered_changed_and_removed() -> None:
    profile = make_freelancer(skills=("kintone",))
    browser, skill = browser_of(profile), Skill.objects.get(slug="kintone")
    for title in ("一つ目", "二つ目", "三つ目"):
        typed = {"title": title, "result": "半分の時間に", "year": "2025", "skills": [skill.pk]}
        assert browser.post(reverse("accounts:showcase_item_create"), typed).status_code == 302
    last = PortfolioItem.objects.get(title="三つ目")
    assert list(last.skills.all()) == [skill]
    for _ in range(3):
        browser.post(reverse("accounts:showcase_item_raise", args=[last.public_id]))
    assert list(profile.portfolio.values_list("title", flat=True)) == ["三つ目", "一つ目", "二つ目"]
    browser.post(reverse("accounts:showcase_item", args=[last.public_id]), {"title": "直した題"})
    assert profile.portfolio.first().title == "直した題"
    browser.post(reverse("accounts:showcase_item_remove", args=[last.public_id]))
    assert list(profile.portfolio.values_list("title", flat=True)) == ["一つ目", "二つ目"]


@pytest.mark.parametrize("text", ["http://elsewhere.example", "HTTPS://elsewhere.example", "www.elsewhere.example"])
def test_a_work_holds_no_links(text: str) -> None:
    profile = make_freelancer()
    answer = browser_of(profile).post(reverse("accounts:showcase_item_create"), {"title": "題", "text": text})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text"}


def test_somebody_elses_skill_and_work_are_out_of_reach() -> None:
    profile, other = make_freelancer(), make_freelancer()
    skill = Skill.objects.get(slug="kintone")
    typed = {"title": "題", "skills": [skill.pk]}
    answer = browser_of(profile).post(reverse("accounts:showcase_item_create"), typed)
    assert set(answer.context["form"].errors) == {"skills"}
    item = actions.save_item(other, None, title="他人の仕事")
    assert browser_of(profile).get(reverse("accounts:showcase_item", args=[item.public_id])).status_code == 404


def test_the_list_of_works_ends_somewhere() -> None:
    profile = make_freelancer()
    for number in range(MOST_ITEMS):
        actions.save_item(profile, None, title=f"{number}")
    with pytest.raises(TooManyItemsError):
        actions.save_item(profile, None, title="もう一つ")
