"""An open order changes only as a whole new version: what may change, who is told, and what bids stand for then."""

import datetime
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import Role
from common.japan import today_in_japan
from messaging.models import Notification, OutgoingMail, StreamEvent
from orders import actions
from orders.drafts import WantedLanguage, WantedSkill, content_of
from orders.errors import (
    BiddingClosedError,
    MoveRefusedError,
    NotAllowedError,
    NotChangeableError,
    NothingChangedError,
    NotOwnBidError,
    ObstacleError,
    OrderIncompleteError,
    OtherVersionError,
)
from orders.models import Bid, Order, OrderVersion
from orders.rules import closing_moment
from orders.signals import bid_confirmed, order_changed
from orders.states import BidStatus, OrderStatus
from orders.versions import draft_of, newest_change, promised_by, since
from tests.orders.making import (
    change_order,
    changed_draft,
    join,
    make_bid,
    make_company,
    make_draft,
    make_freelancer,
    make_order,
    make_user,
    offer,
    owner_of,
    pass_deadline,
)

pytestmark = pytest.mark.django_db

SKILLS = (WantedSkill("kintone", is_must=True), WantedSkill("ec-operation"))
TODAY = today_in_japan


def in_days(days: int) -> datetime.date:
    return TODAY() + datetime.timedelta(days=days)


def gaps_of(order: Order, *, reason: str = "", **changes: Any) -> list[str]:
    with pytest.raises(OrderIncompleteError) as refused:
        change_order(order, reason=reason, **changes)
    return [gap.field for gap in refused.value.gaps]


def test_publishing_keeps_the_first_version() -> None:
    order = make_order(skills=SKILLS, languages=(WantedLanguage("ja", 5, is_must=True),))
    version = order.versions.get()
    assert (version.number, version.published_by, version.changed) == (1, owner_of(order.client), [])
    assert version.published_at == order.published_at
    assert version.content["skills"][0] == {"slug": "kintone", "is_must": True}
    assert version.content["languages"] == [{"language": "ja", "level": 5, "is_must": True}]
    assert version.content["deadline"] == in_days(14).isoformat()
    assert not make_draft().versions.exists()


def test_a_change_is_a_new_version_with_everything_in_it() -> None:
    order = make_order(skills=SKILLS)
    change_order(order, title="新しい題名で探します", skills=SKILLS[:1], reason="間違えました。")
    version = order.versions.get(number=2)
    assert order.version == 2
    assert version.changed == ["title", "skills"]
    assert version.reason == "間違えました。"
    assert version.content == content_of(draft_of(order))
    assert list(order.skills.values_list("skill__slug", flat=True)) == ["kintone"]
    assert order.title in Client().get("/orders/?q=新しい題名").text
    assert order.events.last().to_status == order.status == OrderStatus.OPEN
    assert order.records.filter(version=2).exists()


def test_the_same_change_twice_is_one_version() -> None:
    order = make_order()
    draft = changed_draft(order, title="別の題名")
    for _ in range(2):
        actions.publish_change(order, draft, base=1, actor=owner_of(order.client))
    assert order.versions.count() == 2
    with pytest.raises(NothingChangedError):
        actions.publish_change(order, draft, base=2, actor=owner_of(order.client))


def test_order_of_skills_is_no_change() -> None:
    order = make_order(skills=SKILLS)
    with pytest.raises(NothingChangedError):
        change_order(order, skills=SKILLS[::-1])


def test_whoever_wrote_on_an_older_version_is_told() -> None:
    order = make_order()
    draft = changed_draft(order, problem="私の文章です。")
    change_order(order, title="同僚が変えた題名")
    with pytest.raises(OtherVersionError):
        actions.publish_change(order, draft, base=1, actor=owner_of(order.client))
    order.refresh_from_db()
    assert (order.version, order.title) == (2, "同僚が変えた題名")


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_only_owners_and_editors_change(role: str | None) -> None:
    order = make_order()
    user = make_user() if role is None else join(order.client, make_user(), role)
    with pytest.raises(NotAllowedError):
        change_order(order, title="別の題名", actor=user)
    change_order(order, title="別の題名", actor=join(order.client, make_user(), Role.EDITOR))


def test_drafts_and_orders_past_their_bids_get_no_version() -> None:
    closed, late = make_order(), make_order()
    actions.close_order(closed, actor=owner_of(closed.client))
    pass_deadline(late)
    for order in (make_draft(), closed, late):
        with pytest.raises(NotChangeableError):
            change_order(order, title="別の題名")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"problem": ""}, "problem"),
        ({"budget_max_yen": None}, "budget_max_yen"),
        ({"ending_terms": ""}, "ending_terms"),
        ({"duration_weeks": None}, "duration_weeks"),
        ({"remote": ""}, "remote"),
        ({"start_on": None}, "start_on"),
        ({"deadline": None}, "deadline"),
        ({"deadline": TODAY() - datetime.timedelta(days=1)}, "deadline"),
    ],
)
def test_a_change_may_not_take_away_what_publication_needs(changes: dict[str, Any], field: str) -> None:
    order = make_order()
    assert gaps_of(order, **changes) == [field]
    assert order.versions.count() == 1


@pytest.mark.parametrize(
    ("days", "is_refused"), [(0, True), (1, True), (2, True), (3, False), (13, False), (20, False)]
)
def test_an_earlier_deadline_leaves_three_days(days: int, is_refused: bool) -> None:
    order = make_order()
    if is_refused:
        assert gaps_of(order, deadline=in_days(days)) == ["deadline"]
    else:
        change_order(order, deadline=in_days(days))


def test_who_has_bid_gets_a_day_to_react() -> None:
    order = make_order()
    Order.objects.filter(pk=order.pk).update(bids_close_at=closing_moment(today_in_japan()))
    order.refresh_from_db()
    change_order(order, title="まだ応募がありません")
    make_bid(order)
    assert gaps_of(order, title="もう応募があります") == ["deadline"]
    change_order(order, title="もう応募があります", deadline=in_days(5))


def test_positions_stay_above_awards() -> None:
    order = make_order(positions=3)
    actions.award_bid(make_bid(order), actor=owner_of(order.client))
    assert gaps_of(order, positions=1) == ["positions"]
    change_order(order, positions=2)


def test_budget_unit_stays_once_anybody_has_bid() -> None:
    order = make_order()
    change_order(order, budget_unit="month")
    bid = make_bid(order)
    actions.withdraw_bid(bid, actor=bid.party.user)
    assert gaps_of(order, budget_unit="hour") == ["budget_unit"]


def test_lowering_the_budget_after_bids_needs_a_reason_and_removes_nobody() -> None:
    order = make_order()
    change_order(order, budget_max_yen=450_000)
    bid = make_bid(order, price_yen=440_000)
    assert gaps_of(order, budget_max_yen=400_000) == ["reason"]
    change_order(order, budget_max_yen=400_000, reason="予算が減りました。")
    bid.refresh_from_db()
    assert (bid.status, bid.price_yen, bid.yen_over_budget) == (BidStatus.SUBMITTED, 440_000, 40_000)
    change_order(order, budget_max_yen=600_000)


def test_versions_are_never_changed_or_deleted() -> None:
    order = make_order()
    for statement in ("UPDATE orders_orderversion SET reason = 'x'", "DELETE FROM orders_orderversion"):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert order.versions.get().reason == ""


def test_bidders_with_a_standing_bid_are_told_what_changed(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    order = make_order()
    bid, english = make_bid(order), make_bid(order, make_freelancer(user=make_user(language="en")))
    gone = make_bid(order)
    actions.withdraw_bid(gone, actor=gone.party.user)
    StreamEvent.objects.all().delete()
    change_order(order, budget_max_yen=400_000, problem="毎日50件です。", reason="年度の予算です。")
    told = {one.user_id: one.facts["changes"] for one in Notification.objects.filter(kind="order_changed")}
    assert told.keys() == {bid.party.user_id, english.party.user_id}
    assert "500,000円" in told[bid.party.user_id]
    assert "年度の予算です。" in told[bid.party.user_id]
    assert "¥300,000 to ¥400,000" in told[english.party.user_id]
    assert OutgoingMail.objects.filter(to=english.party.user.email, body__contains="¥400,000").exists()
    hears = set(StreamEvent.objects.filter(name="order-changed").values_list("user_id", flat=True))
    assert hears >= {bid.party.user_id, owner_of(order.client).pk}


def test_a_change_is_announced_in_its_transaction() -> None:
    heard: list[int] = []

    def listen(sender: object, order: Order, version: OrderVersion, **_context: object) -> None:
        heard.append(version.number)
        raise RuntimeError

    order = make_order()
    order_changed.connect(listen)
    try:
        with pytest.raises(RuntimeError):
            change_order(order, title="別の題名")
    finally:
        order_changed.disconnect(listen)
    order.refresh_from_db()
    assert (heard, order.version, order.versions.count()) == ([2], 1, 1)


def test_a_bid_stands_for_the_version_it_was_sent_for_until_confirmed() -> None:
    order = make_order()
    bid = make_bid(order)
    change_order(order, title="別の題名")
    bid = Bid.objects.select_related("order").get()
    assert (bid.order_version, bid.needs_confirmation) == (1, True)
    assert [one.name for one in since(order, bid.order_version)] == ["title"]
    confirmed = actions.confirm_bid(bid, seen_version=2, actor=bid.party.user)
    assert (confirmed.order_version, confirmed.needs_confirmation) == (2, False)
    assert confirmed.events.last().confirmed_version == 2
    assert owner_of(order.client).notifications.filter(kind="bid_confirmed").count() == 1
    actions.confirm_bid(bid, seen_version=2, actor=bid.party.user)
    assert confirmed.events.count() == 2


def test_only_a_version_one_has_seen_can_be_confirmed() -> None:
    order = make_order()
    bid = make_bid(order)
    change_order(order, title="二番目")
    change_order(order, title="三番目")
    for seen in (0, 1, 2, 4):
        with pytest.raises(OtherVersionError):
            actions.confirm_bid(bid, seen_version=seen, actor=bid.party.user)
    with pytest.raises(NotOwnBidError):
        actions.confirm_bid(bid, seen_version=3, actor=owner_of(order.client))


def test_confirming_is_possible_after_the_deadline_but_not_after_the_decision() -> None:
    order = make_order()
    bid, other = make_bid(order), make_bid(order)
    change_order(order, title="別の題名")
    pass_deadline(order)
    actions.close_bidding_of(order)
    heard: list[Bid] = []
    bid_confirmed.connect(lambda **told: heard.append(told["bid"]), weak=False, dispatch_uid="test")
    actions.confirm_bid(bid, seen_version=2, actor=bid.party.user)
    bid_confirmed.disconnect(dispatch_uid="test")
    assert heard == [bid]
    actions.decline_bid(other, reason="price", actor=owner_of(order.client))
    with pytest.raises(MoveRefusedError):
        actions.confirm_bid(other, seen_version=2, actor=other.party.user)


def test_who_can_no_longer_do_the_changed_work_cannot_confirm_it() -> None:
    order = make_order()
    bid = make_bid(order, make_freelancer(prefecture_id="13", remote="full"))
    change_order(order, remote="onsite")
    with pytest.raises(ObstacleError):
        actions.confirm_bid(bid, seen_version=2, actor=bid.party.user)


def test_changing_a_bid_or_sending_it_again_is_for_the_newest_version() -> None:
    order = make_order()
    bid = make_bid(order)
    person = bid.party.user
    change_order(order, title="別の題名")
    with pytest.raises(OtherVersionError):
        actions.edit_bid(bid, offer(price_yen=390_000), actor=person, seen_version=1)
    assert actions.edit_bid(bid, offer(), actor=person, seen_version=2).order_version == 2
    change_order(order, title="三番目")
    actions.withdraw_bid(bid, actor=person)
    assert actions.submit_bid(order, offer(), actor=person).order_version == 3
    pass_deadline(order)
    with pytest.raises(BiddingClosedError):
        actions.edit_bid(bid, offer(price_yen=1), actor=person)


def test_a_copy_is_a_draft_of_the_newest_version_with_no_history() -> None:
    order = make_order(skills=SKILLS)
    change_order(order, title="新しい題名", skills=SKILLS[1:])
    copy = actions.copy_order(order, actor=owner_of(order.client))
    assert (copy.version, copy.title, copy.versions.count()) == (1, "新しい題名", 0)
    assert [one.skill.slug for one in copy.skills.all()] == ["ec-operation"]


def test_an_order_without_kept_versions_gets_the_one_it_is_changed_from() -> None:
    order = make_order()
    plain = Order.objects.create(
        client=make_company(),
        title="読み込んだ案件",
        status=OrderStatus.OPEN,
        bids_close_at=order.bids_close_at,
        published_at=order.published_at,
        budget_max_yen=1,
        problem="困りごと",
        duration_weeks=1,
        remote="full",
        ending_terms="30日前",
        start_on=order.start_on,
    )
    assert newest_change(plain) is None
    change_order(plain, title="直した案件")
    assert list(plain.versions.values_list("number", "content__title")) == [(1, "読み込んだ案件"), (2, "直した案件")]


def test_existing_published_orders_get_a_first_version_like_the_action_writes_it() -> None:
    order = make_order(skills=SKILLS, languages=(WantedLanguage("en", 4), WantedLanguage("de", 2, is_must=True)))
    written = order.versions.get()
    migration = import_module("orders.migrations.0005_first_versions")
    rebuilt = migration.first_version(OrderVersion, order)
    assert (rebuilt.number, rebuilt.published_at) == (written.number, written.published_at)
    assert rebuilt.content.items() <= written.content.items()
    before = OrderVersion.objects.count()
    migration.keep_first_versions(apps, None)
    assert OrderVersion.objects.count() == before


def test_what_an_order_promised_is_counted() -> None:
    order = make_order(positions=2)
    actions.award_bid(make_bid(order), actor=owner_of(order.client))
    make_bid(order)
    order.refresh_from_db()
    promised = promised_by(order)
    assert (promised.bids, promised.waiting, promised.awarded) == (2, 1, 1)
