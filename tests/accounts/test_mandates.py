"""A support organisation acts for a client as far as the client lets it, and every act leaves a trace."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.actions import end_mandate, give_mandate
from accounts.errors import NotClientError, NotSupportError
from accounts.models import Mandate, MandateAct, Organisation, OrganisationKind, Reach, Role, User
from accounts.queries import people_of_client
from accounts.rules import may_edit_orders
from accounts.states import MandateStatus
from common.japan import today_in_japan
from messaging.models import Notification
from orders import actions as order_actions
from orders.errors import NotAllowedError
from orders.models import Bid, Order
from tests.factories import make_company, make_freelancer, make_member, make_order, make_user, owner_of

pytestmark = pytest.mark.django_db

NEXT_YEAR = datetime.timedelta(days=365)


@pytest.fixture
def company() -> Organisation:
    return make_company(name="奥出雲そろばん")


@pytest.fixture
def chamber() -> Organisation:
    return make_company(name="奥出雲商工会", kind=OrganisationKind.SUPPORT)


@pytest.fixture
def adviser(chamber: Organisation) -> User:
    return owner_of(chamber)


def given(company: Organisation, chamber: Organisation, reach: Reach = Reach.DRAFT) -> Mandate:
    until = today_in_japan() + NEXT_YEAR
    return give_mandate(company, chamber, reach=reach, valid_until=until, actor=owner_of(company))


def bid_on(order: Order) -> Bid:
    party = make_freelancer(handle="そろばん塾").party
    facts = {"price_yen": 300_000, "plan": "棚の前で数えます。", "start_on": today_in_japan() + NEXT_YEAR}
    return Bid.objects.create(order=order, party=party, submitted_by=party.user, **facts)


def test_a_mandate_lets_the_adviser_write_and_only_as_far_as_it_reaches(
    company: Organisation, chamber: Organisation, adviser: User
) -> None:
    reaches = {reach: may_edit_orders(adviser, company, reach) for reach in Reach}
    assert reaches == dict.fromkeys(Reach, False)
    given(company, chamber, Reach.PUBLISH)
    reaches = {reach: may_edit_orders(adviser, company, reach) for reach in Reach}
    assert reaches == {Reach.DRAFT: True, Reach.PUBLISH: True, Reach.ANSWER: False}


def test_a_viewer_of_the_support_organisation_writes_nothing(company: Organisation, chamber: Organisation) -> None:
    given(company, chamber, Reach.ANSWER)
    assert not may_edit_orders(make_member(chamber, role=Role.VIEWER).user, company)


@pytest.mark.parametrize("how", ["ended", "run out"])
def test_a_mandate_that_is_over_opens_nothing(
    company: Organisation, chamber: Organisation, adviser: User, how: str
) -> None:
    mandate, order = given(company, chamber, Reach.ANSWER), make_order(company)
    assert Order.objects.visible_to(adviser).contains(order)
    if how == "ended":
        end_mandate(mandate, actor=owner_of(company))
    else:
        Mandate.objects.update(valid_until=today_in_japan() - datetime.timedelta(days=1))
    assert not Order.objects.visible_to(adviser).contains(order)
    assert not may_edit_orders(adviser, company)


def test_bids_are_read_only_with_the_widest_mandate(
    company: Organisation, chamber: Organisation, adviser: User
) -> None:
    given(company, chamber, Reach.PUBLISH)
    bid = bid_on(make_order(company, published=True))
    assert not Bid.objects.visible_to(adviser).contains(bid)
    with pytest.raises(NotAllowedError):
        order_actions.award_bid(bid, actor=adviser)
    given(company, chamber, Reach.ANSWER)
    assert Bid.objects.received_by(adviser).contains(bid)
    order_actions.award_bid(bid, actor=adviser)
    assert list(MandateAct.objects.values_list("act", "actor")) == [("filled", adviser.pk), ("awarded", adviser.pk)]


def test_every_act_leaves_a_trace_and_a_members_act_none(
    company: Organisation, chamber: Organisation, adviser: User
) -> None:
    given(company, chamber, Reach.PUBLISH)
    mine, theirs = (make_order(company, published=True) for _ in range(2))
    order_actions.close_order(mine, actor=owner_of(company))
    order_actions.close_order(theirs, actor=adviser)
    act = MandateAct.objects.get()
    assert (act.act, act.subject, act.actor) == ("closed", theirs.public_id, adviser)


def test_a_draft_saved_many_times_a_day_is_one_act(company: Organisation, chamber: Organisation, adviser: User) -> None:
    given(company, chamber)
    browser = Client(headers={"Accept-Language": "ja"})
    browser.force_login(adviser)
    browser.post(reverse("accounts:act_for"), {"key": Mandate.objects.get().public_id})
    page = browser.get(reverse("orders:create")).text
    assert "奥出雲商工会として、奥出雲そろばんの手続きを代行しています" in page
    draft = {"title": "在庫を数えたい", "budget_unit": "project", "client": company.public_id}
    browser.post(reverse("orders:create"), draft)
    order = Order.objects.get()
    assert order.client == company
    browser.post(reverse("orders:edit", args=[order.public_id]), draft | {"title": "棚卸しを楽にしたい"})
    assert [act.act for act in MandateAct.objects.all()] == ["saved"]


def test_giving_again_replaces_and_giving_the_same_is_quiet(company: Organisation, chamber: Organisation) -> None:
    first = given(company, chamber)
    assert given(company, chamber) == first
    second = given(company, chamber, Reach.ANSWER)
    first.refresh_from_db()
    assert (first.status, second.status) == (MandateStatus.ENDED, MandateStatus.ACTIVE)


def test_only_an_owner_gives_and_only_to_a_support_organisation(company: Organisation, chamber: Organisation) -> None:
    until, editor = today_in_japan() + NEXT_YEAR, make_member(company, role=Role.EDITOR).user
    with pytest.raises(PermissionDenied):
        give_mandate(company, chamber, reach=Reach.DRAFT, valid_until=until, actor=editor)
    with pytest.raises(NotSupportError):
        give_mandate(company, make_company(), reach=Reach.DRAFT, valid_until=until, actor=owner_of(company))
    with pytest.raises(NotClientError):
        give_mandate(chamber, chamber, reach=Reach.DRAFT, valid_until=until, actor=owner_of(chamber))


def test_the_database_keeps_one_mandate_in_force(company: Organisation, chamber: Organisation) -> None:
    mandate = given(company, chamber)
    mandate.pk, mandate.public_id = None, "another12345"
    with pytest.raises(IntegrityError, match="mandate_active_once"):
        mandate.save()


def test_both_sides_are_told_and_either_may_end(company: Organisation, chamber: Organisation, adviser: User) -> None:
    mandate = given(company, chamber)
    assert Notification.objects.filter(kind="mandate_active").count() == 2
    with pytest.raises(PermissionDenied):
        end_mandate(mandate, actor=make_user())
    end_mandate(mandate, actor=adviser)
    end_mandate(mandate, actor=adviser)
    assert Notification.objects.filter(kind="mandate_ended").count() == 2


def test_notices_of_bids_reach_those_who_may_read_them(
    company: Organisation, chamber: Organisation, adviser: User
) -> None:
    given(company, chamber, Reach.PUBLISH)
    assert set(people_of_client(company.pk)) == {owner_of(company), adviser}
    assert set(people_of_client(company.pk, Reach.ANSWER)) == {owner_of(company)}


def test_the_owner_gives_it_on_a_page_opened_by_the_link(company: Organisation, chamber: Organisation) -> None:
    browser = Client(headers={"Accept-Language": "ja"})
    browser.force_login(owner_of(company))
    page = browser.get(reverse("accounts:mandates"), {"support": chamber.public_id}).text
    assert f'<option value="{chamber.public_id}" selected>奥出雲商工会</option>' in page
    until = (today_in_japan() + NEXT_YEAR).isoformat()
    typed = {"support": chamber.public_id, "reach": "draft", "valid_until": until}
    assert (
        "奥出雲商工会が手続きを代行できるようになりました"
        in browser.post(reverse("accounts:mandates"), typed, follow=True).text
    )
    late = typed | {"valid_until": "2019-01-01"}
    answer = browser.post(reverse("accounts:mandates"), late)
    assert answer.status_code == 422
    assert "過去の日付です" in answer.text


def test_a_stranger_finds_no_mandate(company: Organisation, chamber: Organisation) -> None:
    mandate = given(company, chamber)
    browser = Client()
    browser.force_login(owner_of(make_company()))
    assert browser.get(reverse("accounts:mandate", args=[mandate.public_id])).status_code == 404
    assert browser.post(reverse("accounts:mandate_end", args=[mandate.public_id])).status_code == 404
