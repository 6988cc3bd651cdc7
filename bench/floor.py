"""The floor of the pipeline: work that only tells the open page to look again. The measured worker loads it, too."""

from __future__ import annotations

from accounts.models import Membership
from messaging.actions import announce
from orders.models import Order
from outbox.leases import Lease
from outbox.registry import work_handler

FLOOR = "bench.announce"


@work_handler(FLOOR)
def announce_only(lease: Lease) -> None:
    """The same event to the same readers as a ranking sends to the company, without ranking or storing anything."""
    with lease.completing():
        order = Order.objects.only("public_id", "client_id").get(pk=int(lease.key))
        members = Membership.objects.filter(organisation=order.client_id).values_list("user_id", flat=True)
        announce(members, "order-ranked", {"order": order.public_id})
