"""What the background does for matching."""

from datetime import timedelta

from matching import actions
from outbox.registry import scheduled, work_handler

work_handler(actions.RANK_ORDER)(actions.rank_order)
work_handler(actions.RANK_OPEN_ORDERS)(actions.rank_open_orders)


@scheduled("matching.forget_old_runs", every=timedelta(hours=6))
def forget_old_runs() -> None:
    actions.forget_old_runs()
