"""How a client answers and decides: counted from what happened, and from nothing else."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders import actions
from orders.models import Bid
from orders.records import FEWEST, record_of, times_chosen
from orders.states import BidStatus, DeclineReason
from tests.orders.making import make_bid, make_company, make_draft, make_freelancer, make_order, owner_of

pytestmark = pytest.mark.django_db


def answered_after(bid: Bid, days: int) -> None:
    """As if the bid had been sent ``days`` before its answer."""
    bid.refresh_from_db()
    assert bid.decided_at is not None
    Bid.objects.filter(pk=bid.pk).update(submitted_at=bid.decided_at - datetime.timedelta(days=days))


def test_answers_count_with_the_time_they_took() -> None:
    company, days = make_company(), [1, 2, 3, 10, 20]
    order = make_order(company)
    for number in days:
        bid = make_bid(order)
        actions.decline_bid(bid, reason=DeclineReason.PRICE, actor=owner_of(company))
        answered_after(bid, number)
    make_bid(order)  # waits while the order still takes bids: nothing is due yet
    record = record_of(company)
    assert (record.answered.some, record.answered.of) == (5, 5)
    assert record.median_days == pytest.approx(3)
    assert record.reasons == [(DeclineReason.PRICE, 5)]


def test_bids_that_only_ended_with_their_order_were_not_answered() -> None:
    company = make_company()
    order = make_order(company)
    for _ in range(FEWEST):
        make_bid(order)
    actions.withdraw_order(order, actor=owner_of(company))
    record = record_of(company)
    assert (record.answered.some, record.answered.of, record.answered.percent) == (0, 5, 0)
    assert (record.withdrawn, record.awarded.of, record.awarded.is_enough) == (1, 1, False)
    assert record.median_days is None


def test_other_peoples_orders_old_bids_and_drafts_do_not_count() -> None:
    company = make_company()
    bid = make_bid(make_order(company))
    actions.decline_bid(bid, reason=DeclineReason.PLAN, actor=owner_of(company))
    answered_after(bid, 1)
    Bid.objects.filter(pk=bid.pk).update(submitted_at=timezone.now() - datetime.timedelta(days=400))
    actions.withdraw_order(make_draft(company), actor=owner_of(company))
    make_bid(make_order())
    record = record_of(company)
    assert record.is_empty
    assert (record.reasons, record.withdrawn, record.open_orders) == ([], 0, 1)


def test_a_withdrawn_bid_needs_no_answer() -> None:
    company, person = make_company(), make_freelancer()
    bid = make_bid(make_order(company), person)
    actions.withdraw_bid(bid, actor=person.user)
    assert record_of(company).answered.of == 0
    assert Bid.objects.get().status == BidStatus.WITHDRAWN


def test_who_orders_again_is_counted_on_both_sides() -> None:
    company, person = make_company(), make_freelancer()
    for client in (company, company, make_company()):
        bid = make_bid(make_order(client), person)
        actions.award_bid(bid, actor=owner_of(client))
    chosen = times_chosen(person.party)
    assert (chosen.awards, chosen.clients, chosen.again) == (3, 2, 1)
    assert record_of(company).chosen_again == 1
    assert (record_of(company).awarded.some, record_of(company).awarded.of) == (2, 2)


def test_the_page_shows_published_orders_only_and_finds_among_them() -> None:
    company = make_company()
    make_order(company, title="在庫を数える")
    make_order(company, title="受注を電話からネットへ")
    make_draft(company, title="まだ秘密の下書き")
    make_order(title="ほかの会社の案件")
    address = reverse("portal:organisation", args=[company.public_id])
    page = Client().get(address).content.decode()
    assert "在庫を数える" in page
    assert "まだ秘密の下書き" not in page
    assert "ほかの会社の案件" not in page
    found = Client().get(address, {"q": "在庫"}).content.decode()
    assert "在庫を数える" in found
    assert "受注を電話から" not in found


def test_an_organisation_that_published_nothing_has_no_page_for_strangers() -> None:
    company = make_company()
    make_draft(company)
    address = reverse("portal:organisation", args=[company.public_id])
    assert Client().get(address).status_code == 404
    member = Client()
    member.force_login(owner_of(company))
    assert member.get(address).status_code == 200


def test_below_five_no_share_is_shown() -> None:
    company = make_company()
    for _ in range(FEWEST - 1):
        actions.decline_bid(make_bid(make_order(company)), reason=DeclineReason.PRICE, actor=owner_of(company))
    page = Client().get(reverse("portal:organisation", args=[company.public_id])).content.decode()
    assert "100%" not in page
