"""The dashboard of each actor: what waits for an answer, what ends when, what fits, and where it is."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import (
    Evidence,
    Giver,
    Invitation,
    Mandate,
    Organisation,
    OrganisationKind,
    Reach,
    Role,
    User,
)
from common.japan import today_in_japan
from orders.actions import award_bid, decline_bid, publish_order
from orders.models import Bid
from portal.demo.accounts import DOMAIN
from portal.demo.telling.plan import CHAPTERS
from portal.desks.bids import FollowedBid
from portal.desks.parts import Deadline, Tile, placed, soonest
from tests.factories import (
    make_company,
    make_consent,
    make_firm,
    make_freelancer,
    make_lender,
    make_member,
    make_personnel,
    make_user,
    owner_of,
)
from tests.matching.making import make_run
from tests.orders.governing import give_chain, make_town, town_draft, town_order
from tests.orders.making import change_order, make_bid, make_order, pass_deadline

pytestmark = pytest.mark.django_db


def desk_of(user: User, key: str = "") -> str:
    browser = Client()
    browser.force_login(user)
    if key:
        browser.post(reverse("accounts:act_for"), {"key": key})
    answer = browser.get(reverse("portal:dashboard"))
    assert answer.status_code == 200
    return answer.text


def tiles(page: str) -> dict[str, str]:
    """Where each tile leads → its number."""
    found = {}
    for tile in page.split('<a class="desk-tile')[1:]:
        address = tile.split('href="')[1].split('"')[0].replace("&amp;", "&")
        found[address] = tile.split('class="desk-number">')[1].split("<")[0]
    return found


def mandate(support: Organisation, client: Organisation, reach: Reach = Reach.ANSWER, days: int = 90) -> Mandate:
    day = today_in_japan() + datetime.timedelta(days=days)
    return Mandate.objects.create(support=support, client=client, reach=reach, valid_until=day)


def test_a_company_sees_what_to_answer_and_where_its_candidates_live() -> None:
    company = make_company()
    people = [make_freelancer(prefecture_id=code) for code in ("13", "13", "27")]
    order = make_order(company)
    make_run(order, [person.party_id for person in people])
    make_bid(order, people[0])
    page = desk_of(owner_of(company))
    assert tiles(page)["/orders/mine/?status=to_answer"] == "1"
    assert tiles(page)["/orders/mine/?status=open"] == "1"
    assert people[0].party.handle in page
    assert '<th scope="row">東京都</th><td class="number">2</td>' in page
    assert '<th scope="row">大阪府</th><td class="number">1</td>' in page
    assert order.title in page.split("今後2週間の予定")[-1]


def test_answering_empties_the_tile_and_its_list() -> None:
    company = make_company()
    bid = make_bid(make_order(company))
    browser = Client()
    browser.force_login(owner_of(company))
    listed = browser.get("/orders/mine/?status=to_answer").text
    assert bid.order.title in listed
    decline_bid(bid, reason="price", note="", actor=owner_of(company))
    assert "/orders/mine/?status=to_answer" not in tiles(browser.get(reverse("portal:dashboard")).text)
    assert bid.order.title not in browser.get("/orders/mine/?status=to_answer").text


def test_sealed_bids_ask_for_no_answer_yet() -> None:
    order = town_order()
    bid = make_bid(order)
    assert "/orders/mine/?status=to_answer" not in tiles(desk_of(owner_of(order.client)))
    bid = Bid.objects.select_related("order").get(pk=bid.pk)
    assert [step.state for step in FollowedBid(bid).steps] == ["done", "current", "todo"]


def test_a_freelancer_sees_each_bid_at_its_stage() -> None:
    person, company = make_freelancer(), make_company()
    waiting, chosen, refused = (make_bid(make_order(company, title=f"案件{n}"), person) for n in range(3))
    award_bid(chosen, actor=owner_of(company))
    decline_bid(refused, reason="price", note="", actor=owner_of(company))
    stages = {bid.pk: [step.state for step in FollowedBid(bid).steps] for bid in Bid.objects.select_related("order")}
    assert stages[waiting.pk] == ["done", "done", "current"]
    assert stages[chosen.pk] == ["done", "done", "done"]
    assert stages[refused.pk] == ["done", "done", "ended"]
    page = desk_of(person.party.user)
    assert tiles(page)["/orders/bids/?state=submitted"] == "1"
    assert tiles(page)["/orders/bids/?state=awarded"] == "1"
    assert "不採用" in page


def test_a_bid_is_to_be_confirmed_after_a_change() -> None:
    person = make_freelancer()
    order = make_order()
    bid = make_bid(order, person)
    browser = Client()
    browser.force_login(person.party.user)
    assert "/orders/bids/?state=to_confirm" not in tiles(browser.get(reverse("portal:dashboard")).text)
    change_order(order, title="別の題名")
    assert tiles(browser.get(reverse("portal:dashboard")).text)["/orders/bids/?state=to_confirm"] == "1"
    assert bid.public_id in browser.get("/orders/bids/?state=to_confirm").text
    assert bid.public_id not in browser.get("/orders/bids/?state=awarded").text


def test_a_freelancer_sees_where_matches_are() -> None:
    person = make_freelancer()
    for code in ("32", "32", "01"):
        make_run(make_order(prefecture_id=code), [person.party_id])
    page = desk_of(person.party.user)
    assert tiles(page)[reverse("matching:my_matches")] == "3"
    assert '<th scope="row">島根県</th><td class="number">2</td>' in page
    assert '<th scope="row">北海道</th><td class="number">1</td>' in page


def test_a_lender_sees_consents_to_ask_and_the_matches_of_each_person() -> None:
    lender = make_lender()
    ready, asked = make_personnel(lender), make_personnel(lender, agreed=False)
    make_consent(asked.party, Giver.COMPANY)
    expiring = make_personnel(lender, agreed=False)
    for giver in Giver:
        day = today_in_japan() + datetime.timedelta(days=5)
        make_consent(expiring.party, giver, expires_on=day)
    orders = [make_order(title=f"案件{n}") for n in range(2)]
    for order in orders:
        make_run(order, [ready.party_id, expiring.party_id])
    page = desk_of(owner_of(lender))
    assert tiles(page)["/people/?state=no_person"] == "1"
    assert tiles(page)["/people/?state=expiring"] == "1"
    assert "/people/?state=no_company" not in tiles(page)
    assert tiles(page)["/people/"] == "3"
    assert page.count("ほか1件") == 2
    assert f"{reverse('orders:bid', args=[orders[0].public_id])}?party={ready.party.public_id}" in page
    assert expiring.party.handle in page.split("今後2週間の予定")[-1]
    assert asked.party.handle not in page


def test_a_firm_and_a_lent_person_see_their_own_matches() -> None:
    herself = make_user()
    firm, lent = make_firm(), make_personnel(user=herself)
    order = make_order()
    make_run(order, [firm.party_id, lent.party_id])
    for user in (owner_of(firm.party.organisation), herself):
        page = desk_of(user)
        assert f'data-order="{order.public_id}"' in page
        assert tiles(page)[reverse("matching:my_matches")] == "1"


def test_a_lent_person_without_consent_is_told_how_to_agree() -> None:
    herself = make_user()
    make_personnel(user=herself, agreed=False)
    assert "掲載への同意がまだです" in desk_of(herself)


def test_a_support_organisation_sees_each_client_and_acts_for_it() -> None:
    support = make_company(kind=OrganisationKind.SUPPORT, name="架空商工会")
    clients = [make_company(name=f"会社{n}") for n in range(2)]
    given = mandate(support, clients[0]), mandate(support, clients[1], Reach.DRAFT, days=3)
    for client in clients:
        make_bid(make_order(client))
    page = desk_of(owner_of(support))
    assert tiles(page)["#clients"]
    assert "委任の範囲外" in page
    assert "会社1" in page.split("今後2週間の予定")[-1]
    assert all(f'value="{one.public_id}"' in page for one in given)
    own = desk_of(owner_of(support), given[0].public_id)
    assert tiles(own)["/orders/mine/?status=to_answer"] == "1"
    drafting = desk_of(owner_of(support), given[1].public_id)
    assert "/orders/mine/?status=to_answer" not in tiles(drafting)
    assert "応募に回答する" not in drafting


def test_an_administrator_is_led_to_the_operations_area() -> None:
    page = desk_of(make_user(is_staff=True))
    assert f'href="{reverse("portal:staff")}"' in page


def test_an_administrator_sees_the_demo_come_in() -> None:
    staff = make_user(is_staff=True)
    assert "体験版のデータを読み込んでいます" not in desk_of(staff)
    make_user(f"admin@{DOMAIN}")
    make_user(f"owner004-00@{DOMAIN}")
    assert "体験版のデータを読み込んでいます" not in desk_of(staff)
    with connection.cursor() as cursor:
        # The lock of whoever loads the demo (portal/demo/country.py), held until this test ends.
        cursor.execute("SELECT pg_advisory_xact_lock(3118204)")
    assert f"全{CHAPTERS}回のうち1回分を読み込みました" in desk_of(staff)
    for number in range(CHAPTERS):
        if number != 4:
            make_user(f"owner{number:03d}-00@{DOMAIN}")
    assert "体験版のデータを読み込んでいます" not in desk_of(staff)


def test_an_invitation_waits_on_every_desk() -> None:
    person = make_freelancer().party.user
    assert person is not None
    assert reverse("accounts:invitations") not in tiles(desk_of(person))
    Invitation.objects.create(
        organisation=make_company(),
        email=person.email,
        role=Role.VIEWER,
        token_digest="0" * 64,
        expires_at=datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7),
    )
    assert tiles(desk_of(person))[reverse("accounts:invitations")] == "1"


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        (OrganisationKind.COMPANY, "orders:create"),
        (OrganisationKind.PREFECTURE, "orders:create"),
        (OrganisationKind.LENDER, "accounts:person_create"),
        (OrganisationKind.SUPPORT, "accounts:mandates"),
    ],
)
def test_an_empty_desk_offers_one_thing_to_do(kind: OrganisationKind, action: str) -> None:
    page = desk_of(owner_of(make_company(kind=kind)))
    main = page[page.index('id="desks"') :]
    assert main.count("btn-primary") == 1
    assert f'class="btn btn-primary" href="{reverse(action)}"' in main


def test_numbers_stop_at_99_and_days_at_two_weeks() -> None:
    assert [Tile("", count, "").number for count in (99, 100)] == ["99", "99+"]
    today = today_in_japan()
    days = [today + datetime.timedelta(days=number) for number in (15, 14, -1, 0)]
    assert [one.day for one in soonest(Deadline(day, "", "", "") for day in days)] == [days[3], days[1]]
    places = placed(["32", None, "32"], "")
    assert (dict(places.counts), places.unplaced) == ({"32": 2}, 1)


def test_nobody_who_left_keeps_a_desk() -> None:
    company = make_company()
    colleague = make_member(company, role=Role.VIEWER).user
    assert 'id="company-desk"' in desk_of(colleague)
    company.memberships.filter(user=colleague).delete()
    browser = Client()
    browser.force_login(colleague)
    assert browser.get(reverse("portal:dashboard")).status_code == 302


def test_a_local_government_sees_bids_to_open_and_orders_in_approval() -> None:
    town = make_town()
    order = town_order(town)
    page = tiles(desk_of(owner_of(town)))
    assert page["/orders/mine/?status=in_approval"] == "0"
    assert "/orders/mine/?status=selecting" in page
    assert "開封する応募" not in desk_of(owner_of(town))
    pass_deadline(order)
    assert "開封する応募" in desk_of(owner_of(town))


def test_an_approver_sees_what_waits_for_them_and_nobody_else_does() -> None:
    town = make_town()
    [approver] = give_chain(town, "課長", for_publication=True)
    publish_order(town_draft(town), actor=owner_of(town))
    assert tiles(desk_of(approver))[reverse("orders:approvals")] == "1"
    assert reverse("orders:approvals") not in tiles(desk_of(owner_of(town)))
    assert tiles(desk_of(owner_of(town)))["/orders/mine/?status=in_approval"] == "1"


def test_evidence_is_asked_for_once_and_again_when_refused_or_running_out() -> None:
    page = reverse("accounts:verification")
    town = make_company(kind=OrganisationKind.MUNICIPALITY, approved_at=None)
    assert tiles(desk_of(owner_of(town)))[page] == "1"
    facts = {"organisation": town, "kind": "official"}
    proof = Evidence.objects.create(**facts)
    assert page not in tiles(desk_of(owner_of(town)))
    now = datetime.datetime.now(datetime.UTC)
    Evidence.objects.filter(pk=proof.pk).update(status="refused", reason="unreadable", decided_at=now)
    assert "受理されなかった証明" in desk_of(owner_of(town))
    again = Evidence.objects.create(**facts)
    assert page not in tiles(desk_of(owner_of(town)))
    soon = today_in_japan() + datetime.timedelta(days=20)
    Evidence.objects.filter(pk=again.pk).update(status="approved", decided_at=now, expires_on=soon)
    assert "30日以内に切れる証明" in desk_of(owner_of(town))
