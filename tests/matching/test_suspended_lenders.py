"""A company the administrators suspend lends nobody: its people are out of every list and page at once."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Decision, Measure, Organisation, Party, Profile
from accounts.reported import organisation_subject
from matching.models import Slate
from messaging.models import StreamEvent
from orders import actions as orders
from orders.errors import BidderSuspendedError
from orders.models import Bid
from orders.states import BidStatus
from tests.factories import make_company, make_user, owner_of
from tests.matching.test_lent_people import lent, ranked
from tests.orders.making import make_order, offer

pytestmark = pytest.mark.django_db


def suspended(lender: Organisation) -> Decision:
    administrator = make_user(is_staff=True)
    subject = organisation_subject(lender)
    accounts.report_subject(subject, reason="false", text="", reporter=make_user())
    return accounts.decide_reports(
        subject.kind, subject.public_id, measure=Measure.SUSPEND, reason="規約違反", until=None, actor=administrator
    )


def test_people_of_a_suspended_company_are_gone_from_open_pages_and_from_the_next_ranking(client: Client) -> None:
    profile = lent()
    order = ranked()
    owner = owner_of(order.client)
    client.force_login(owner)
    address = reverse("matching:candidates", args=[order.public_id])
    assert profile.party.handle in client.get(address).text
    StreamEvent.objects.all().delete()
    decision = suspended(profile.party.organisation)
    assert StreamEvent.objects.filter(user=owner, name="order-ranked", payload={"order": order.public_id}).exists()
    assert profile.party.handle not in client.get(address).text
    one = reverse("matching:candidate", args=[order.public_id, profile.party.public_id])
    assert client.get(one).status_code == 404
    assert profile.party.handle not in client.get(one, headers={"HX-Request": "true"}).text
    late = lent(organisation=profile.party.organisation)
    for one_of_them in (profile, late):
        assert not Profile.objects.listed().filter(pk=one_of_them.pk).exists()
        assert not Profile.objects.get(pk=one_of_them.pk).takes_part
    assert not Slate.objects.get(order=ranked(), is_current=True).shown
    accounts.lift_decision(decision, actor=make_user(is_staff=True))
    assert Profile.objects.listed().filter(pk__in=[profile.pk, late.pk]).count() == 2


def test_a_person_suspended_themself_stays_so_when_their_company_comes_back() -> None:
    profile = lent()
    Party.objects.filter(pk=profile.party_id).update(suspended_at=timezone.now())
    accounts.lift_decision(suspended(profile.party.organisation), actor=make_user(is_staff=True))
    assert not Profile.objects.listed().filter(pk=profile.pk).exists()


def test_nobody_of_a_suspended_company_is_awarded_until_it_comes_back(client: Client) -> None:
    profile, order = lent(), make_order(make_company())
    lender = profile.party.organisation
    bid = orders.submit_bid(order, offer(), actor=owner_of(lender), party=profile.party)
    decision = suspended(lender)
    client.force_login(owner_of(order.client))
    assert client.get(reverse("orders:bid_detail", args=[bid.public_id])).status_code == 404
    fresh = Bid.objects.get(pk=bid.pk)
    with pytest.raises(BidderSuspendedError):
        orders.award_bid(fresh, actor=owner_of(order.client))
    accounts.lift_decision(decision, actor=make_user(is_staff=True))
    assert orders.award_bid(Bid.objects.get(pk=bid.pk), actor=owner_of(order.client)).status == BidStatus.AWARDED
