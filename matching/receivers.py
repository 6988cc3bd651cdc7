"""Orders and people changed: ask for new rankings, in the transaction of the change."""

from typing import Any

from django.dispatch import receiver

from accounts.models import Decision, Membership, Organisation, Party
from accounts.signals import (
    block_changed,
    consent_ended,
    content_decided,
    member_joined,
    member_left,
    profile_changed,
    profiles_changed,
)
from matching import actions
from orders.models import Order
from orders.signals import bidding_closed, order_changed, order_ended, order_published
from vocabulary.signals import vocabulary_changed


@receiver(order_published)
def rank_published_order(sender: Any, order: Order, **_context: Any) -> None:
    actions.request_ranking(order)


@receiver(order_changed)
def rank_changed_order_again(sender: Any, order: Order, **_context: Any) -> None:
    """Whoever was shown the version before looks again at once; the new places follow."""
    actions.tell_candidates(order)
    actions.request_ranking(order)


@receiver([profile_changed, profiles_changed, vocabulary_changed])
def rank_open_orders_again(sender: Any, **_context: Any) -> None:
    actions.request_rankings()


@receiver([member_joined, member_left])
def rank_orders_of_company_again(sender: Any, membership: Membership, **_context: Any) -> None:
    """Nobody is ranked for the orders of their own company."""
    actions.request_rankings_of(membership.organisation_id)


@receiver([bidding_closed, order_ended])
def tell_candidates_that_bidding_is_over(sender: Any, order: Order, **_context: Any) -> None:
    actions.tell_candidates(order)


@receiver(consent_ended)
def take_out_of_open_pages(sender: Any, party: Party, **_context: Any) -> None:
    actions.take_out_of_open_pages(party)


@receiver(content_decided)
def take_the_sanctioned_out(sender: Any, decision: Decision, **_context: Any) -> None:
    """Somebody is hidden or suspended, or a company with everybody it lends; the ranking follows as for any change."""
    of_organisation = Party.objects.filter(organisation=decision.organisation_id) if decision.organisation_id else []
    for party in [decision.party] if decision.party else of_organisation:
        actions.take_out_of_open_pages(party)


@receiver(block_changed)
def rank_again_without_each_other(sender: Any, organisation: Organisation, party: Party, **_context: Any) -> None:
    """Pages leave each other out at once; the ranking follows."""
    actions.take_out_of_open_pages(party)
    actions.request_rankings_of(organisation.pk)
