"""A party's page: what it shows, in which order, and what it refuses."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.actions.showcases import NewFile
from accounts.errors import TooManyItemsError
from accounts.models import PartyKind, PortfolioItem, Profile, Showcase, StoredFile
from accounts.models.showcases import MOST_ITEMS
from tests.factories import make_firm, make_freelancer, make_personnel, make_user, owner_of
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


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
PDF = b"%PDF-1.7 portfolio"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def address_of_file(item: PortfolioItem) -> str:
    return reverse("matching:party_file", args=[item.profile.party.public_id, item.public_id])


def test_a_file_is_shown_replaced_and_removed_with_its_work() -> None:
    profile = make_freelancer()
    browser = browser_of(profile)
    page = browser.get(reverse("accounts:showcase_item_create")).content.decode()
    assert re.search("10 ?MB", page)
    assert 'enctype="multipart/form-data"' in page
    typed = {"title": "題", "is_file_shown": "on"}
    browser.post(reverse("accounts:showcase_item_create"), typed | {"upload": upload("画面.png", PNG)})
    item = PortfolioItem.objects.get()
    assert item.file is not None
    assert (item.file.name, item.file.party_id) == ("画面.png", profile.party_id)
    edit = reverse("accounts:showcase_item", args=[item.public_id])
    assert address_of_file(item) in browser.get(edit).content.decode()
    assert "<img" in browser.get(reverse("accounts:showcase")).content.decode()
    browser.post(edit, typed)
    assert PortfolioItem.objects.get().file_id == item.file_id
    browser.post(edit, typed | {"upload": upload("資料.pdf", PDF)})
    assert [file.name for file in StoredFile.objects.all()] == ["資料.pdf"]
    browser.post(edit, typed | {"drop_file": "on"})
    assert not StoredFile.objects.exists()
    browser.post(edit, typed | {"upload": upload("資料.pdf", PDF)})
    browser.post(reverse("accounts:showcase_item_remove", args=[item.public_id]))
    assert not StoredFile.objects.exists()


def test_whoever_may_open_the_page_may_open_its_files() -> None:
    profile, stranger = make_freelancer(), make_freelancer()
    actions.change_showcase(profile, is_public=False)
    assert profile.user is not None
    item = actions.save_item(profile, None, title="題", new_file=NewFile("資料.pdf", PDF, profile.user))
    address = address_of_file(item)
    assert browser_of(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    answer = browser_of(profile).get(address)
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    actions.change_showcase(profile, is_public=True)
    page = reverse("matching:party", args=[profile.party.public_id])
    assert address in browser_of(stranger).get(page).content.decode()
    assert browser_of(stranger).get(address).status_code == 200
    actions.save_item(profile, item, is_file_shown=False)
    assert address not in browser_of(stranger).get(page).content.decode()
    assert browser_of(stranger).get(address).status_code == 404
    assert browser_of(profile).get(address).status_code == 200


def test_a_file_of_another_kind_is_refused_and_nothing_typed_is_lost() -> None:
    profile = make_freelancer()
    typed = {"title": "酒蔵の店", "upload": upload("店.png", b"<script>alert(1)</script>")}
    answer = browser_of(profile).post(reverse("accounts:showcase_item_create"), typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"upload"}
    assert "酒蔵の店" in answer.content.decode()
    assert not PortfolioItem.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("make", [make_firm, make_personnel])
def test_those_who_act_for_a_firm_or_a_lent_person_edit_its_page(make: Callable[[], Profile]) -> None:
    profile = make()
    organisation = profile.party.organisation
    assert organisation is not None
    browser, party = Client(), profile.party.public_id
    browser.force_login(owner_of(organisation))
    address = reverse("accounts:person_showcase", args=[party])
    page = browser.get(address).content.decode()
    assert ("is_public" in page) is (profile.party.kind == PartyKind.PARTNER_FIRM)
    assert browser.post(address, FILLED_IN).status_code == 302
    row = Showcase.objects.get(profile=profile)
    assert (row.contract_form, row.is_public) == ("service", profile.party.kind == PartyKind.PARTNER_FIRM)
    answer = browser.post(reverse("accounts:person_showcase_item_create", args=[party]), {"title": "窓口の一覧"})
    assert answer.headers["Location"] == address
    item = PortfolioItem.objects.get(profile=profile)
    browser.post(reverse("accounts:person_showcase_item", args=[party, item.public_id]), {"title": "直した題"})
    edit = reverse("accounts:person_showcase_item", args=[party, item.public_id])
    assert edit in browser.get(address).content.decode()
    assert "直した題" in browser.get(reverse("matching:party", args=[party])).content.decode()
    stranger = Client()
    stranger.force_login(make_user())
    for name in ("person_showcase", "person_showcase_item_create"):
        assert stranger.get(reverse(f"accounts:{name}", args=[party])).status_code == 404
    assert (
        stranger.post(reverse("accounts:person_showcase_item_remove", args=[party, item.public_id])).status_code == 404
    )
    browser.post(reverse("accounts:person_showcase_item_raise", args=[party, item.public_id]))
    browser.post(reverse("accounts:person_showcase_item_remove", args=[party, item.public_id]))
    assert not PortfolioItem.objects.exists()
