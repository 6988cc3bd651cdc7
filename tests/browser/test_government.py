"""A town buys by its own rules and chooses a lent person; everybody at a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from accounts.governments import chain_of
from accounts.models import Commitment, Membership, Organisation, OrganisationKind, PartyKind, Profile, Role
from orders import actions
from orders.models import Award, Bid, Opening, Order
from orders.states import BidStatus, OrderStatus
from tests.browser.conftest import Reader
from tests.browser.story import PLAN, TITLE, in_days
from tests.browser.test_main_flow import fill_the_order
from tests.factories import PASSWORD, make_company, make_lender, make_member, make_personnel, owner_of
from tests.faults.plant import wait_until
from tests.orders.making import pass_deadline

pytestmark = pytest.mark.browser

HOURS, WEEKS = 12, 12
OFFICE, PERSON = "情報政策課長", "佐藤 一郎"
REASON = "窓口の経験があり、提案が具体的なため"


@dataclass
class Town:
    """The people of the flow, each at their own browser."""

    town: Organisation
    approver: Membership
    lent: Profile
    clerk: Reader
    head: Reader
    lender: Reader


@pytest.mark.parametrize(("language", "width"), [("ja", 390), ("en", 1280)])
def test_a_town_chooses_a_lent_person(open_browser: Callable[..., Reader], language: str, width: int) -> None:
    cast = _cast([open_browser(width=width, language=language) for _ in range(3)])
    _town_names_its_chain(cast)
    order = _town_sends_an_order_for_approval(cast)
    _head_approves(cast, order)
    assert order.status == OrderStatus.OPEN
    _town_sees_candidates_without_names(cast, order)
    bid = _lender_bids(cast, order)
    _nobody_of_the_town_reads_it(cast, bid)
    _bids_are_opened(cast, bid)
    _town_proposes_the_award(cast, bid)
    _head_approves(cast, order)
    _both_sides_are_named(cast, bid)


def _cast(readers: list[Reader]) -> Town:
    town = make_company(name="架空松江市役所", kind=OrganisationKind.MUNICIPALITY)
    approver = make_member(town, role=Role.VIEWER)
    lent = make_personnel(make_lender(), skills=("kintone", "paperless"), legal_name=PERSON, remote="full")
    make_personnel(skills=("kintone",), agreed=False, handle="まだ同意していない人")
    users = owner_of(town), approver.user, owner_of(lent.party.organisation)
    for reader, user in zip(readers, users, strict=True):
        reader.sign_in(user.email, PASSWORD)
    return Town(town, approver, lent, *readers)


def _press(reader: Reader) -> None:
    reader.page.click("main form[method=post] button.btn-primary")


def _town_names_its_chain(cast: Town) -> None:
    page = cast.clerk.page
    cast.clerk.visit("/organisation/government/")
    cast.clerk.assert_accessible()
    cast.clerk.visit("/organisation/approvals/")
    cast.clerk.assert_accessible()
    page.fill("[name=step-1-title]", OFFICE)
    page.select_option("[name=step-1-member]", cast.approver.public_id)
    _press(cast.clerk)
    wait_until(lambda: bool(chain_of(cast.town)), 15, "the chain")


def _town_sends_an_order_for_approval(cast: Town) -> Order:
    page = cast.clerk.page
    fill_the_order(cast.clerk)
    expect(page.locator("[name=wanted_kinds][value=personnel]")).to_be_checked()
    expect(page.locator("[name=opening][value=at_deadline]")).to_be_checked()
    page.locator("#skill-chips input[name$='kintone'][value='must']").check(force=True)
    cast.clerk.assert_accessible()
    page.click("button[name=step][value=preview]")
    page.wait_for_url("**/preview/")
    cast.clerk.assert_accessible()
    page.click("form[action$='/publish/'] button")
    page.wait_for_url(lambda url: "/preview/" not in url and "/publish/" not in url)
    order = Order.objects.get()
    assert (order.status, order.opening) == (OrderStatus.IN_APPROVAL, Opening.AT_DEADLINE)
    assert order.wanted_kinds == [PartyKind.PERSONNEL]
    cast.clerk.assert_accessible()
    cast.lender.visit(f"/orders/{order.public_id}/")
    expect(cast.lender.page.locator("main")).not_to_contain_text(TITLE)
    return order


def _head_approves(cast: Town, order: Order) -> None:
    page = cast.head.page
    cast.head.visit("/orders/approvals/")
    cast.head.assert_accessible()
    page.click("main table th a")
    page.wait_for_url("**/orders/approvals/*/")
    expect(page.locator("main")).to_contain_text(TITLE)
    cast.head.assert_accessible()
    page.click("button[name=step][value=approve]")
    expect(page.locator("button[value=approve]")).to_have_count(0)
    order.refresh_from_db()


def _town_sees_candidates_without_names(cast: Town, order: Order) -> None:
    page = cast.clerk.page
    cast.clerk.visit(f"/orders/{order.public_id}/candidates/")
    people = page.locator("#people > li")
    expect(people).to_have_count(1)
    expect(people.first).to_contain_text(cast.lent.party.handle)
    expect(page.locator("main")).not_to_contain_text(PERSON)
    cast.clerk.assert_accessible()


def _lender_bids(cast: Town, order: Order) -> Bid:
    page = cast.lender.page
    cast.lender.visit("/dashboard/")
    cast.lender.assert_accessible()
    cast.lender.visit(f"/orders/{order.public_id}/bid/")
    expect(page.locator("main")).to_contain_text(PERSON)
    cast.lender.assert_accessible()
    page.click(f"a[href='?party={cast.lent.party.public_id}']")
    page.fill("[name=price_yen]", "６５万円")
    page.fill("[name=plan]", PLAN)
    page.fill("[name=start_on]", in_days(32))
    cast.lender.assert_accessible()
    _press(cast.lender)
    page.wait_for_url("**/orders/bids/**")
    cast.lender.assert_accessible()
    return Bid.objects.get()


def _nobody_of_the_town_reads_it(cast: Town, bid: Bid) -> None:
    page = cast.clerk.page
    for path in ("bids/", ""):
        cast.clerk.visit(f"/orders/{bid.order.public_id}/{path}")
        expect(page.locator("main")).not_to_contain_text(PLAN)
        expect(page.locator("main")).not_to_contain_text("650,000")
        expect(page.locator("main")).not_to_contain_text(bid.party.handle)
        expect(page.locator("form[action$='/bids/open/']")).to_have_count(0)
        cast.clerk.assert_accessible()
    cast.clerk.visit(f"/orders/bids/{bid.public_id}/")
    expect(page.locator("body")).not_to_contain_text(PLAN)


def _bids_are_opened(cast: Town, bid: Bid) -> None:
    """The deadline passes; the running platform closes the bidding, and the open page offers the opening."""
    page = cast.clerk.page
    cast.clerk.visit(f"/orders/{bid.order.public_id}/bids/")
    pass_deadline(bid.order)
    actions.request_closing()
    wait_until(lambda: Order.objects.get(pk=bid.order_id).status == OrderStatus.SELECTING, 60, "the closing")
    expect(page.locator("form[action$='/bids/open/'] button")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(bid.party.handle)
    cast.clerk.assert_accessible()
    page.click("form[action$='/bids/open/'] button")
    expect(page.locator("main table")).to_contain_text(bid.party.handle)
    expect(page.locator("main")).not_to_contain_text(PERSON)
    cast.clerk.assert_accessible()


def _town_proposes_the_award(cast: Town, bid: Bid) -> None:
    page = cast.clerk.page
    cast.clerk.visit(f"/orders/bids/{bid.public_id}/")
    expect(page.locator("main")).to_contain_text(PLAN)
    expect(page.locator("main")).not_to_contain_text(PERSON)
    cast.clerk.visit(f"/orders/bids/{bid.public_id}/award/")
    cast.clerk.assert_accessible()
    page.fill("[name=reason]", REASON)
    _press(cast.clerk)
    page.wait_for_url(lambda url: "/award/" not in url)
    assert not Award.objects.exists()
    expect(page.locator("main")).not_to_contain_text(PERSON)
    cast.clerk.assert_accessible()
    cast.lender.visit(f"/orders/bids/{bid.public_id}/")


def _both_sides_are_named(cast: Town, bid: Bid) -> None:
    bid.refresh_from_db()
    assert bid.status == BidStatus.AWARDED
    assert bid.award.reason == REASON
    promised = Commitment.objects.get(party=cast.lent.party)
    assert promised.hours_per_week == HOURS
    assert (promised.last_day - promised.first_day).days == WEEKS * 7 - 1
    for reader, named in ((cast.clerk, PERSON), (cast.lender, owner_of(cast.town).email)):
        if reader is cast.clerk:
            reader.visit(f"/orders/bids/{bid.public_id}/")
        expect(reader.page.locator("main")).to_contain_text(named)
        reader.assert_accessible()
    expect(cast.lender.page.locator("main")).to_contain_text(cast.town.name)
    expect(cast.lender.page.locator("main")).not_to_contain_text(REASON)
    cast.lender.visit(f"/people/{cast.lent.party.public_id}/")
    expect(cast.lender.page.locator("#hours")).to_be_visible()
    cast.lender.assert_accessible()
