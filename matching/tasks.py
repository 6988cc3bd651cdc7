"""What the background does for matching."""

from datetime import timedelta
from typing import Any

from celery.signals import worker_init

from matching import actions, snapshots
from outbox.registry import scheduled, work_handler

# The first ranking of a process may have to read everybody; it renews its lease on the way.
RANKING_SECONDS = 60

work_handler(actions.RANK_ORDER, soft_limit=RANKING_SECONDS)(actions.rank_order)
work_handler(actions.RANK_OPEN_ORDERS)(actions.rank_open_orders)


@scheduled("matching.forget_old_runs", every=timedelta(hours=1))
def forget_old_runs() -> None:
    actions.forget_old_runs()


@worker_init.connect
def read_everybody_before_the_first_order(**_context: Any) -> None:
    """In the parent of the worker's processes, which then share the table's memory."""
    snapshots.warm_up()
