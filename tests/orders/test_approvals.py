"""Approval in a chain: asked, decided one after the other, and done in the same transaction."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import change_government, remove_member, set_chain
from accounts.errors import NotMemberError
from accounts.governments import Seat
from accounts.models import User
from accounts.signals import access_changed
from messaging.models import Notification
from orders import actions
from orders.approvals import left_behind, waiting_for
from orders.errors import (
    ApprovalWaitingError,
    ChainMissingError,
    CommentMissingError,
    FewQuotesError,
    InApprovalError,
    MoveRefusedError,
    NotYourTurnError,
    OrderIncompleteError,
    SeatEmptyError,
)
from orders.models import Bid, Decision, Opening, Order, OrderStep, OrderVersion, Procurement
from orders.rules import publication_gaps
from orders.states import ApprovalStatus, BidStatus, OrderStatus
from orders.versions import draft_of
from tests.orders.governing import give_chain, make_town, town_draft, town_order, waiting
from tests.orders.making import change_order, make_bid, owner_of, pass_deadline

pytestmark = pytest.mark.django_db


def asked(*titles: str) -> tuple[Order, list[User]]:
    """A draft that was sent for approval, and who decides."""
    town = make_town()
    people = give_chain(town, *(titles or ("係長", "課長")))
    order = actions.publish_order(town_draft(town), actor=owner_of(town))
    return order, people


def opened(town: object = None, bids: int = 2, **changes: object) -> tuple[Order, list[Bid]]:
    order = town_order(town, **changes)  # type: ignore[arg-type]
    sent = [make_bid(order) for _number in range(bids)]
    pass_deadline(order)
    actions.open_bids(order, actor=owner_of(order.client))
    order.refresh_from_db()
    return order, sent


def test_the_last_approval_publishes() -> None:
    order, (first, second) = asked()
    assert order.status == OrderStatus.IN_APPROVAL
    assert not Order.objects.visible_to(None).filter(pk=order.pk).exists()
    request = waiting(order)
    with pytest.raises(NotYourTurnError):
        actions.approve(request, actor=second)
    actions.approve(request, comment="よいと思います", actor=first)
    actions.approve(request, actor=first)
    order.refresh_from_db()
    assert order.status == OrderStatus.IN_APPROVAL
    actions.approve(request, actor=second)
    order.refresh_from_db()
    assert order.status == OrderStatus.OPEN
    assert OrderVersion.objects.filter(order=order).count() == 1
    steps = list(order.events.values_list("what", flat=True))
    assert steps == [OrderStep.APPROVAL_ASKED, OrderStep.APPROVED, OrderStep.APPROVED, ""]


def test_the_next_approver_and_who_asked_are_told() -> None:
    order, (first, second) = asked()
    kinds = Notification.objects.filter(kind__startswith="approval").values_list("user", "kind")
    assert set(kinds) == {(first.pk, "approval_wanted")}
    assert [list(waiting_for(one)) for one in (first, second)] == [[waiting(order)], []]
    actions.approve(waiting(order), actor=first)
    actions.send_back(waiting(order), comment="予算の根拠を", actor=second)
    told = set(kinds.all())
    owner = owner_of(order.client)
    assert told >= {(second.pk, "approval_wanted"), (owner.pk, "approval_step"), (owner.pk, "approval_sent_back")}


def test_what_waits_is_not_edited_and_can_be_taken_back() -> None:
    order, _people = asked()
    owner = owner_of(order.client)
    with pytest.raises(InApprovalError):
        actions.save_draft(order, draft_of(order), actor=owner)
    with pytest.raises(MoveRefusedError):
        actions.withdraw_order(order, actor=owner)
    request = waiting(order)
    actions.take_back(request, actor=owner)
    actions.take_back(request, actor=owner)
    order.refresh_from_db()
    assert order.status == OrderStatus.DRAFT
    actions.save_draft(order, draft_of(order), actor=owner)


def test_what_is_edited_after_the_first_approval_begins_its_chain_again() -> None:
    order, (first, second) = asked()
    owner, early = owner_of(order.client), waiting(order)
    actions.approve(early, actor=first)
    with pytest.raises(InApprovalError):
        actions.save_draft(order, draft_of(order), actor=owner)
    actions.take_back(early, actor=owner)
    draft = draft_of(order)
    actions.save_draft(order, replace(draft, details=draft.details | {"title": "変えた題名"}), actor=owner)
    actions.publish_order(order, actor=owner)
    again = waiting(order)
    assert [turn.decision for turn in again.turns.all()] == ["", ""]
    with pytest.raises(NotYourTurnError):
        actions.approve(again, actor=second)
    with pytest.raises(MoveRefusedError):
        actions.approve(early, actor=second)
    for approver in (first, second):
        actions.approve(again, actor=approver)
    order.refresh_from_db()
    assert (order.status, order.title) == (OrderStatus.OPEN, "変えた題名")


def test_bidders_hear_of_a_change_once_its_chain_has_approved_it() -> None:
    """Until then the order, its ranking and the bids stay as they are; afterwards each bid waits to be confirmed."""
    town = make_town()
    order = town_order(town, opening=Opening.AS_THEY_ARRIVE)
    bid = make_bid(order)
    (approver,) = give_chain(town, "課長")
    change_order(order, hours_per_week=20)
    bid.refresh_from_db()
    told = Notification.objects.filter(user=bid.party.user, kind="order_changed")
    assert (order.version, bid.order_version, told.exists()) == (1, 1, False)
    actions.approve(waiting(order), actor=approver)
    bid = Bid.objects.select_related("order").get(pk=bid.pk)
    assert (bid.order.version, bid.needs_confirmation, told.count()) == (2, True, 1)
    actions.confirm_bid(bid, seen_version=2, actor=bid.party.user)
    assert not Bid.objects.get(pk=bid.pk).needs_confirmation


def test_sending_back_says_why() -> None:
    order, (first, _second) = asked()
    with pytest.raises(CommentMissingError):
        actions.send_back(waiting(order), comment="", actor=first)
    request = actions.send_back(waiting(order), comment="期間が長い", actor=first)
    order.refresh_from_db()
    assert (request.status, order.status) == (ApprovalStatus.SENT_BACK, OrderStatus.DRAFT)
    assert "期間が長い" in order.events.last().note
    with pytest.raises(MoveRefusedError):
        actions.approve(request, actor=_second)


def test_four_eyes() -> None:
    town = make_town()
    owner = owner_of(town)
    (other,) = give_chain(town, "課長")
    set_chain(town, [Seat("係長", owner), Seat("課長", other)], actor=owner)
    order = actions.publish_order(town_draft(town), actor=owner)
    request = waiting(order)
    assert request.turns.first().decision == Decision.SKIPPED
    with pytest.raises(NotYourTurnError):
        actions.approve(request, actor=owner)
    actions.approve(request, actor=other)
    order.refresh_from_db()
    assert order.status == OrderStatus.OPEN


def test_whoever_is_the_whole_chain_approves_their_own() -> None:
    town = make_town()
    owner = owner_of(town)
    set_chain(town, [Seat("町長", owner)], actor=owner)
    order = actions.publish_order(town_draft(town), actor=owner)
    actions.approve(waiting(order), actor=owner)
    order.refresh_from_db()
    assert order.status == OrderStatus.OPEN


def test_an_empty_seat_blocks_and_a_request_keeps_its_chain() -> None:
    order, (first, second) = asked()
    request = waiting(order)
    first.memberships.all().delete()
    with pytest.raises(NotYourTurnError):
        actions.approve(request, actor=first)
    with pytest.raises(SeatEmptyError):
        actions.publish_order(town_draft(order.client), actor=owner_of(order.client))
    set_chain(order.client, [Seat("課長", second)], actor=owner_of(order.client))
    with pytest.raises(NotYourTurnError):
        actions.approve(request, actor=second)
    actions.take_back(request, actor=owner_of(order.client))
    actions.publish_order(order, actor=owner_of(order.client))
    actions.approve(waiting(order), actor=second)
    order.refresh_from_db()
    assert order.status == OrderStatus.OPEN


def leave(person: User) -> None:
    remove_member(person.memberships.get(), actor=person)


def be_suspended(person: User) -> None:
    User.objects.filter(pk=person.pk).update(suspended_at=timezone.now())
    access_changed.send(sender=User, user=person)


def be_switched_off(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    access_changed.send(sender=User, user=person)


@pytest.mark.parametrize("lose", [leave, be_suspended, be_switched_off])
def test_whoever_asked_hears_that_an_approver_is_lost(lose: Callable[[User], None]) -> None:
    """The turn stays open and nobody else can take it; taken back, the mended chain decides."""
    order, (first, second) = asked()
    request, owner = waiting(order), owner_of(order.client)
    lose(first)
    told = Notification.objects.get(kind="approval_stuck")
    assert (told.user, told.facts["office"]) == (owner, "係長")
    with pytest.raises(NotYourTurnError):
        actions.approve(request, actor=User.objects.get(pk=first.pk))
    with pytest.raises(NotYourTurnError):
        actions.approve(request, actor=second)
    assert [turn.title for turn in left_behind(request)] == ["係長"]
    with pytest.raises(NotMemberError):
        set_chain(order.client, [Seat("係長", first)], actor=owner)
    set_chain(order.client, [Seat("課長", second)], actor=owner)
    actions.take_back(request, actor=owner)
    actions.publish_order(order, actor=owner)
    actions.approve(waiting(order), actor=second)
    order.refresh_from_db()
    assert order.status == OrderStatus.OPEN


def test_an_approver_who_has_decided_may_leave() -> None:
    order, (first, second) = asked()
    actions.approve(waiting(order), actor=first)
    leave(first)
    assert not Notification.objects.filter(kind="approval_stuck").exists()
    actions.approve(waiting(order), actor=second)
    order.refresh_from_db()
    assert order.status == OrderStatus.OPEN


def test_a_chain_shows_offices_and_names_but_no_address(client: Client) -> None:
    order, (first, second) = asked()
    User.objects.filter(pk=first.pk).update(full_name="")
    client.force_login(owner_of(order.client))
    draft = town_draft(order.client)
    for page in (
        reverse("orders:approval", args=[waiting(order).public_id]),
        reverse("orders:preview", args=[draft.public_id]),
    ):
        text = client.get(page).text
        assert "係長" in text
        assert second.full_name in text
        assert not any(person.email in text for person in (first, second))


def test_what_has_become_impossible_is_sent_back_with_the_reason() -> None:
    order, (approver,) = asked("課長")
    Order.objects.filter(pk=order.pk).update(bids_close_at=timezone.now() - datetime.timedelta(days=1))
    request = actions.approve(waiting(order), actor=approver)
    order.refresh_from_db()
    assert (request.status, order.status) == (ApprovalStatus.SENT_BACK, OrderStatus.DRAFT)
    assert request.ended_note
    assert order.published_at is None


def test_a_government_without_a_chain_publishes_nothing_until_it_says_so() -> None:
    order = town_draft()
    owner = owner_of(order.client)
    change_government(order.client, actor=owner, quotes_wanted=2, approves_elsewhere=False)
    with pytest.raises(ChainMissingError):
        actions.publish_order(order, actor=owner)


def test_a_change_waits_for_approval_and_is_published_by_the_last() -> None:
    town = make_town()
    order = town_order(town)
    (approver,) = give_chain(town, "課長")
    change_order(order, title="変えた題名")
    assert (order.title, order.version) != ("変えた題名", 2)
    with pytest.raises(ApprovalWaitingError):
        change_order(order, title="別の題名")
    actions.approve(waiting(order), actor=approver)
    order.refresh_from_db()
    assert (order.title, order.version) == ("変えた題名", 2)


def test_an_award_is_proposed_and_made_by_the_last_approval() -> None:
    town = make_town()
    order, (chosen, other) = opened(town)
    (approver,) = give_chain(town, "課長")
    bid = actions.award_bid(chosen, actor=owner_of(town), reason="提案が具体的")
    assert bid.status == BidStatus.SUBMITTED
    actions.award_bid(chosen, actor=owner_of(town), reason="提案が具体的")
    with pytest.raises(ApprovalWaitingError):
        actions.award_bid(other, actor=owner_of(town), reason="やはりこちら")
    actions.approve(waiting(order), actor=approver)
    chosen.refresh_from_db()
    other.refresh_from_db()
    assert (chosen.status, other.status) == (BidStatus.AWARDED, BidStatus.DECLINED)
    assert chosen.award.reason == "提案が具体的"


def test_several_bids_are_proposed_together_and_one_that_left_sends_all_back() -> None:
    town = make_town()
    order, bids = opened(town, positions=2, budget_max_yen=400_000)
    (approver,) = give_chain(town, "課長")
    actions.propose_award(order, bids, reason="二人とも必要", actor=owner_of(town))
    actions.withdraw_bid(bids[1], actor=bids[1].party.user)
    request = actions.approve(waiting(order), actor=approver)
    assert request.status == ApprovalStatus.SENT_BACK
    assert not order.awards.exists()
    assert Bid.objects.get(pk=bids[0].pk).status == BidStatus.SUBMITTED


def test_the_end_of_an_order_ends_what_waits() -> None:
    town = make_town()
    order, (chosen, _other) = opened(town)
    (approver,) = give_chain(town, "課長")
    actions.award_bid(chosen, actor=owner_of(town), reason="提案が具体的")
    request = waiting(order)
    actions.close_order(order, actor=owner_of(town))
    with pytest.raises(MoveRefusedError):
        actions.approve(request, actor=approver)


def test_fewer_bids_than_quotes_wanted_ask_for_a_reason() -> None:
    order, (only,) = opened(bids=1)
    owner = owner_of(order.client)
    with pytest.raises(FewQuotesError):
        actions.award_bid(only, actor=owner)
    actions.award_bid(only, actor=owner, reason="一者しか対応できない")
    assert order.events.get(what=OrderStep.FEW_QUOTES).note == "一者しか対応できない"


def test_above_the_ceiling_a_tender_or_a_reason_is_needed() -> None:
    """800,000 and the tax stay below a town's 1,000,000; 950,000 with the tax do not."""
    order = town_draft(budget_max_yen=950_000)
    with pytest.raises(OrderIncompleteError) as refusal:
        actions.publish_order(order, actor=owner_of(order.client))
    assert [gap.field for gap in refusal.value.gaps] == ["procurement"]
    order.procurement = Procurement.INFORMATION
    assert [gap.field for gap in publication_gaps(order, now=timezone.now())] == ["procurement_reason"]
    order.procurement_reason = "来年度予算の積算のため"
    assert publication_gaps(order, now=timezone.now()) == []
