"""The demo's stories: complete, lawful and told once."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client

from accounts.models import Organisation, Profile
from matching.models import Slate
from messaging.models import Notification
from orders.models import Award, Bid, Order
from orders.states import BidStatus, OrderStatus
from portal.demo.accounts import demo_logins
from portal.demo.load import NotEmptyError, load_demo
from tests.factories import make_company

pytestmark = pytest.mark.django_db


def test_demo_stories_are_complete(client: Client) -> None:
    """One load for all questions: it takes seconds."""
    load_demo()
    load_demo()
    assert_everybody_is_there()
    assert_stories_are_told_to_their_end()
    for login in demo_logins():
        assert client.login(username=login.email, email=login.email, password=login.password), login.email


def assert_everybody_is_there() -> None:
    assert Profile.objects.count() == 300
    assert Profile.objects.values("prefecture").distinct().count() == 47
    states = Counter(Order.objects.values_list("status", flat=True))
    assert sum(states.values()) == 30
    assert set(states) == set(OrderStatus.values)


def assert_stories_are_told_to_their_end() -> None:
    ended = Order.objects.filter(status__in=[OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN])
    assert not Bid.objects.filter(order__in=ended, status=BidStatus.SUBMITTED).exists()
    for order in Order.objects.filter(status=OrderStatus.FILLED):
        assert Award.objects.filter(order=order).count() == order.positions == order.awarded_count
    ranked = Order.objects.filter(status__in=[OrderStatus.SELECTING, OrderStatus.FILLED, OrderStatus.CLOSED])
    assert Slate.objects.filter(order__in=ranked, is_current=True).count() == ranked.count() > 0
    assert not Notification.objects.exists()


def test_demo_does_not_mix_with_a_real_platform() -> None:
    make_company()
    with pytest.raises(NotEmptyError):
        load_demo()
    assert Organisation.objects.count() == 1
