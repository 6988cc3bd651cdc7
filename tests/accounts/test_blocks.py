"""Blocks: neither side finds the other, and neither is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import actions
from accounts.models import Block, BlockSide, Profile, Role
from common.japan import today_in_japan
from matching.queries import matches_of, parties_of_client, shown_profiles
from messaging.models import Notification
from orders.rules import Obstacle, first_obstacle
from tests.factories import make_company, make_freelancer, make_member, make_order, make_user, owner_of
from tests.matching.making import make_run

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
