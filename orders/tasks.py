"""What happens to orders by the clock."""

from datetime import timedelta

from orders import actions
from orders.actions.lifecycle import CLOSE_BIDDING_OF
from orders.models import Order
from outbox.leases import Lease
from outbox.registry import scheduled, work_handler


@scheduled("orders.close_bidding", every=timedelta(seconds=30))
def close_due_bidding() -> None:
    actions.request_closing()


@work_handler(CLOSE_BIDDING_OF)
def close_bidding_of(lease: Lease) -> None:
    """One order in one transaction: nobody waits for two hundred, and one that cannot be closed keeps none back."""
    with lease.completing():
        order = Order.objects.filter(pk=int(lease.key)).first()
        if order is not None:
            actions.close_bidding_of(order)


@scheduled("orders.sweep_bids_without_consent", every=timedelta(minutes=1))
def sweep_bids_without_consent() -> None:
    actions.sweep_bids_without_consent()
