"""Who sees what: public facts, the client's side, the bidder's side, and nothing of a sealed bid for anybody else."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import Role, SideJobPermission, User
from common.japan import today_in_japan
from orders import actions
from orders.models import Bid, Order
from orders.states import BidStatus, OrderStatus
from tests.orders.making import (
    join,
    make_bid,
    make_company,
    make_draft,
    make_freelancer,
    make_order,
    make_user,
    owner_of,
    pass_deadline,
)

pytestmark = pytest.mark.django_db

CANARY_PRICE = 387_643
CANARY_PLAN = "canary-plan-zq7"


def browser(user: User | None, language: str = "ja") -> Client:
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    return client


def address(order: Order, page: str = "") -> str:
    return f"/orders/{order.public_id}/{page}"


def bid_address(bid: Bid, page: str = "") -> str:
    return f"/orders/bids/{bid.public_id}/{page}"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_public_pages_show_no_person(language: str) -> None:
    company = make_company(make_user(full_name="社長 太郎"))
    order = make_order(company)
    bid = make_bid(order)
    visitor = browser(None, language)
    for path in ("/orders/", address(order)):
        text = visitor.get(path).content.decode()
        assert order.title in text
        assert company.name in text
        owner, person = owner_of(company), bid.party.profile
        for secret in (owner.full_name, owner.email, bid.party.handle, person.legal_name, person.user.email):
            assert secret not in text


def everybody_else(order: Order) -> dict[str, User | None]:
    rival = make_bid(order)
    return {
        "nobody": None,
        "rival bidder": rival.party.user,
        "freelancer": make_freelancer().user,
        "other company": owner_of(make_company()),
    }


@pytest.mark.parametrize("status", ["submitted", "withdrawn", "awarded", "declined"])
def test_sealed_bid_is_shown_to_nobody_else(status: str) -> None:
    order = make_order(positions=3)
    bid = make_bid(order, price_yen=CANARY_PRICE, plan=CANARY_PLAN)
    owner = owner_of(order.client)
    readers = everybody_else(order)
    match status:
        case "withdrawn":
            actions.withdraw_bid(bid, actor=bid.party.user)
            readers["client"] = owner
        case "awarded":
            actions.award_bid(bid, actor=owner)
        case "declined":
            actions.decline_bid(bid, reason="price", actor=owner)
    pages = ["/orders/", "/orders/mine/", "/orders/bids/"]
    pages += [address(order, page) for page in ("", "bid/", "bids/", "preview/", "bids/?part=bids", "?part=client")]
    pages += [bid_address(bid, page) for page in ("", "award/", "decline/", "withdraw/")]
    for name, user in readers.items():
        for page in pages:
            text = browser(user).get(page).content.decode()
            for canary in ("387,643", str(CANARY_PRICE), CANARY_PLAN):
                assert canary not in text, (name, page)
            if name != "client":
                assert bid.party.handle not in text, (name, page)


def test_number_of_bids_is_not_told_to_others() -> None:
    order = make_order()
    reader = make_freelancer().user
    before = browser(reader).get(address(order)).content.decode()
    for _ in range(7):
        make_bid(order)
    after = browser(reader).get(address(order)).content.decode()
    assert "7件" not in after
    assert len(before) == len(after)


CLIENT_PAGES = ["edit/", "preview/", "close/", "withdraw/", "bids/"]


@pytest.mark.parametrize("page", CLIENT_PAGES)
def test_client_pages_are_not_found_by_strangers(page: str) -> None:
    order = make_order()
    for user in (make_user(), make_freelancer().user, owner_of(make_company())):
        assert browser(user).get(address(order, page)).status_code == 404
    assert browser(None).get(address(order, page)).status_code == 302
    for role in Role.values:
        colleague = join(order.client, make_user(), role)
        assert browser(colleague).get(address(order, page), follow=True).status_code == 200


@pytest.mark.parametrize("page", ["publish/", "close/", "withdraw/", "edit/"])
def test_viewer_and_stranger_change_nothing(page: str) -> None:
    order = make_draft() if page in {"publish/", "edit/"} else make_order()
    viewer = join(order.client, make_user(), Role.VIEWER)
    answer = browser(viewer).post(address(order, page), {"title": "changed"}, follow=True)
    assert answer.status_code == 200
    assert "notice-error" in answer.content.decode()
    assert browser(make_user()).post(address(order, page), {"title": "changed"}).status_code == 404
    before = order.status
    order.refresh_from_db()
    assert (order.status, order.title) == (before, "FAXの注文を一覧にしたい")


@pytest.mark.parametrize("page", ["award/", "decline/"])
def test_only_the_clients_editors_decide(page: str) -> None:
    bid = make_bid(make_order())
    viewer = join(bid.order.client, make_user(), Role.VIEWER)
    data = {"reason": "price"}
    for user in (make_user(), bid.party.user, make_bid(bid.order).party.user):
        assert browser(user).post(bid_address(bid, page), data).status_code == 404
    assert "notice-error" in browser(viewer).post(bid_address(bid, page), data, follow=True).content.decode()
    bid.refresh_from_db()
    assert bid.status == BidStatus.SUBMITTED


def test_draft_is_seen_by_the_company_only() -> None:
    draft = make_draft()
    for user in (None, make_user(), make_freelancer().user):
        assert browser(user).get(address(draft)).status_code == 404
    assert browser(join(draft.client, make_user(), Role.VIEWER)).get(address(draft)).status_code == 200
    assert draft.title not in browser(None).get("/orders/").content.decode()


def test_withdrawn_order_is_seen_by_the_company_and_its_bidders() -> None:
    order = make_order()
    bid = make_bid(order)
    actions.withdraw_order(order, actor=owner_of(order.client))
    assert browser(bid.party.user).get(address(order)).status_code == 200
    assert browser(owner_of(order.client)).get(address(order)).status_code == 200
    assert browser(make_freelancer().user).get(address(order)).status_code == 404


@pytest.mark.parametrize("path", ["/orders/zzzz/", "/orders/bids/zzzz/", "/orders/%00/", "/orders/bids/%00/award/"])
def test_unknown_address_is_not_found(path: str) -> None:
    assert browser(make_user()).get(path).status_code == 404


def test_whole_flow_works_with_plain_forms() -> None:
    """Publish, bid, change, award: nothing but links and forms."""
    draft = make_draft()
    owner, person = browser(owner_of(draft.client)), make_freelancer()
    assert owner.post(address(draft, "publish/"), follow=True).status_code == 200
    bidder = browser(person.user)
    data = {"price_yen": "４０万円", "plan": "現場を見ます。", "start_on": "2099年1月5日"}
    text = bidder.post(address(draft, "bid/"), data, follow=True).content.decode()
    assert "400,000円" in text
    bidder.post(address(draft, "bid/"), data | {"price_yen": "390000"})
    bid = Bid.objects.get()
    assert (bid.price_yen, bid.events.count()) == (390_000, 2)
    assert person.legal_name not in owner.get(bid_address(bid)).content.decode()
    text = owner.post(bid_address(bid, "award/"), follow=True).content.decode()
    for side in (text, bidder.get(bid_address(bid)).content.decode()):
        for fact in (person.legal_name, person.user.email, owner_of(draft.client).email):
            assert fact in side
    draft.refresh_from_db()
    assert draft.status == OrderStatus.FILLED


def test_obstacle_is_told_instead_of_the_form() -> None:
    order = make_order()
    person = make_freelancer(side_job=SideJobPermission.FORBIDDEN)
    for page in ("", "bid/"):
        assert "副業" in browser(person.user).get(address(order, page)).content.decode()
    data = {"price_yen": "1", "plan": "kept text", "start_on": "2099-01-05"}
    answer = browser(person.user).post(address(order, "bid/"), data)
    assert answer.status_code == 422
    assert "kept text" in answer.content.decode()
    assert not Bid.objects.exists()


def test_late_bid_keeps_what_was_typed() -> None:
    order, person = make_order(), make_freelancer()
    pass_deadline(order)
    answer = browser(person.user).post(
        address(order, "bid/"), {"price_yen": "1", "plan": "kept text", "start_on": "2099-01-05"}
    )
    assert answer.status_code == 422
    assert "締切を過ぎた" in answer.content.decode()
    assert "kept text" in answer.content.decode()


@pytest.mark.parametrize("end", [actions.close_order, actions.withdraw_order])
def test_step_done_twice_or_too_late_is_said_not_broken(end: Callable[..., Order]) -> None:
    order = make_order()
    bid = make_bid(order)
    owner = owner_of(order.client)
    end(order, actor=owner)
    for path in (address(order, "publish/"), bid_address(bid, "award/"), bid_address(bid, "decline/")):
        answer = browser(owner).post(path, {"reason": "price"}, follow=True)
        assert answer.status_code == 200


def test_declined_bidder_reads_the_reason_and_the_word() -> None:
    bid = make_bid(make_order())
    data = {"reason": "schedule", "note": "またお願いします。"}
    browser(owner_of(bid.order.client)).post(bid_address(bid, "decline/"), data)
    text = browser(bid.party.user).get(bid_address(bid)).content.decode()
    assert "日程が合わない" in text
    assert "またお願いします。" in text


def test_my_bids_and_our_orders_show_where_each_stands() -> None:
    order = make_order()
    bid = make_bid(order)
    owner = browser(owner_of(order.client))
    actions.decline_bid(bid, reason="price", actor=owner_of(order.client))
    assert "見送り" in browser(bid.party.user).get("/orders/bids/").content.decode()
    assert order.title in owner.get("/orders/mine/?status=open").content.decode()
    assert order.title not in owner.get("/orders/mine/?status=filled").content.decode()
    assert owner.get("/orders/mine/?status=nonsense").status_code == 200


def test_own_order_of_a_freelancing_owner_shows_the_clients_side() -> None:
    order = make_order()
    owner = owner_of(order.client)
    make_freelancer(user=owner)
    text = browser(owner).get(address(order)).content.decode()
    assert address(order, "bids/") in text
    assert address(order, "bid/") + '"' not in text


def test_every_page_says_the_chosen_last_day() -> None:
    """Bids close at midnight: no page may show the day after the last one."""
    day = today_in_japan() + datetime.timedelta(days=5)
    order, person = make_order(deadline=day), make_freelancer()
    owner = owner_of(order.client)
    last, next_day = date_format(day, "DATE_FORMAT"), date_format(day + datetime.timedelta(days=1), "DATE_FORMAT")
    make_bid(order, person)
    draft = make_draft(order.client, deadline=day)
    pages = [(browser(person.user), reverse(name)) for name in ("orders:list", "orders:my_bids")]
    pages += [(browser(person.user), address(order)), (browser(person.user), address(order, "bid/"))]
    pages += [(browser(owner), address(order)), (browser(owner), reverse("orders:mine"))]
    pages += [(browser(owner), address(draft, "preview/")), (browser(owner), "/dashboard/")]
    for reader, page in pages:
        text = reader.get(page).content.decode()
        assert last in text, page
        assert next_day not in text, page
