"""Drafts out of a file get what they still lack, the same for all of them, and are published."""

from __future__ import annotations

import datetime
from typing import Final

from django.utils import timezone

from accounts.models import DataImport, User
from orders.actions.lifecycle import publish_locked
from orders.actions.moves import deciding, lock_order
from orders.drafts import Defaults
from orders.errors import NotAllowedError
from orders.imported import drafts_of_import
from orders.models import BudgetUnit, Order
from orders.rules import closing_moment, may_publish_imported, publication_gaps

# Each is a dozen statements; who has more presses again.
MOST_AT_ONCE: Final = 100


@deciding
def complete_and_publish(data_import: DataImport, defaults: Defaults, *, actor: User) -> int:
    """Publish the drafts of an import that lack nothing any more; how many they are. Others keep what they were given.

    At most MOST_AT_ONCE drafts. Raises NotAllowedError.
    """
    if not may_publish_imported(actor, data_import.owner):
        raise NotAllowedError
    now, published = timezone.now(), 0
    for imported in drafts_of_import(data_import)[:MOST_AT_ONCE]:
        order = lock_order(imported.order)
        _fill(order, defaults, now)
        if not publication_gaps(order, now=now):
            publish_locked(order, actor=actor)
            published += 1
    return published


def _fill(order: Order, defaults: Defaults, now: datetime.datetime) -> None:
    if order.bids_close_at is None or order.bids_close_at <= now:
        order.bids_close_at = closing_moment(defaults.deadline)
    last_day = order.last_bidding_day
    if order.start_on is None or (last_day is not None and order.start_on < last_day):
        order.start_on = max(defaults.start_on, last_day or defaults.start_on)
    order.duration_weeks = order.duration_weeks or defaults.duration_weeks
    order.ending_terms = order.ending_terms or defaults.ending_terms
    order.remote = order.remote or defaults.remote
    if order.budget_max_yen is None and order.budget_min_yen is None:
        order.budget_max_yen, order.budget_unit = defaults.budget_max_yen, defaults.budget_unit
    if order.budget_unit != BudgetUnit.PROJECT:
        order.hours_per_week = order.hours_per_week or defaults.hours_per_week
    order.save()
