"""Lent people: no bid and no award without both consents, and none beyond the hours they have."""

import datetime

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Commitment, Consent, Giver, HoursSpan, Profile
from common.japan import today_in_japan
from messaging.models import Notification, OutgoingMail
from orders import actions
from orders.errors import ConsentMissingError, HoursFullError, ObstacleError
from orders.models import Award, Bid, BidEvent, Order
from orders.states import BidStatus
from tests.factories import make_company, make_freelancer, make_personnel, owner_of
from tests.orders.making import make_order, offer

pytestmark = pytest.mark.django_db


def bid_for(profile: Profile, order: Order, days: int = 35) -> Bid:
    day = today_in_japan() + datetime.timedelta(days=days)
    lender = profile.party.organisation
    return actions.submit_bid(order, offer(start_on=day), actor=owner_of(lender), party=profile.party)


def award(bid: Bid) -> Bid:
    return actions.award_bid(bid, actor=owner_of(bid.order.client))


def test_an_award_promises_the_hours() -> None:
    bid = bid_for(make_personnel(), make_order(hours_per_week=8, duration_weeks=13))
    award(bid)
    promised = Commitment.objects.get()
    assert (promised.source, promised.hours_per_week) == (f"order:{bid.order.public_id}", 8)
    assert (promised.last_day - promised.first_day).days == 13 * 7 - 1
    assert sum(row.promised for row in HoursSpan.objects.filter(span="month")) == 8 * 13 * 60


def test_an_award_beyond_the_cap_is_refused_with_the_week_named() -> None:
    profile = make_personnel(weekly_cap=12)
    award(bid_for(profile, make_order(hours_per_week=8, duration_weeks=4)))
    second = bid_for(profile, make_order(hours_per_week=8, duration_weeks=4))
    with pytest.raises(HoursFullError) as refused:
        award(second)
    assert "4" in str(refused.value.sentence)
    second.refresh_from_db()
    assert second.status == BidStatus.SUBMITTED
    assert Award.objects.count() == Commitment.objects.count() == 1


def test_an_order_that_leaves_the_hours_open_promises_none() -> None:
    award(bid_for(make_personnel(), make_order(hours_per_week=None)))
    assert not Commitment.objects.exists()


def test_a_freelancer_s_hours_are_written_without_a_limit() -> None:
    profile = make_freelancer(hours_per_week=5)
    award(actions.submit_bid(make_order(hours_per_week=20, duration_weeks=4), offer(), actor=profile.user))
    assert Commitment.objects.get().party == profile.party


@pytest.mark.parametrize("giver", Giver)
def test_a_consent_that_ends_ends_the_open_bid_and_both_hear_why(giver: Giver) -> None:
    profile = make_personnel()
    lender, bid = profile.party.organisation, bid_for(profile, make_order())
    Consent.objects.filter(giver=giver).update(expires_on=today_in_japan() - datetime.timedelta(days=1))
    assert accounts.lapse_consents() == 1
    bid.refresh_from_db()
    assert bid.status == BidStatus.WITHDRAWN
    step = BidEvent.objects.get(bid=bid, to_status=BidStatus.WITHDRAWN)
    assert (step.actor, step.reason) == (None, "consent_ended")
    told = {(one.user, one.kind) for one in Notification.objects.exclude(kind="bid_received")}
    assert told == {
        (owner_of(bid.order.client), "bid_without_consent"),
        (owner_of(lender), "own_bid_without_consent"),
    }
    assert OutgoingMail.objects.filter(to=owner_of(bid.order.client).email).exists()
    with pytest.raises(ObstacleError):
        bid_for(profile, bid.order)


def test_withdrawing_while_a_bid_is_open_and_an_award_is_made() -> None:
    profile = make_personnel()
    lender = profile.party.organisation
    chosen, waiting = bid_for(profile, make_order()), bid_for(profile, make_order())
    award(chosen)
    accounts.withdraw_consent(profile.party, Giver.COMPANY, by=owner_of(lender))
    chosen.refresh_from_db()
    waiting.refresh_from_db()
    assert (chosen.status, waiting.status) == (BidStatus.AWARDED, BidStatus.WITHDRAWN)
    assert Notification.objects.filter(kind="award_without_consent", user=owner_of(chosen.order.client)).count() == 1
    assert Notification.objects.filter(kind="own_award_without_consent", user=owner_of(lender)).count() == 1


def test_an_award_after_the_consent_has_run_out_is_refused() -> None:
    bid = bid_for(make_personnel(), make_order())
    Consent.objects.filter(giver=Giver.PERSON).update(expires_on=today_in_japan() - datetime.timedelta(days=1))
    with pytest.raises(ConsentMissingError):
        award(bid)


def test_nobody_is_bid_for_who_may_be_shown_but_not_named() -> None:
    profile = make_personnel()
    Consent.objects.filter(giver=Giver.PERSON).update(scopes=["listed"])
    with pytest.raises(ConsentMissingError):
        bid_for(profile, make_order())


def test_a_bid_that_slipped_in_is_swept() -> None:
    bid = bid_for(make_personnel(), make_order())
    Consent.objects.filter(giver=Giver.PERSON).delete()
    assert actions.sweep_bids_without_consent() == 1
    assert actions.sweep_bids_without_consent() == 0
    bid.refresh_from_db()
    assert bid.status == BidStatus.WITHDRAWN


def test_the_page_of_a_bid_says_why_it_ended(client) -> None:
    profile = make_personnel()
    bid = bid_for(profile, make_order(make_company()))
    accounts.withdraw_consent(profile.party, Giver.COMPANY, by=owner_of(profile.party.organisation))
    client.force_login(owner_of(bid.order.client))
    response = client.get(reverse("orders:bid_detail", args=[bid.public_id]), headers={"accept-language": "ja"})
    page = response.content.decode()
    assert "同意が終了しました" in page, response.headers
