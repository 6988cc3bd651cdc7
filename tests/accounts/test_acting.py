"""For whom somebody acts: always visible, changed by a click, never more than they may."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Organisation, OrganisationKind, User
from orders.models import Order
from tests.factories import make_company, make_freelancer, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    """Owner of a company first, editor of a city office next, and a freelancer."""
    user = make_user()
    make_company(user, name="宍道湖しじみ本舗")
    make_member(make_company(name="雲南市役所", kind=OrganisationKind.MUNICIPALITY), user, "editor")
    make_freelancer(user, handle="ゆうべの灯")
    return user


@pytest.fixture
def browser(person: User) -> Client:
    client = Client(headers={"Accept-Language": "ja"})
    client.force_login(person)
    return client


def office() -> Organisation:
    return Organisation.objects.get(kind=OrganisationKind.MUNICIPALITY)


def act_for(browser: Client, key: str) -> str:
    return browser.post(reverse("accounts:act_for"), {"key": key}, follow=True).text


def test_the_first_organisation_is_acted_for_and_every_role_is_offered(browser: Client) -> None:
    page = browser.get(reverse("portal:dashboard")).text
    assert '<h2 class="section-title" id="company-desk">宍道湖しじみ本舗</h2>' in page
    assert all(name in page for name in ("雲南市役所", "ゆうべの灯", "市区町村"))


def test_the_choice_is_kept_until_the_next(browser: Client) -> None:
    assert '<span class="menu-name">雲南市役所</span>' in act_for(browser, office().public_id)
    assert '<span class="menu-name">雲南市役所</span>' in browser.get(reverse("orders:list")).text
    page = act_for(browser, "me")
    assert '<span class="menu-name">ゆうべの灯</span>' in page
    assert reverse("orders:create") not in page


def test_nobody_acts_for_an_organisation_they_do_not_belong_to(browser: Client, person: User) -> None:
    stranger = make_company(name="よその会社")
    assert "この団体の担当者ではなくなっています" in act_for(browser, stranger.public_id)
    act_for(browser, office().public_id)
    Membership.objects.filter(user=person, organisation=office()).delete()
    assert '<span class="menu-name">宍道湖しじみ本舗</span>' in browser.get(reverse("portal:dashboard")).text


def test_an_order_is_for_whom_its_page_was_opened(browser: Client) -> None:
    act_for(browser, office().public_id)
    page = browser.get(reverse("orders:create")).text
    assert f'name="client" value="{office().public_id}"' in page
    act_for(browser, "me")
    browser.post(
        reverse("orders:create"), {"title": "窓口の予約", "budget_unit": "project", "client": office().public_id}
    )
    assert Order.objects.get().client == office()


def test_our_orders_are_those_of_the_organisation_acted_for(browser: Client, person: User) -> None:
    company = Organisation.objects.get(kind=OrganisationKind.COMPANY)
    for client, title in ((company, "しじみの在庫"), (office(), "窓口の予約")):
        Order.objects.create(client=client, title=title)
    page = browser.get(reverse("orders:mine")).text
    assert ("しじみの在庫" in page, "窓口の予約" in page) == (True, False)
    act_for(browser, office().public_id)
    page = browser.get(reverse("orders:mine")).text
    assert ("しじみの在庫" in page, "窓口の予約" in page) == (False, True)


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_every_kind_of_organisation_registers(kind: str) -> None:
    browser = Client(headers={"Accept-Language": "ja"})
    browser.force_login(make_user())
    facts = {"full_name": "出雲 一郎", "name": "つどいの場", "prefecture": "32", "municipality": "322016"}
    facts |= {"country": "JP", "time_zone": "Asia/Tokyo"} if kind == OrganisationKind.PARTNER_FIRM else {}
    assert browser.post(reverse("accounts:organisation_create", args=[kind]), facts).status_code == 302
    assert Organisation.objects.get().kind == kind
    assert browser.get(reverse("portal:dashboard")).status_code == 200


def test_an_unknown_kind_has_no_page(browser: Client) -> None:
    assert browser.get(reverse("accounts:organisation_create", args=["empire"])).status_code == 404
