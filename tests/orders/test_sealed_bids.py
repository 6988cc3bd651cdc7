"""Bids that are opened at the deadline: nobody but their bidder reads them before, wherever they look."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from messaging.models import Notification, StreamEvent
from orders import actions
from orders.errors import MoveRefusedError, NotAllowedError, SealedError
from orders.models import Award, Bid, Opening, Order, OrderStep
from orders.states import BidStatus, DeclineReason
from tests.factories import make_user as make_person
from tests.orders.governing import town_order
from tests.orders.making import make_bid, make_freelancer, make_user, owner_of, pass_deadline

pytestmark = pytest.mark.django_db
PLAN, PRICE = "ひみつの提案書三百字", 712_345
MARKS = (PLAN, "712,345", "712345")


@pytest.fixture
def bid() -> Bid:
    return make_bid(town_order(), plan=PLAN, price_yen=PRICE)


def browser(user: User) -> Client:
    client = Client(headers={"Accept-Language": "ja"}, raise_request_exception=False)
    client.force_login(user)
    return client


def agreeing(user: User) -> User:
    """Somebody who has agreed to the legal texts reads pages; the others only act."""
    person = make_person()
    person.memberships.create(organisation=user.memberships.get().organisation, role="owner")
    return person


def places(bid: Bid) -> list[str]:
    order, party = bid.order.public_id, bid.party.public_id
    return [
        reverse("portal:dashboard"),
        reverse("orders:mine"),
        reverse("messaging:notifications"),
        *(reverse(f"orders:{name}", args=[order]) for name in ("detail", "bids", "choose", "versions")),
        *(reverse(f"orders:{name}", args=[bid.public_id]) for name in ("bid_detail", "award", "decline")),
        *(reverse("orders:bids", args=[order]) + f"?sort={sort}&part=bids" for sort in ("price", "start", "arrival")),
        reverse("orders:detail", args=[order]) + "?part=client",
        reverse("matching:candidates", args=[order]) + "?bids=1",
        reverse("matching:candidate", args=[order, party]),
        f"/api/v1/orders/{order}/bids/",
        f"/api/v1/bids/{bid.public_id}/",
        reverse("admin:orders_bid_changelist"),
        reverse("admin:orders_bid_change", args=[bid.pk]),
        reverse("admin:orders_order_change", args=[bid.order_id]),
    ]


def told(user: User, bid: Bid) -> dict[str, str]:
    client = browser(user)
    return {place: client.get(place, follow=True).text for place in places(bid)}


def giving_away(pages: dict[str, str], bid: Bid) -> list[str]:
    return [place for place, text in pages.items() if any(mark in text for mark in (*MARKS, bid.party.handle))]


def test_nobody_of_the_client_and_no_administrator_reads_a_sealed_bid_anywhere(bid: Bid) -> None:
    member = agreeing(owner_of(bid.order.client))
    assert giving_away(told(member, bid), bid) == []
    assert giving_away(told(make_person(is_staff=True, is_superuser=True), bid), bid) == []
    pass_deadline(bid.order)
    assert giving_away(told(member, bid), bid) == []


def test_messages_and_the_stream_say_only_that_something_came(bid: Bid) -> None:
    owner = owner_of(bid.order.client)
    actions.withdraw_bid(bid, actor=bid.party.user)
    kinds = dict(Notification.objects.filter(user=owner).values_list("kind", "facts"))
    assert {"bid_received_sealed", "bid_withdrawn_sealed"} <= kinds.keys()
    sent = [json.dumps(one, default=str) for one in StreamEvent.objects.filter(user=owner).values()]
    assert sent
    said = [*map(json.dumps, kinds.values()), *sent]
    assert not [text for text in said if bid.party.handle in text or bid.public_id in text]


def test_the_bidder_reads_their_own(bid: Bid) -> None:
    assert list(Bid.objects.visible_to(bid.party.user)) == [bid]
    assert not Bid.objects.visible_to(owner_of(bid.order.client)).exists()
    assert not Bid.objects.received_by(owner_of(bid.order.client)).exists()


def test_after_the_deadline_all_are_opened_together_and_it_is_recorded(bid: Bid) -> None:
    other, owner = make_bid(bid.order), owner_of(bid.order.client)
    with pytest.raises(SealedError):
        actions.open_bids(bid.order, actor=owner)
    pass_deadline(bid.order)
    actions.open_bids(bid.order, actor=owner)
    actions.open_bids(bid.order, actor=owner)
    assert set(Bid.objects.received_by(owner)) == {bid, other}
    step = bid.order.events.get(what=OrderStep.BIDS_OPENED)
    assert step.actor == owner
    page = told(agreeing(owner), bid)[reverse("orders:bids", args=[bid.order.public_id])]
    assert bid.party.handle in page
    assert other.party.handle in page


def test_only_editors_of_the_client_open_and_only_a_sealed_order(bid: Bid) -> None:
    pass_deadline(bid.order)
    with pytest.raises(NotAllowedError):
        actions.open_bids(bid.order, actor=make_user())
    arriving = town_order(opening=Opening.AS_THEY_ARRIVE)
    with pytest.raises(MoveRefusedError):
        actions.open_bids(arriving, actor=owner_of(arriving.client))


def test_a_sealed_bid_can_neither_be_awarded_nor_declined(bid: Bid) -> None:
    owner = owner_of(bid.order.client)
    with pytest.raises(SealedError):
        actions.award_bid(bid, actor=owner, reason="急ぎのため")
    with pytest.raises(SealedError):
        actions.decline_bid(bid, reason=DeclineReason.PRICE, actor=owner)
    with pytest.raises(IntegrityError, match="not opened yet"), transaction.atomic():
        Award.objects.create(order=bid.order, bid=bid, awarded_by=owner)


@pytest.mark.parametrize("end", [actions.close_order, actions.withdraw_order])
def test_an_end_before_the_opening_answers_everybody_and_opens_nothing(bid: Bid, end: object) -> None:
    owner = owner_of(bid.order.client)
    end(bid.order, actor=owner)  # type: ignore[operator]
    bid.refresh_from_db()
    assert bid.status == BidStatus.DECLINED
    assert not Bid.objects.received_by(owner).exists()
    assert giving_away(told(agreeing(owner), bid), bid) == []


def test_the_database_keeps_the_seal(bid: Bid) -> None:
    rows = Order.objects.filter(pk=bid.order_id)
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        rows.update(bids_opened_at=bid.submitted_at)
    with pytest.raises(IntegrityError, match="another rule"), transaction.atomic():
        rows.update(opening=Opening.AS_THEY_ARRIVE)


def test_a_company_may_choose_it_too_and_a_bidder_without_a_bid_on_the_list_stays_unknown() -> None:
    bid = make_bid(town_order(), make_freelancer(), plan=PLAN)
    page = browser(agreeing(owner_of(bid.order.client)))
    address = reverse("matching:candidate", args=[bid.order.public_id, bid.party.public_id])
    assert page.get(address).status_code == 404
