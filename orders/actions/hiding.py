"""Orders disappear from the lists while a decision of the administrators is in force."""

from django.db import transaction

from accounts.models import Organisation
from orders.models import Order
from orders.models.orders import Hidden


@transaction.atomic
def hide_order(public_id: str, *, is_hidden: bool) -> None:
    """By a decision about the order itself; quiet when nothing changes."""
    order = Order.objects.select_for_update(no_key=True, of=("self",)).select_related("client").get(public_id=public_id)
    other = Hidden.CLIENT if order.client.suspended_at is not None else Hidden.NOT
    Order.objects.filter(pk=order.pk).update(hidden_for=Hidden.CONTENT if is_hidden else other)


@transaction.atomic
def hide_orders_of(client: Organisation, *, is_hidden: bool) -> None:
    """By the suspension of their client; what was hidden for its own content stays hidden."""
    before, after = (Hidden.NOT, Hidden.CLIENT) if is_hidden else (Hidden.CLIENT, Hidden.NOT)
    Order.objects.filter(client=client, hidden_for=before).update(hidden_for=after)
