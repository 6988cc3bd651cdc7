"""Changing a published order in the browser: nothing typed is lost, everybody reads what changed and what it was."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from orders import actions
from orders.drafts import WantedSkill
from orders.forms import ChangeForm
from orders.models import Bid, Order
from orders.states import OrderStatus
from tests.orders.making import (
    change_order,
    join,
    make_bid,
    make_draft,
    make_freelancer,
    make_order,
    make_user,
    owner_of,
    pass_deadline,
)
from tests.orders.test_forms import error_beside
from tests.orders.test_pages import address, bid_address, browser

pytestmark = pytest.mark.django_db

TYPED = "書いたものは消えません。FAXをやめたい。"


def typed(order: Order, **changes: Any) -> dict[str, Any]:
    """The change form as the page shows it, with some entries changed."""
    form = ChangeForm(order=order)
    entries = {field.html_name: field.value() for field in form if field.value() is not None}
    for name, value in entries.items():
        if isinstance(value, datetime.date):
            entries[name] = value.isoformat()
    chips = {chip.name: chip.value for chip in form.chips}
    return entries | chips | {"base": order.version} | changes


def send(order: Order, step: str, client: Client | None = None, **changes: Any) -> tuple[int, str]:
    client = client or browser(owner_of(order.client))
    answer = client.post(address(order, "change/"), typed(order, **changes) | {"step": step}, follow=True)
    return answer.status_code, answer.content.decode()


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_preview_shows_what_changes_and_publishes_nothing() -> None:
    order = make_order()
    status, page = send(order, "preview", title="新しい題名", budget_max_yen="60万")
    assert status == 200
    assert "<del>300,000円〜500,000円" in page.replace("</span>", "") or "500,000円" in page
    assert "新しい題名" in page
    order.refresh_from_db()
    assert order.version == 1


def test_what_the_preview_carries_is_what_is_published() -> None:
    order = make_order(skills=(WantedSkill("kintone", is_must=True),))
    client = browser(owner_of(order.client))
    _status, page = send(order, "preview", client, problem="一行目\n「二行目」<b>&", reason="わけ", positions="3")
    carried = hidden_fields(page)
    assert carried["reason"] == "わけ"
    answer = client.post(
        address(order, "change/"),
        typed(order, problem="一行目\n「二行目」<b>&", reason="わけ", positions="3") | {"step": "publish"},
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == address(order)
    order.refresh_from_db()
    assert (order.version, order.positions, order.problem) == (2, 3, "一行目\n「二行目」<b>&")
    assert order.versions.get(number=2).changed == ["problem", "positions"]
    assert set(carried) >= {"base", "draft", "writer", "title", "problem", "deadline", "skill-kintone"}


def test_going_back_from_the_preview_keeps_everything() -> None:
    order = make_order()
    status, page = send(order, "write", problem=TYPED)
    assert status == 200
    assert TYPED in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"budget_max_yen": "たくさん"}, "budget_max_yen"),
        ({"ending_terms": ""}, "ending_terms"),
        ({"deadline": ""}, "deadline"),
        ({"budget_unit": "month"}, "budget_unit"),
        ({"budget_max_yen": "400000"}, "reason"),
        ({"reason": "長" * 301}, "reason"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "publish"])
def test_a_refusal_stands_beside_its_field_and_nothing_is_lost(step: str, changes: dict[str, str], field: str) -> None:
    order = make_order()
    make_bid(order)
    status, page = send(order, step, **({"problem": TYPED} | changes))
    assert status == 422
    assert error_beside(page, field)
    assert TYPED in page
    order.refresh_from_db()
    assert order.version == 1


@pytest.mark.parametrize("step", ["preview", "publish"])
def test_a_stale_form_says_what_somebody_else_changed_and_keeps_what_was_typed(step: str) -> None:
    order = make_order()
    mine = typed(order, problem=TYPED)
    change_order(order, title="同僚の題名", actor=join(order.client, make_user(), Role.EDITOR))
    client = browser(owner_of(order.client))
    answer = client.post(address(order, "change/"), mine | {"step": step})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert TYPED in page
    assert 'data-changed="title"' in page
    assert "同僚の題名" in page
    assert hidden_fields(page)["base"] == "2"
    order.refresh_from_db()
    assert order.version == 2


@pytest.mark.parametrize("base", ["", "0", "-1", "99", "abc", "１", "9" * 50])
def test_a_base_that_is_no_version_is_taken_for_the_newest(base: str) -> None:
    order = make_order()
    assert send(order, "publish", title="別の題名", base=base)[0] == 200
    order.refresh_from_db()
    assert order.version == 2


def test_bidding_that_closed_meanwhile_keeps_what_was_typed() -> None:
    order = make_order()
    mine = typed(order, problem=TYPED)
    pass_deadline(order)
    actions.close_bidding_of(order)
    for step in ("preview", "publish"):
        answer = browser(owner_of(order.client)).post(address(order, "change/"), mine | {"step": step})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert TYPED in page
        assert 'value="preview"' not in page
    order.refresh_from_db()
    assert (order.version, order.status) == (1, OrderStatus.SELECTING)


def test_nothing_changed_is_said() -> None:
    order = make_order()
    status, page = send(order, "preview")
    assert status == 422
    assert "まだ" in page


def test_a_second_click_on_publish_is_no_error() -> None:
    order = make_order()
    mine = typed(order, title="別の題名") | {"step": "publish"}
    client = browser(owner_of(order.client))
    assert [client.post(address(order, "change/"), mine).status_code for _ in range(2)] == [302, 302]
    assert order.versions.count() == 2


def test_a_published_order_does_not_save_itself() -> None:
    order = make_order()
    page = browser(owner_of(order.client)).get(address(order, "change/")).content.decode()
    assert "autosave" not in page
    client = browser(owner_of(order.client))
    client.post(address(order, "edit/"), typed(order, problem=TYPED) | {"step": "autosave"})
    order.refresh_from_db()
    assert (order.version, order.problem != TYPED) == (1, True)


def test_a_session_that_ended_keeps_the_change() -> None:
    order, client = make_order(), Client()
    owner = owner_of(order.client)
    client.force_login(owner)
    writer = hidden_fields(client.get(address(order, "change/")).content.decode())["writer"]
    client.logout()
    sent = typed(order, problem=TYPED) | {"step": "publish", "writer": writer, "draft": order.public_id}
    assert "/login/" in client.post(address(order, "change/"), sent).headers["Location"]
    session = client.session
    session["_kept"] = True
    session.save()
    kept = session["kept_order"]
    client.force_login(owner)
    session = client.session
    session["kept_order"] = kept
    session.save()
    assert TYPED in client.get(address(order, "change/")).content.decode()


def test_the_address_for_drafts_leads_to_the_change_of_an_open_order() -> None:
    order = make_order()
    client = browser(owner_of(order.client))
    assert client.get(address(order, "edit/")).headers["Location"] == address(order, "change/")
    actions.close_order(order, actor=owner_of(order.client))
    assert client.get(address(order, "change/")).headers["Location"] == address(order)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everybody_reads_what_changed_but_not_who_did_it(language: str) -> None:
    order = make_order()
    owner = owner_of(order.client)
    change_order(order, title="新しい題名", problem="毎日30件の注文がFAXで届き、手で書き写しています。今は50件です。")
    change_order(order, budget_max_yen=600_000, reason="増やせました。")
    visitor = browser(None, language)
    page = visitor.get(address(order)).content.decode()
    assert "増やせました。" in page
    assert 'data-changed="budget"' in page
    assert 'data-changed="title"' not in page
    page = visitor.get(address(order, "versions/")).content.decode()
    assert [name for name in ("version-1", "version-2", "version-3") if f'id="{name}"' not in page] == []
    assert "<ins>" in page
    assert owner.full_name not in page
    assert owner.full_name in browser(owner, language).get(address(order, "versions/")).content.decode()


def test_only_the_sentences_that_changed_are_marked() -> None:
    order = make_order(problem="一つ目です。二つ目です。三つ目です。")
    change_order(order, problem="一つ目です。二番目です。三つ目です。")
    page = re.sub(r"<span[^>]*>.*?</span>", "", browser(None).get(address(order)).content.decode())
    assert "一つ目です。<del>二つ目です。</del><ins>二番目です。</ins>三つ目です。" in page


def test_any_two_versions_are_compared() -> None:
    order = make_order()
    for number in (2, 3, 4):
        change_order(order, positions=number)
    visitor = browser(None)
    page = visitor.get(address(order, "versions/?older=1&newer=4")).content.decode()
    compared = page[page.index('id="compare"') : page.index('id="version-4"')]
    assert "<del>1</del>" in compared
    assert "<ins>4</ins>" in compared
    same = visitor.get(address(order, "versions/?older=2&newer=2")).content.decode()
    assert "同じ" in same
    for bad in ("older=9&newer=1", "older=x", "older=1", "newer=\x00&older=-1"):
        assert visitor.get(address(order, f"versions/?{bad}")).status_code == 200


def test_an_order_without_versions_leads_to_its_page() -> None:
    draft = make_draft()
    assert browser(owner_of(draft.client)).get(address(draft, "versions/")).status_code == 302
    assert browser(make_user()).get(address(draft, "versions/")).status_code == 404


def test_the_bidder_sees_the_change_and_confirms_with_one_click() -> None:
    order = make_order()
    bid = make_bid(order, price_yen=480_000)
    bidder, owner = browser(bid.party.user), browser(owner_of(order.client))
    change_order(order, budget_max_yen=450_000, reason="予算の都合です。")
    assert "第1版" in bidder.get(address(order)).content.decode()
    page = bidder.get(bid_address(bid)).content.decode()
    assert 'data-changed="budget"' in page
    assert "予算の都合です。" in page
    assert "第2版" in page
    assert bid_address(bid, "confirm/") in page
    assert "確認" in owner.get(address(order, "bids/")).content.decode()
    seen = hidden_fields(page)["order_version"]
    bidder.post(bid_address(bid, "confirm/"), {"order_version": seen})
    bid = Bid.objects.select_related("order").get()
    assert not bid.needs_confirmation
    assert bid_address(bid, "confirm/") not in bidder.get(bid_address(bid)).content.decode()


@pytest.mark.parametrize("sent", ["", "1", "0", "x", "9" * 40, "２"])
def test_a_confirmation_of_something_not_seen_changes_nothing(sent: str) -> None:
    order = make_order()
    bid = make_bid(order)
    change_order(order, title="別の題名")
    answer = browser(bid.party.user).post(bid_address(bid, "confirm/"), {"order_version": sent})
    assert answer.status_code == 302
    bid.refresh_from_db()
    assert bid.order_version == 1


def test_an_order_that_changes_while_a_bid_is_written_is_shown_before_it_is_sent() -> None:
    order, person = make_order(), make_freelancer()
    client = browser(person.user)
    sent = {"price_yen": "400000", "plan": TYPED, "start_on": order.start_on.isoformat(), "order_version": "1"}
    change_order(order, title="別の題名")
    answer = client.post(address(order, "bid/"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert TYPED in page
    assert 'data-changed="title"' in page
    assert not Bid.objects.exists()
    assert client.post(address(order, "bid/"), sent | {"order_version": "2"}).status_code == 302
    assert Bid.objects.get().order_version == 2


def test_parts_of_an_open_page_are_asked_for_by_themselves() -> None:
    order = make_order()
    person = make_freelancer()
    change_order(order, title="新しい題名")
    client = browser(person.user)
    for part, expected in (("head", "新しい題名"), ("facts", "data-changed"), ("bidder", "/bid/")):
        page = client.get(address(order, f"?part={part}")).content.decode()
        assert expected in page
        assert "<html" not in page
