"""A firm bids with named people, who stay on the bid as they were when it was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from accounts.actions import remove_team_member
from accounts.models import FirmMember, FirmRole, Profile, Role, User
from common.japan import today_in_japan
from messaging.models import Notification
from orders.actions import award_bid, submit_bid
from orders.drafts import NamedMember, Offer
from orders.errors import BridgeMissingError, TeamMissingError, TeamUnknownError
from orders.models import Bid, Order, OrderLanguage
from tests.factories import (
    make_company,
    make_firm,
    make_freelancer,
    make_member,
    make_order,
    make_team_member,
    owner_of,
)

pytestmark = pytest.mark.django_db


def owner(firm: Profile) -> User:
    assert firm.party.organisation is not None
    return owner_of(firm.party.organisation)


def signed_in(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(user)
    return client


def offer(*team: FirmMember, **facts: Any) -> Offer:
    start = today_in_japan() + timedelta(days=30)
    named = tuple(NamedMember(member.public_id, 20) for member in team)
    return Offer(**({"price_yen": 300_000, "plan": "週に一度お会いします。", "start_on": start, "team": named} | facts))


def form(*team: FirmMember, **typed: str) -> dict[str, str]:
    chosen = {f"with_{member.public_id}": "on" for member in team}
    hours = {f"hours_{member.public_id}": "20" for member in team}
    day = (today_in_japan() + timedelta(days=30)).isoformat()
    return {"price_yen": "30万", "plan": "週に一度お会いします。", "start_on": day} | chosen | hours | typed


def bid_address(order: Order, firm: Profile) -> str:
    return f"{reverse('orders:bid', args=[order.public_id])}?party={firm.party.public_id}"


def order_asking_japanese(*, is_must: bool, level: int = 5) -> Order:
    order = make_order(published=True)
    OrderLanguage.objects.create(order=order, language="ja", level=level, is_must=is_must)
    return order


def test_an_editor_bids_for_the_firm_with_people_of_its_team() -> None:
    firm, order = make_firm(name="架空ソフト"), make_order(published=True)
    first, second = make_team_member(firm, name="Linh", skills=("kintone",)), make_team_member(firm, name="Minh")
    client = signed_in(owner(firm))
    page = client.get(reverse("orders:bid", args=[order.public_id])).content.decode()
    assert "架空ソフト" in page
    assert client.post(bid_address(order, firm), form(first)).status_code == 302
    bid = Bid.objects.get()
    assert bid.party == firm.party
    assert [(row.name, row.hours_per_week, row.skills) for row in bid.team.all()] == [("Linh", 20, ["kintone"])]
    bid_page = reverse("orders:bid_detail", args=[bid.public_id])
    for reader in (owner(firm), owner_of(order.client)):
        assert "Linh" in signed_in(reader).get(bid_page).content.decode()
    typed = form(first, second, version=client.get(bid_address(order, firm)).context["form"].version)
    assert client.post(bid_address(order, firm), typed).status_code == 302
    assert bid.team.count() == 2


def test_a_bid_names_at_least_one_person() -> None:
    firm, order = make_firm(), make_order(published=True)
    make_team_member(firm)
    response = signed_in(owner(firm)).post(bid_address(order, firm), form())
    assert response.status_code == 422
    assert "週に一度お会いします。" in response.content.decode()
    with pytest.raises(TeamMissingError):
        submit_bid(order, offer(), actor=owner(firm), party=firm.party)
    assert not Bid.objects.exists()


def test_nobody_elses_people_are_named() -> None:
    firm, order = make_firm(), make_order(published=True)
    with pytest.raises(TeamUnknownError):
        submit_bid(order, offer(make_team_member(make_firm())), actor=owner(firm), party=firm.party)


def test_later_changes_of_the_firm_alter_no_bid_and_each_version_is_kept() -> None:
    firm, order = make_firm(), make_order(published=True)
    member = make_team_member(firm, name="Linh", legal_name="Nguyen Thi Linh", languages=(("ja", 4),))
    bid = submit_bid(order, offer(member), actor=owner(firm), party=firm.party)
    FirmMember.objects.filter(pk=member.pk).update(name="Lan", role=FirmRole.TESTER)
    remove_team_member(firm.party, member, actor=owner(firm))
    row = Bid.objects.get(pk=bid.pk).team.get()
    assert (row.name, row.role, row.languages, row.member) == ("Linh", "developer", [["ja", 4]], None)
    history = apps.get_model("orders", "BidMemberEvent").objects.filter(pgh_obj_id=row.pk)
    assert [record.name for record in history] == ["Linh", "Linh"]  # named, then without a row in the team


def test_the_same_offer_twice_is_one_bid() -> None:
    firm, order = make_firm(), make_order(published=True)
    member = make_team_member(firm)
    first = submit_bid(order, offer(member), actor=owner(firm), party=firm.party)
    again = submit_bid(order, offer(member), actor=owner(firm), party=firm.party)
    assert (first.pk, first.changed_at) == (again.pk, again.changed_at)


def test_legal_names_of_people_are_told_only_after_an_award() -> None:
    company = make_company()
    firm, order = make_firm(name="架空ソフト"), make_order(company, published=True)
    bid = submit_bid(
        order, offer(make_team_member(firm, legal_name="Nguyen Thi Linh")), actor=owner(firm), party=firm.party
    )
    page = reverse("orders:bid_detail", args=[bid.public_id])
    client = signed_in(owner_of(company))
    before = client.get(page).content.decode()
    assert "Nguyen Thi Linh" not in before
    assert "架空ソフト" not in before
    award_bid(bid, actor=owner_of(company))
    after = client.get(page).content.decode()
    assert "Nguyen Thi Linh" in after
    assert "架空ソフト" in after


@pytest.mark.parametrize(("country", "level", "role", "refused"), [
    ("VN", 5, FirmRole.BRIDGE, False),
    ("VN", 4, FirmRole.BRIDGE, True),
    ("VN", 7, FirmRole.DEVELOPER, True),
    ("JP", 1, FirmRole.DEVELOPER, False),
])  # fmt: skip
def test_a_must_asks_a_firm_abroad_for_a_bridge_engineer(
    country: str, level: int, role: FirmRole, *, refused: bool
) -> None:
    firm, order = make_firm(country=country), order_asking_japanese(is_must=True)
    member = make_team_member(firm, role=role, languages=(("ja", level),))
    if refused:
        with pytest.raises(BridgeMissingError):
            submit_bid(order, offer(member), actor=owner(firm), party=firm.party)
    else:
        assert submit_bid(order, offer(member), actor=owner(firm), party=firm.party).pk


@pytest.mark.parametrize(("level", "warned"), [(3, True), (4, False)])
def test_a_wish_for_japanese_warns_and_takes_the_bid(level: int, *, warned: bool) -> None:
    firm, order = make_firm(country="VN"), order_asking_japanese(is_must=False)
    member = make_team_member(firm, role=FirmRole.BRIDGE, languages=(("ja", level),))
    client = signed_in(owner(firm))
    client.post(bid_address(order, firm), form(member))
    for reader in (client, signed_in(owner_of(order.client))):
        page = reader.get(reverse("orders:bid_detail", args=[Bid.objects.get().public_id]))
        assert page.context["lacks_bridge"] is warned


def test_who_may_not_bid_for_the_firm_finds_no_form() -> None:
    firm, order = make_firm(), make_order(published=True)
    member = make_team_member(firm)
    assert firm.party.organisation is not None
    viewer = make_member(firm.party.organisation, role=Role.VIEWER).user
    for stranger in (viewer, make_freelancer().user, owner(make_firm())):
        assert signed_in(stranger).post(bid_address(order, firm), form(member)).status_code == 404
    assert not Bid.objects.exists()


def test_every_member_of_the_firm_is_told_of_the_award() -> None:
    company = make_company()
    firm, order = make_firm(), make_order(company, published=True)
    assert firm.party.organisation is not None
    colleague = make_member(firm.party.organisation, role=Role.VIEWER).user
    bid = submit_bid(order, offer(make_team_member(firm)), actor=owner(firm), party=firm.party)
    award_bid(bid, actor=owner_of(company))
    told = set(Notification.objects.filter(path__contains=bid.public_id).values_list("user", flat=True))
    assert {owner(firm).pk, colleague.pk} <= told


def test_the_data_notice_is_a_fact_for_the_client() -> None:
    """Of a firm at home it depends on the people named."""
    order, home = make_order(published=True), make_firm()
    at_home, abroad = make_team_member(home), make_team_member(home, country="IN")
    bid = submit_bid(order, offer(at_home), actor=owner(home), party=home.party)
    assert not Bid.objects.get(pk=bid.pk).goes_abroad
    other = submit_bid(make_order(published=True), offer(abroad), actor=owner(home), party=home.party)
    assert Bid.objects.get(pk=other.pk).goes_abroad


@pytest.mark.parametrize("number", [1, 3])
def test_comparing_bids_of_firms_takes_the_same_number_of_queries(number: int, django_assert_num_queries: Any) -> None:
    company = make_company()
    order = make_order(company, published=True)
    for _ in range(number):
        firm = make_firm(country="VN")
        submit_bid(order, offer(make_team_member(firm)), actor=owner(firm), party=firm.party)
    client = signed_in(owner_of(company))
    client.get(reverse("orders:bids", args=[order.public_id]))
    with django_assert_num_queries(15):
        client.get(reverse("orders:bids", args=[order.public_id]))


def test_the_page_of_a_bid_says_where_its_bidder_is() -> None:
    """As the privacy policy promises: before awarding, a client sees whether data would go abroad."""
    order = make_order(published=True, remote="full")
    client = signed_in(owner_of(order.client))
    abroad, at_home = make_firm(country="VN", city="ダナン"), make_freelancer(prefecture_id="32")
    unknown = make_freelancer()
    for profile, said in ((abroad, "ベトナム (ダナン)"), (at_home, "島根県"), (unknown, "記載なし")):
        bid = Bid.objects.create(
            order=order, party=profile.party, price_yen=1, plan="…", start_on=today_in_japan(), submitted_by=None
        )
        page = client.get(reverse("orders:bid_detail", args=[bid.public_id])).text
        assert said in page.split("応募者の所在地")[1][:200], said
