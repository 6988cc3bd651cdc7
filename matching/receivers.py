"""Orders and people changed: ask for new rankings, in the transaction of the change."""

from typing import Any

from django.dispatch import receiver

from accounts.signals import profile_changed
from matching import actions
from orders.models import Order
from orders.signals import bidding_closed, order_ended, order_published


@receiver(order_published)
def rank_published_order(sender: Any, order: Order, **_context: Any) -> None:
    actions.request_ranking(order)


@receiver(profile_changed)
def rank_open_orders_again(sender: Any, **_context: Any) -> None:
    actions.request_rankings()


@receiver([bidding_closed, order_ended])
def tell_candidates_that_bidding_is_over(sender: Any, order: Order, **_context: Any) -> None:
    actions.tell_candidates(order)
