"""Who opens a party's page, and that it never tells who stands behind the handle."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Profile, User
from orders.actions import withdraw_bid
from tests.factories import make_company, make_freelancer, make_member, make_user, owner_of
from tests.matching.making import make_run
from tests.orders.making import make_bid, make_order

pytestmark = pytest.mark.django_db


def code_for(user: User, profile: Profile) -> int:
    browser = Client()
    browser.force_login(user)
    return browser.get(reverse("matching:party", args=[profile.party.public_id])).status_code


def test_only_whom_it_concerns_until_it_is_public() -> None:
    profile, company, stranger = make_freelancer(), make_company(), make_user()
    assert profile.user is not None
    assert code_for(profile.user, profile) == 200
    assert code_for(owner_of(company), profile) == 404
    make_run(make_order(company), [profile.party_id])
    assert code_for(owner_of(company), profile) == 200
    assert code_for(stranger, profile) == 404
    actions.change_showcase(profile, is_public=True)
    assert code_for(stranger, profile) == 200


def test_whoever_takes_no_part_is_shown_to_nobody_new() -> None:
    profile, company = make_freelancer(), make_company()
    actions.change_showcase(profile, is_public=True)
    make_run(make_order(company), [profile.party_id])
    actions.change_profile(profile, is_listed=False)
    assert code_for(make_user(), profile) == 404
    assert code_for(owner_of(company), profile) == 404


def test_a_bid_opens_the_page_as_long_as_it_stands() -> None:
    profile, company = make_freelancer(), make_company()
    bid = make_bid(make_order(company), profile)
    assert code_for(owner_of(company), profile) == 200
    withdraw_bid(bid, actor=profile.user)
    assert code_for(owner_of(company), profile) == 404


def test_a_colleague_is_not_shown_by_a_ranking_of_yesterday() -> None:
    profile, company = make_freelancer(), make_company()
    make_run(make_order(company), [profile.party_id])
    owner = owner_of(company)
    make_member(company, profile.user)
    assert code_for(owner, profile) == 404


def test_neither_legal_name_nor_address_stands_there() -> None:
    profile = make_freelancer(legal_name="秘密 花子")
    actions.change_showcase(profile, is_public=True)
    actions.save_item(profile, None, title="酒蔵のネットショップ", result="注文が二倍に")
    assert profile.user is not None
    for user in (make_user(), profile.user):
        browser = Client()
        browser.force_login(user)
        page = browser.get(reverse("matching:party", args=[profile.party.public_id])).content.decode()
        assert "酒蔵のネットショップ" in page
        assert "秘密 花子" not in page
        assert user is profile.user or profile.user.email not in page
