"""How a local government buys: whom it asks, from which budget, up to which amount without a tender."""

import datetime
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.governments import Ceiling, ceiling_of, government_of, is_government
from accounts.models import Organisation, PartyKind
from accounts.models.governments import end_of_fiscal_year, fiscal_year_of
from common.japan import today_in_japan
from orders.errors import Gap
from orders.labels import budget_year_label
from orders.models import BudgetUnit, Opening, Order, Procurement

# The planned price that the law compares has consumption tax in it; budgets here have not.
TAX_PERCENT: Final = 10
WEEKS_IN_YEAR, MONTHS_IN_YEAR = 52, 12
YEARS_AHEAD: Final = 3


def defaults_for(client: Organisation) -> dict[str, Any]:
    """What a new order of this client says until somebody chooses otherwise."""
    if not is_government(client):
        return {}
    return {
        "wanted_kinds": [PartyKind.PERSONNEL],
        "opening": Opening.AT_DEADLINE,
        "budget_year": fiscal_year_of(today_in_japan()),
    }


def planned_price(order: Order) -> int | None:
    """The upper budget of the whole order in yen with consumption tax; None while what it depends on is missing."""
    most, weeks, hours = order.budget_max_yen, order.duration_weeks, order.hours_per_week
    if most is None:
        return None
    if order.budget_unit == BudgetUnit.PROJECT:
        whole = most
    elif weeks is None or (order.budget_unit == BudgetUnit.HOUR and hours is None):
        return None
    elif order.budget_unit == BudgetUnit.MONTH:
        whole = -(-most * weeks * MONTHS_IN_YEAR // WEEKS_IN_YEAR)
    else:
        whole = most * weeks * (hours or 0)
    return whole * order.positions * (100 + TAX_PERCENT) // 100


@dataclass(frozen=True)
class Buying:
    """What the rules of its government say about an order. Yen with consumption tax."""

    ceiling: Ceiling
    price: int | None
    quotes_wanted: int
    runs_past_year: bool

    @property
    def is_above(self) -> bool:
        """Whether this order cannot be a negotiated contract here."""
        return self.price is not None and self.price > self.ceiling.amount_yen


def buying_of(order: Order) -> Buying | None:
    """None for an order of somebody who is no local government."""
    government = government_of(order.client)
    if government is None:
        return None
    ceiling = ceiling_of(government, today_in_japan())
    return Buying(ceiling, planned_price(order), government.quotes_wanted, _runs_past_year(order))


def _runs_past_year(order: Order) -> bool:
    if order.budget_year is None or order.start_on is None:
        return False
    last = order.start_on + datetime.timedelta(weeks=order.duration_weeks or 0)
    return last > end_of_fiscal_year(order.budget_year)


def quotes_missing(order: Order, bids: int) -> int:
    """How many bids fewer than its government's rules want there are; 0 for everybody else and outside negotiation."""
    buying = buying_of(order)
    if buying is None or order.procurement != Procurement.NEGOTIATED:
        return 0
    return max(buying.quotes_wanted - bids, 0)


ABOVE: Final[Promise] = _(
    "With consumption tax, this order lies above your ceiling, so it cannot be a negotiated contract here. Lower the "
    "budget, or choose that you run a tender outside this platform or only gather information."
)


def buying_gaps(order: Order) -> list[Gap]:
    """What keeps a government's order from being published."""
    buying = buying_of(order)
    if buying is None:
        return []
    gaps = []
    if order.budget_year is None:
        gaps.append(Gap("budget_year", _("Please choose the budget year that pays for it.")))
    if order.procurement == Procurement.NEGOTIATED and buying.is_above:
        gaps.append(Gap("procurement", ABOVE))
    if order.procurement != Procurement.NEGOTIATED and not order.procurement_reason:
        gaps.append(
            Gap("procurement_reason", _("Please write the tender it belongs to, or what you gather information for."))
        )
    return gaps


def budget_years(order: Order | None) -> list[tuple[str, str]]:
    """The years to choose from: the one that runs, the next ones, and the one the order has already."""
    now = fiscal_year_of(today_in_japan())
    years = {*range(now, now + YEARS_AHEAD)}
    if order is not None and order.budget_year is not None:
        years.add(order.budget_year)
    return [(str(year), budget_year_label(year)) for year in sorted(years)]
