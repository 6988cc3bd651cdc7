"""What people are told at each step: what comes next, why something is refused, and nothing typed is lost."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from common.contacts import names_a_contact
from orders import actions
from orders.forms import BidForm
from orders.models import Bid, Order
from orders.states import OrderStatus
from tests.orders.making import (
    join,
    make_bid,
    make_company,
    make_draft,
    make_freelancer,
    make_order,
    make_user,
    owner_of,
)
from tests.orders.test_forms import COMPLETE, error_beside
from tests.orders.test_pages import address, bid_address, browser

pytestmark = pytest.mark.django_db


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found
    return found[1]


def autosave(client: Client, data: dict[str, str], order: Order | None = None) -> str:
    path = address(order, "edit/") if order else "/orders/new/"
    answer = client.post(path, data | {"step": "autosave"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_draft_saved_by_itself_and_by_hand_is_one_and_keeps_all_that_is_right() -> None:
    client = browser(owner_of(make_company()))
    draft = hidden(client.get("/orders/new/").content.decode(), "draft")
    assert "タイトル" in autosave(client, {"draft": draft, "problem": "x"})
    assert not Order.objects.exists()
    text = autosave(client, {"draft": draft, "title": "はじめ", "problem": "書いた", "budget_max_yen": "たくさん"})
    assert 'href="#id_budget_max_yen"' in text
    client.post("/orders/new/", COMPLETE | {"draft": draft, "title": "つづき"})
    order = Order.objects.get()
    assert (order.public_id, order.title) == (draft, "つづき")
    autosave(client, COMPLETE | {"draft": draft, "budget_min_yen": "600000", "budget_max_yen": "5"}, order)
    order.refresh_from_db()
    assert (order.budget_min_yen, order.budget_max_yen) == (300_000, 500_000)  # neither of a pair that does not fit


def test_a_draft_of_another_company_is_never_written() -> None:
    theirs = make_draft()
    client = browser(owner_of(make_company()))
    answer = client.post("/orders/new/", COMPLETE | {"draft": theirs.public_id, "title": "mine"})
    assert answer.status_code == 422
    theirs.refresh_from_db()
    assert theirs.title != "mine"


def test_what_was_sent_after_the_session_ended_is_offered_to_its_writer_alone() -> None:
    owner = owner_of(make_company())
    client = browser(owner)
    shown = client.get("/orders/new/").content.decode()
    sent = COMPLETE | {"draft": hidden(shown, "draft"), "writer": hidden(shown, "writer"), "problem": "消えないで"}
    client.logout()
    assert client.post("/orders/new/", sent).status_code == 302
    client.force_login(owner_of(make_company()))
    assert "消えないで" not in client.get("/orders/new/").content.decode()
    client.logout()
    client.post("/orders/new/", sent)
    client.force_login(owner)
    assert "消えないで" in client.get("/orders/new/").content.decode()
    assert "消えないで" not in client.get("/orders/new/").content.decode()


def test_strangers_leave_nothing_in_the_session_table() -> None:
    client = Client()
    client.post("/orders/new/", {"title": "x", "writer": "forged"})
    assert not client.session.keys()


def test_a_refused_token_keeps_what_was_sent() -> None:
    owner = owner_of(make_company())
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    shown = client.get("/orders/new/").content.decode()
    sent = {"title": "残る", "draft": hidden(shown, "draft"), "writer": hidden(shown, "writer")}
    assert client.post("/orders/new/", sent).status_code == 403
    assert not Order.objects.exists()
    assert "残る" in client.get("/orders/new/").content.decode()


def test_suggestions_are_wishes_until_declined() -> None:
    owner = owner_of(make_company())
    client = browser(owner)
    client.post("/orders/new/", {"title": "kintoneを使いたい", "budget_unit": "project"})
    order = Order.objects.get()
    assert [wanted.skill.slug for wanted in order.skills.all()] == ["kintone"]
    client.post(address(order, "edit/"), {"title": order.title, "budget_unit": "project", "skill-kintone": "none"})
    assert not order.skills.exists()
    text = client.get(address(order, "edit/")).content.decode()
    assert re.search(r'id="skill-kintone-none"[^>]*checked', text)
    assert "指定なし" in client.get(address(order, "preview/")).content.decode()


def test_days_that_do_not_fit_are_kept_and_said_beside_them() -> None:
    client = browser(owner_of(make_company()))
    soon, late = (timezone.localdate() + datetime.timedelta(days=days) for days in (20, 40))
    data = COMPLETE | {"deadline": late.isoformat(), "start_on": soon.isoformat(), "step": "preview"}
    text = client.post("/orders/new/", data, follow=True).content.decode()
    assert error_beside(text, "start_on")
    assert not error_beside(text, "deadline")
    assert Order.objects.get().start_on == soon


def test_errors_of_language_rows_are_counted_and_linked() -> None:
    client = browser(owner_of(make_company()))
    text = client.post("/orders/new/", COMPLETE | {"language-0-language": "ja"}).content.decode()
    assert "#id_language-0-level" in text


def test_publishing_leads_to_the_people_who_fit() -> None:
    draft = make_draft()
    owner = browser(owner_of(draft.client))
    answer = owner.post(address(draft, "publish/"))
    assert answer["Location"] == address(draft, "candidates/")
    text = owner.get(address(draft)).content.decode()
    assert re.search(r'btn-primary" href="[^"]*/candidates/"', text)
    make_bid(draft)
    assert re.search(r'btn-primary" href="[^"]*/bids/"', owner.get(address(draft)).content.decode())


def test_a_bid_changed_in_another_tab_is_not_overwritten_unseen() -> None:
    order, person = make_order(), make_freelancer()
    client = browser(person.user)
    data = {"price_yen": "400000", "plan": "はじめの案", "start_on": "2099-01-05", "version": ""}
    client.post(address(order, "bid/"), data)
    old = hidden(client.get(address(order, "bid/")).content.decode(), "version")
    client.post(address(order, "bid/"), data | {"plan": "別の画面の案", "version": old})
    answer = client.post(address(order, "bid/"), data | {"plan": "この画面の案", "version": old})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "別の画面の案" in text
    assert "この画面の案" in text
    assert Bid.objects.get().plan == "別の画面の案"
    answer = client.post(
        address(order, "bid/"), data | {"plan": "この画面の案", "version": hidden(text, "version")}, follow=True
    )
    assert "変更しました" in answer.content.decode()
    assert Bid.objects.get().plan == "この画面の案"
    assert Bid.objects.get().events.count() == 3


@pytest.mark.parametrize(
    "text",
    [
        "090-1234-5678",
        "０９０　１２３４　５６７８",
        "0 9 0 1 2 3 4 5 6 7 8",
        "(0852) 12-3456",
        "+81 90 1234 5678",
        "a.b@例え.jp",
    ],
)
def test_contacts_are_found_however_they_are_written(text: str) -> None:
    assert names_a_contact(f"ご連絡は {text} へ")


@pytest.mark.parametrize(
    "text",
    ["2026-01-05 2026-02-10 まで", "10:00〜12:30、3,000円×10日", "0から1,200,000円", "2026年01月05日 09:00 10:30"],
)
def test_days_and_amounts_are_no_contacts(text: str) -> None:
    assert not names_a_contact(text)


def test_any_own_order_can_be_copied() -> None:
    order = make_order(languages=(), positions=2)
    owner = owner_of(order.client)
    actions.withdraw_order(order, actor=owner)
    browser(owner).post(address(order, "copy/"))
    copy = Order.objects.get(status=OrderStatus.DRAFT)
    assert (copy.title, copy.problem, copy.positions, copy.client) == (order.title, order.problem, 2, order.client)
    assert copy.bids_close_at == order.bids_close_at
    viewer = join(order.client, make_user(), Role.VIEWER)
    browser(viewer).post(address(order, "copy/"))
    assert Order.objects.count() == 2


@pytest.mark.parametrize("page", ["close/", "withdraw/"])
def test_an_ended_order_and_a_missing_role_are_told_apart(page: str) -> None:
    order = make_order()
    viewer = join(order.client, make_user(), Role.VIEWER)
    assert "役割" in browser(viewer).get(address(order, page)).content.decode()
    owner = owner_of(order.client)
    assert "お知らせする方はいません" in browser(owner).get(address(order, page)).content.decode()
    actions.close_order(order, actor=owner)
    text = browser(owner).get(address(order, page)).content.decode()
    assert "すでに終わっています" in text
    assert "役割" not in text


def test_whoever_was_chosen_stands_first_on_the_clients_page() -> None:
    bid = make_bid(make_order())
    owner = owner_of(bid.order.client)
    actions.award_bid(bid, actor=owner)
    text = browser(owner).get(address(bid.order)).content.decode()
    for fact in (bid.party.handle, bid.party.profile.legal_name, bid.party.user.email, bid_address(bid)):
        assert fact in text
    assert "応募が0件" not in text


@pytest.mark.parametrize(("typed", "amount"), [("約３０万円くらい", 300_000), ("50万ほど", 500_000), ("¥1,000", 1000)])
def test_amounts_are_read_as_people_type_them(typed: str, amount: int) -> None:
    form = BidForm({"price_yen": typed}, order=make_order())
    form.is_valid()
    assert form.cleaned_data["price_yen"] == amount


def test_limits_are_said_in_one_plain_sentence() -> None:
    client = browser(owner_of(make_company()))
    text = client.post(
        "/orders/new/", COMPLETE | {"hours_per_week": "約１６９時間", "positions": "0人"}
    ).content.decode()
    assert error_beside(text, "hours_per_week") == "168時間までで入力してください。"
    assert error_beside(text, "positions") == "1人以上で入力してください。"
