"""Drafts out of a file get what they still lack, the same for all of them, and are published."""

from __future__ import annotations

import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.actions import vouch_for
from accounts.governments import is_government
from accounts.models import DataImport, User
from accounts.models.governments import fiscal_year_of
from orders.actions.lifecycle import publish_locked
from orders.actions.moves import deciding, lock_order
from orders.buying import buying_of, defaults_for
from orders.drafts import Completed, Defaults
from orders.errors import ChainMissingError, NotAllowedError, SeatEmptyError
from orders.imported import drafts_of_import
from orders.models import BudgetUnit, Order, Procurement
from orders.rules import closing_moment, may_publish_imported, publication_gaps
from orders.states import OrderStatus

# Each is a dozen statements; who has more presses again.
MOST_AT_ONCE: Final = 100


@deciding
def complete_and_publish(data_import: DataImport, defaults: Defaults, *, actor: User) -> Completed:
    """Publish the drafts of an import that lack nothing any more, or send them to the approvers of their client.

    Others keep what they were given. At most MOST_AT_ONCE drafts. Raises NotAllowedError.
    """
    if not may_publish_imported(actor, data_import.owner):
        raise NotAllowedError
    now, statuses = timezone.now(), []
    for imported in drafts_of_import(data_import)[:MOST_AT_ONCE]:
        order = lock_order(imported.order)
        _fill(order, defaults, now)
        is_vouched = defaults.is_vouched and actor.is_staff and vouch_for(order.client, actor=actor)
        if not publication_gaps(order, now=now):
            statuses.append(_publish(order, actor, is_vouched=is_vouched))
    return Completed(statuses.count(OrderStatus.OPEN), statuses.count(OrderStatus.IN_APPROVAL))


def _publish(order: Order, actor: User, *, is_vouched: bool) -> str:
    """The status it then has: one client whose chain of approvers is not in order keeps nobody else's orders back."""
    try:
        with transaction.atomic():
            return publish_locked(order, actor=actor, is_approved_outside=is_vouched).status
    except (ChainMissingError, SeatEmptyError):
        return OrderStatus.DRAFT


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
    if is_government(order.client):
        _fill_buying(order, defaults)
    order.save()


def _fill_buying(order: Order, defaults: Defaults) -> None:
    """What a local government's order says about buying; a table of orders has no columns for most of it."""
    assert order.start_on is not None
    order.budget_year = order.budget_year or fiscal_year_of(order.start_on)
    order.wanted_kinds = order.wanted_kinds or defaults_for(order.client)["wanted_kinds"]
    buying = buying_of(order)
    if defaults.procurement and order.procurement == Procurement.NEGOTIATED and buying is not None and buying.is_above:
        order.procurement, order.procurement_reason = defaults.procurement, defaults.procurement_reason
