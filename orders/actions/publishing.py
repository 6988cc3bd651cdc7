"""The moment an order becomes everybody's to read."""

from django.utils import timezone

from accounts.models import User
from orders.actions.changes import keep_first_version
from orders.actions.moves import move_order
from orders.actions.telling import announce_order
from orders.errors import OrderIncompleteError
from orders.models import Order
from orders.queries import search_terms
from orders.rules import publication_gaps
from orders.signals import order_published
from orders.states import OrderStatus


def require_complete(order: Order) -> None:
    if gaps := publication_gaps(order, now=timezone.now()):
        raise OrderIncompleteError(gaps)


def write_publication(order: Order, *, actor: User) -> None:
    """The caller holds the order's lock. Raises MoveRefusedError, OrderIncompleteError."""
    require_complete(order)
    order.published_at = timezone.now()
    order.search_terms = search_terms(order)
    order.save(update_fields=["published_at", "search_terms"])
    keep_first_version(order, actor=actor)
    move_order(order, OrderStatus.OPEN, actor=actor)
    announce_order(order)
    order_published.send(sender=Order, order=order)
