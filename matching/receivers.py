"""Orders and people changed: ask for new rankings, in the transaction of the change."""

from typing import Any

from django.dispatch import receiver

from accounts.signals import profile_changed
from orders.models import Order
from orders.signals import order_published
from orders.states import OrderStatus
from outbox.actions import request_work

RANK_ORDER = "matching.rank_order"


@receiver(order_published)
def rank_published_order(sender: Any, order: Order, **_context: Any) -> None:
    request_work(RANK_ORDER, str(order.pk))


@receiver(profile_changed)
def rank_open_orders_again(sender: Any, **_context: Any) -> None:
    """Each open order has one work row, so many changes before it is done cost one ranking."""
    for order_id in Order.objects.filter(status=OrderStatus.OPEN).order_by("pk").values_list("pk", flat=True):
        request_work(RANK_ORDER, str(order_id))
