"""Blocks: neither side finds the other, and neither is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import actions
from accounts.models import Block, BlockSide, Profile, Role, Showcase
from common.japan import today_in_japan
from matching.queries import matches_of, matches_of_people, parties_of_client, shown_profiles
from messaging.models import Notification
from orders.rules import Obstacle, first_obstacle
from portal.queries import firms_for
from tests.factories import (
    make_company,
    make_firm,
    make_freelancer,
    make_lender,
    make_member,
    make_order,
    make_personnel,
    make_user,
    owner_of,
)
from tests.matching.making import make_run
from tests.orders.making import make_bid

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("side", BlockSide)
def test_who_blocks_is_not_ranked_for_nor_shown_to_the_other(side: BlockSide) -> None:
    company, profile, other = make_company(), make_freelancer(), make_freelancer()
    order = make_order(company, published=True)
    make_run(order, [profile.party_id, other.party_id])
    actor = owner_of(company) if side == BlockSide.ORGANISATION else profile.user
    assert actor is not None
    assert matches_of(profile.party)
    made = actions.block(company, profile.party, side=side, actor=actor)
    actions.block(company, profile.party, side=side, actor=actor)
    assert Block.objects.count() == 1
    assert set(shown_profiles(order, [profile.party_id, other.party_id])) == {other.party_id}
    assert matches_of(profile.party) == []
    assert profile.party_id in parties_of_client(company.pk)
    fresh = Profile.objects.get(pk=profile.pk)
    assert first_obstacle(order, fresh, today=today_in_japan()) == Obstacle.EXCLUDED_BY_OWNER
    assert not Notification.objects.exists()
    actions.unblock(made, actor=actor)
    assert matches_of(profile.party)
    assert profile.party_id not in parties_of_client(company.pk)


def test_only_those_who_speak_for_a_side_block() -> None:
    company, profile = make_company(), make_freelancer()
    viewer = make_member(company, role=Role.VIEWER).user
    for actor in (viewer, make_user(), profile.user):
        with pytest.raises(PermissionDenied):
            actions.block(company, profile.party, side=BlockSide.ORGANISATION, actor=actor)


def test_block_and_unblock_on_the_pages(client: Client) -> None:
    company, profile = make_company(), make_freelancer()
    client.force_login(profile.user)
    assert client.post(f"/block/organisation/{company.public_id}/").status_code == 302
    assert company.name in client.get("/blocks/").text
    made = Block.objects.get()
    client.force_login(owner_of(company))
    assert profile.party.handle not in client.get("/blocks/").text
    assert client.post(f"/blocks/{made.public_id}/remove/").status_code == 404
    client.force_login(profile.user)
    assert client.post(f"/blocks/{made.public_id}/remove/").status_code == 302
    assert not Block.objects.exists()


@pytest.mark.parametrize("side", BlockSide)
def test_neither_finds_the_pages_of_the_other(client: Client, side: BlockSide) -> None:
    company, profile = make_company(), make_freelancer()
    assert profile.user is not None
    Showcase.objects.create(profile=profile, is_public=True)
    order, other = make_order(company, published=True), make_order(published=True)
    pages = [
        f"/orders/{order.public_id}/",
        f"/organisations/{company.public_id}/",
        f"/api/v1/orders/{order.public_id}/",
    ]
    actor = owner_of(company) if side == BlockSide.ORGANISATION else profile.user
    made = actions.block(company, profile.party, side=side, actor=actor)
    client.force_login(profile.user)
    assert [client.get(page).status_code for page in pages] == [404] * 3
    listed = client.get("/orders/").text
    assert (order.public_id in listed, other.public_id in listed) == (False, True)
    told = [one["id"] for one in client.get("/api/v1/orders/").json()["results"]]
    assert (order.public_id in told, other.public_id in told) == (False, True)
    assert [Client().get(page).status_code for page in pages] == [200] * 3
    client.force_login(owner_of(company))
    person = f"/candidates/{profile.party.public_id}/"
    assert client.get(person).status_code == 404
    assert client.get(pages[0]).status_code == 200
    actions.unblock(made, actor=actor)
    assert client.get(person).status_code == 200
    client.force_login(profile.user)
    assert [client.get(page).status_code for page in pages] == [200] * 3


def test_a_bid_that_was_sent_stays_between_them(client: Client) -> None:
    company, profile = make_company(), make_freelancer()
    assert profile.user is not None
    order = make_order(company, published=True)
    bid = make_bid(order, profile)
    actions.block(company, profile.party, side=BlockSide.ORGANISATION, actor=owner_of(company))
    client.force_login(profile.user)
    for page in (f"/orders/{order.public_id}/", f"/orders/bids/{bid.public_id}/"):
        assert client.get(page).status_code == 200
    client.force_login(owner_of(company))
    assert client.get(f"/orders/bids/{bid.public_id}/").status_code == 200


def test_a_firm_and_a_client_that_blocks_it() -> None:
    company, firm = make_company(), make_firm()
    reader = owner_of(company)
    assert firms_for(reader).filter(pk=firm.pk).exists()
    actions.block(company, firm.party, side=BlockSide.ORGANISATION, actor=reader)
    assert not firms_for(reader).filter(pk=firm.pk).exists()


def test_a_lending_company_hears_nothing_of_orders_for_people_kept_away() -> None:
    lender = make_lender()
    lent = make_personnel(lender)
    order = make_order(published=True)
    make_run(order, [lent.party_id])
    assert matches_of_people(lender)
    actions.block(order.client, lent.party, side=BlockSide.ORGANISATION, actor=owner_of(order.client))
    assert matches_of_people(lender) == []


def test_one_blocked_person_hides_no_orders_from_the_company_that_lends_others(client: Client) -> None:
    lender = make_lender()
    kept_away, other = make_personnel(lender), make_personnel(lender)
    order = make_order(published=True)
    pages = [f"/orders/{order.public_id}/", f"/organisations/{order.client.public_id}/"]
    client.force_login(owner_of(lender))
    for profile, status in ((kept_away, 200), (other, 404)):
        actions.block(order.client, profile.party, side=BlockSide.ORGANISATION, actor=owner_of(order.client))
        assert [client.get(page).status_code for page in pages] == [status] * 2
        assert (order.public_id in client.get("/orders/").text) == (status == 200)
    fresh = Profile.objects.get(pk=kept_away.pk)
    assert first_obstacle(order, fresh, today=today_in_japan()) == Obstacle.EXCLUDED_BY_OWNER
