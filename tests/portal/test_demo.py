"""The demo's stories: complete, lawful and told once."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db.models import F
from django.test import Client

from accounts.models import (
    Consent,
    Evidence,
    HoursSpan,
    Mandate,
    Organisation,
    OrganisationKind,
    Party,
    PartyKind,
    Profile,
    ProfileSkill,
    Report,
    Span,
    WorkConfirmation,
)
from accounts.states import ReportStatus
from matching.models import Judgement, Slate
from messaging.models import Notification
from orders.models import Award, Bid, Order
from orders.states import BidStatus, OrderStatus
from portal.demo.accounts import demo_logins
from portal.demo.load import NotEmptyError, load_demo
from tests.factories import make_company
from vocabulary.models import ProposedPhrase

pytestmark = pytest.mark.django_db
# Three of the city, two of the prefecture, a draft of the chamber.
SCENES = 6


def test_demo_stories_are_complete(client: Client) -> None:
    """One load for all questions: it takes seconds."""
    load_demo()
    load_demo()
    assert_everybody_is_there()
    assert_stories_are_told_to_their_end()
    assert_something_waits_for_each_actor()
    for login in demo_logins():
        assert client.login(username=login.email, email=login.email, password=login.password), login.email


def assert_everybody_is_there() -> None:
    in_scenes = Party.objects.filter(organisation__isnull=False).count()
    assert in_scenes == 6
    assert Profile.objects.count() == 300 + in_scenes
    assert Profile.objects.values("prefecture").distinct().count() == 47
    states = Counter(Order.objects.values_list("status", flat=True))
    assert sum(states.values()) == 30 + SCENES
    assert set(states) == set(OrderStatus.values)


def assert_stories_are_told_to_their_end() -> None:
    ended = Order.objects.filter(status__in=[OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN])
    assert not Bid.objects.filter(order__in=ended, status=BidStatus.SUBMITTED).exists()
    for order in Order.objects.filter(status=OrderStatus.FILLED):
        assert Award.objects.filter(order=order).count() == order.positions == order.awarded_count
    ended_or_choosing = [OrderStatus.SELECTING, OrderStatus.FILLED, OrderStatus.CLOSED]
    ranked = Order.objects.filter(status__in=ended_or_choosing).exclude(client__kind=OrganisationKind.MUNICIPALITY)
    assert Slate.objects.filter(order__in=ranked, is_current=True).count() == ranked.count() > 0
    people = Notification.objects.filter(user__email__startswith="person")
    assert not people.exclude(kind="order_changed").exists()


def assert_something_waits_for_each_actor() -> None:
    lent = Party.objects.filter(organisation__parties__user__email__startswith="personnel@").distinct()
    assert lent.count() == 4
    assert Consent.objects.filter(party__in=lent).count() == 6  # both of three people
    person = Party.objects.get(user__email__startswith="personnel@")
    assert Profile.objects.listed().filter(party=person).exists()
    assert Bid.objects.get(party=person).order.client.kind == OrganisationKind.PREFECTURE
    full = HoursSpan.objects.filter(party__in=lent, span=Span.WEEK, promised=F("cap"))
    assert full.exists()
    city = Order.objects.filter(client__kind=OrganisationKind.MUNICIPALITY)
    assert {(order.status, order.is_sealed) for order in city} == {
        (OrderStatus.IN_APPROVAL, True),
        (OrderStatus.OPEN, True),
        (OrderStatus.SELECTING, False),
    }
    assert city.get(status=OrderStatus.SELECTING).bids.filter(status=BidStatus.SUBMITTED).count() == 2
    firms = Bid.objects.filter(party__kind=PartyKind.PARTNER_FIRM).select_related("order")
    assert [bid.needs_confirmation for bid in firms] == [True, True]
    assert Counter(WorkConfirmation.objects.values_list("status", flat=True)) == {"confirmed": 1, "asked": 1}
    assert ProfileSkill.objects.filter(confirmed_on__isnull=False).count() == 2
    assert Mandate.objects.live().count() == 2
    assert Report.objects.filter(status=ReportStatus.OPEN).count() == 1
    assert Evidence.objects.waiting().count() == 1
    assert ProposedPhrase.objects.count() == 3
    assert Judgement.objects.count() == 1


def test_demo_does_not_mix_with_a_real_platform() -> None:
    make_company()
    with pytest.raises(NotEmptyError):
        load_demo()
    assert Organisation.objects.count() == 1
