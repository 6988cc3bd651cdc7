"""What happens to orders by the clock."""

from datetime import timedelta

from orders.actions import close_bidding
from outbox.registry import scheduled


@scheduled("orders.close_bidding", every=timedelta(seconds=30))
def close_due_bidding() -> None:
    close_bidding()
