"""Bids: in time by the database's clock, sealed, answered, and what both sides see after an award."""

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, SideJobPermission
from messaging.models import OutgoingMail, StreamEvent
from orders import actions
from orders.drafts import Offer
from orders.errors import (
    BiddingClosedError,
    BidOfMemberError,
    LegalNameMissingError,
    NoProfileError,
    NotAllowedError,
    NotOwnBidError,
    ObstacleError,
    OwnBidError,
    ReasonMissingError,
)
from orders.listing import bids_for_client
from orders.models import Award, Bid, Order
from orders.queries import contacts_of
from orders.rules import may_award, may_decide
from orders.states import BidStatus, DeclineReason
from tests.orders.making import join, make_bid, make_freelancer, make_order, make_user, offer, owner_of, pass_deadline

pytestmark = pytest.mark.django_db

LATE: dict[str, Callable[[Order, Bid], object]] = {
    "new": lambda order, _bid: make_bid(order),
    "changed": lambda _order, bid: actions.edit_bid(bid, offer(price_yen=1), actor=bid.party.user),
    "sent again": lambda order, bid: actions.submit_bid(
        order,
        Offer(bid.price_yen, bid.plan, bid.start_on),  # the very same one: only the return itself is late
        actor=actions.withdraw_bid(bid, actor=bid.party.user).party.user,
    ),
}


@pytest.mark.parametrize("kind", LATE)
def test_late_bid_is_refused_by_the_database_clock(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    order = make_order()
    bid = make_bid(order)
    pass_deadline(order)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: yesterday)
    with pytest.raises(BiddingClosedError), transaction.atomic():
        LATE[kind](order, bid)
    bid.refresh_from_db()
    assert bid.price_yen == offer().price_yen
    assert Bid.objects.filter(order=order, status=BidStatus.SUBMITTED).count() <= 1


def test_bid_in_time_is_accepted_though_the_web_servers_clock_is_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    order, person = make_order(), make_freelancer()
    next_month = timezone.now() + datetime.timedelta(days=18)
    monkeypatch.setattr("django.utils.timezone.now", lambda: next_month)
    assert make_bid(order, person).status == BidStatus.SUBMITTED


def test_raw_update_of_a_late_bid_is_refused() -> None:
    order = make_order()
    bid = make_bid(order)
    pass_deadline(order)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(price_yen=1)


def test_price_of_nothing_is_refused_by_the_database() -> None:
    bid = make_bid(make_order())
    with pytest.raises(IntegrityError, match="bid_price_positive"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(price_yen=0)


def test_withdrawing_is_possible_after_the_deadline() -> None:
    order = make_order()
    bid = make_bid(order)
    pass_deadline(order)
    assert actions.withdraw_bid(bid, actor=bid.party.user).status == BidStatus.WITHDRAWN


def test_withdrawn_bid_comes_back_with_its_history() -> None:
    bid = make_bid(make_order())
    user = bid.party.user
    actions.withdraw_bid(bid, actor=user)
    back = actions.submit_bid(bid.order, offer(price_yen=350_000), actor=user)
    assert back.pk == bid.pk
    assert list(back.events.values_list("to_status", flat=True)) == ["submitted", "withdrawn", "submitted"]


def test_same_offer_sent_twice_is_one_bid_and_one_notice() -> None:
    order, person = make_order(), make_freelancer()
    first, second = make_bid(order, person), make_bid(order, person)
    assert first.pk == second.pk
    assert owner_of(order.client).notifications.count() == 1


def test_obstacle_is_checked_again_when_the_bid_is_sent() -> None:
    person = make_freelancer(side_job=SideJobPermission.FORBIDDEN)
    with pytest.raises(ObstacleError) as refusal:
        make_bid(make_order(), person)
    assert refusal.value.code == "side_job_forbidden"
    assert not Bid.objects.exists()


def test_nobody_bids_with_an_empty_profile_and_is_told_what_to_write() -> None:
    order, silent, hidden = make_order(), make_freelancer(headline=""), make_freelancer(is_listed=False)
    for person, word in ((silent, "スキル"), (hidden, "参加しない")):
        with pytest.raises(ObstacleError) as refusal:
            make_bid(order, person)
        assert refusal.value.code == "inactive"
        assert word in str(refusal.value.sentence)


def test_a_first_bid_needs_the_legal_name_and_keeps_it() -> None:
    order, person = make_order(), make_freelancer(legal_name="")
    with pytest.raises(LegalNameMissingError):
        make_bid(order, person)
    actions.submit_bid(order, offer(), actor=person.user, legal_name="青井 潮")
    person.refresh_from_db()
    assert person.legal_name == "青井 潮"
    actions.submit_bid(make_order(), offer(), actor=person.user, legal_name="別の名")
    person.refresh_from_db()
    assert person.legal_name == "青井 潮"


def test_the_bid_form_asks_for_the_legal_name_once(client: Client) -> None:
    person = make_freelancer(legal_name="")
    client.force_login(person.user)
    page = reverse("orders:bid", args=[make_order().public_id])
    typed = {"price_yen": "200000", "plan": "まず現場を見ます。", "start_on": "2099-01-01"}
    assert 'name="legal_name"' in client.get(page).text
    assert client.post(page, typed).status_code == 422
    assert client.post(page, typed | {"legal_name": "青井 潮"}).status_code == 302
    assert 'name="legal_name"' not in client.get(reverse("orders:bid", args=[make_order().public_id])).text


def test_nobody_bids_without_a_profile_or_for_another() -> None:
    order = make_order()
    with pytest.raises(NoProfileError):
        actions.submit_bid(order, offer(), actor=make_user())
    bid = make_bid(order)
    stranger = make_freelancer().user
    with pytest.raises(NotOwnBidError):
        actions.edit_bid(bid, offer(price_yen=1), actor=stranger)
    with pytest.raises(NotOwnBidError):
        actions.withdraw_bid(bid, actor=stranger)


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_only_owners_and_editors_decide(role: Role | None) -> None:
    bid = make_bid(make_order())
    user = make_user()
    if role is not None:
        join(bid.order.client, user, role)
    decisions: list[Callable[[], object]] = [
        lambda: actions.award_bid(bid, actor=user),
        lambda: actions.decline_bid(bid, reason=DeclineReason.PRICE, actor=user),
        lambda: actions.close_order(bid.order, actor=user),
        lambda: actions.withdraw_order(bid.order, actor=user),
    ]
    for decide in decisions:
        with pytest.raises(NotAllowedError):
            decide()
    assert not Award.objects.exists()


def test_editor_awards() -> None:
    bid = make_bid(make_order())
    editor = join(bid.order.client, make_user(), Role.EDITOR)
    assert actions.award_bid(bid, actor=editor).status == BidStatus.AWARDED


def test_bidder_who_joined_the_company_is_awarded_by_nobody() -> None:
    bid = make_bid(make_order())
    owner, bidder = owner_of(bid.order.client), bid.party.user
    assert may_award(bid, owner)
    join(bid.order.client, bidder, Role.EDITOR)
    for actor in (bidder, owner):
        assert not may_award(bid, actor)
        with pytest.raises(BidOfMemberError):
            actions.award_bid(bid, actor=actor)
    assert not Award.objects.exists()
    assert [row.is_of_member for row in bids_for_client(bid.order, owner_of(bid.order.client)).rows] == [True]


def test_bidder_who_joined_the_company_is_answered_by_another_member() -> None:
    bid = make_bid(make_order())
    owner, bidder = owner_of(bid.order.client), bid.party.user
    join(bid.order.client, bidder, Role.EDITOR)
    assert not may_decide(bid, bidder)
    with pytest.raises(OwnBidError):
        actions.decline_bid(bid, reason=DeclineReason.PRICE, actor=bidder)
    assert actions.decline_bid(bid, reason=DeclineReason.PRICE, actor=owner).status == BidStatus.DECLINED


def test_award_row_for_a_member_is_refused_by_the_database() -> None:
    bid = make_bid(make_order())
    join(bid.order.client, bid.party.user, Role.VIEWER)
    with pytest.raises(IntegrityError, match="comes from a member"), transaction.atomic():
        Award.objects.create(order=bid.order, bid=bid)


def test_award_row_for_a_withdrawn_bid_is_refused_by_the_database() -> None:
    bid = make_bid(make_order())
    actions.withdraw_bid(bid, actor=bid.party.user)
    with pytest.raises(IntegrityError, match="does not wait for an answer"), transaction.atomic():
        Award.objects.create(order=bid.order, bid=bid)


@pytest.mark.parametrize("reason", ["", "order_closed", "because"])
def test_decline_needs_a_reason_a_person_may_give(reason: str) -> None:
    bid = make_bid(make_order())
    with pytest.raises(ReasonMissingError):
        actions.decline_bid(bid, reason=reason, actor=owner_of(bid.order.client))


def test_decline_without_reason_is_refused_by_the_database() -> None:
    bid = make_bid(make_order())
    with pytest.raises(IntegrityError, match="bid_decline_has_reason"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(status=BidStatus.DECLINED)


def test_contacts_exist_only_after_an_award() -> None:
    bid = make_bid(make_order())
    assert contacts_of(bid) is None
    owner = owner_of(bid.order.client)
    contacts = contacts_of(actions.award_bid(bid, actor=owner))
    assert contacts is not None
    assert contacts.legal_name == bid.party.profile.legal_name
    assert (contacts.bidder_email, contacts.member_email) == (bid.party.user.email, owner.email)


def test_contact_of_a_company_whose_awarding_member_left_is_an_owner() -> None:
    bid = make_bid(make_order())
    company = bid.order.client
    first, second = owner_of(company), make_user()
    actions.award_bid(bid, actor=join(company, second, Role.EDITOR))
    assert company_contact(bid) == second.email
    company.memberships.filter(user=second).delete()
    assert company_contact(bid) == first.email
    company.memberships.all().delete()
    assert company_contact(bid) == ""


def company_contact(bid: Bid) -> str:
    bid.refresh_from_db()
    contacts = contacts_of(bid)
    assert contacts is not None
    return contacts.member_email


def test_bid_changes_reach_the_client_and_the_bidder_only() -> None:
    order = make_order()
    rival = make_bid(order)
    StreamEvent.objects.all().delete()
    bid = make_bid(order)
    told = set(StreamEvent.objects.filter(name="bid-changed").values_list("user", flat=True))
    assert told == {bid.party.user.pk, owner_of(order.client).pk}
    assert rival.party.user.pk not in set(StreamEvent.objects.values_list("user", flat=True))


def test_award_and_decline_are_told_by_mail_in_the_readers_language() -> None:
    order = make_order()
    english = make_freelancer(user=make_user(language="en"))
    declined, awarded = make_bid(order, english), make_bid(order)
    OutgoingMail.objects.all().delete()
    actions.award_bid(awarded, actor=owner_of(order.client))
    mails = {mail.to: mail for mail in OutgoingMail.objects.all()}
    assert mails[english.user.email].subject.startswith("Answer to your bid")
    assert order.title in mails[awarded.party.user.email].subject
    assert declined.party.handle not in mails[awarded.party.user.email].body


def test_every_step_is_recorded_by_the_history_triggers() -> None:
    bid = make_bid(make_order())
    actions.award_bid(bid, actor=owner_of(bid.order.client))
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM orders_bidrecord WHERE pgh_obj_id = %s ORDER BY pgh_id", [bid.pk])
        assert [status for (status,) in cursor.fetchall()] == ["submitted", "awarded"]
