"""A town with a chain of approvers, its orders and what arrives on them."""

from typing import Any

from django.utils import timezone

from accounts.actions import change_government, set_chain
from accounts.governments import Seat
from accounts.models import Organisation, OrganisationKind, Role, User
from accounts.models.governments import fiscal_year_of
from common.japan import today_in_japan
from orders import actions
from orders.models import ApprovalRequest, Opening, Order
from tests.orders.making import join, make_company, make_draft, make_user, owner_of

SMALL = {"budget_min_yen": None, "budget_max_yen": 800_000}


def make_town(**fields: Any) -> Organisation:
    """Matsue, which approves outside the platform until it is given a chain."""
    facts = {"kind": OrganisationKind.MUNICIPALITY, "municipality_id": "322016", "name": "松江市役所"}
    facts |= {"approved_at": timezone.now()} | fields
    town = make_company(**facts)
    change_government(town, actor=owner_of(town), quotes_wanted=2, approves_elsewhere=True)
    return town


def give_chain(town: Organisation, *titles: str, **purposes: bool) -> list[User]:
    """Viewers who approve in this order."""
    people = [join(town, make_user(), Role.VIEWER) for _title in titles]
    seats = [Seat(title, person, **purposes) for title, person in zip(titles, people, strict=True)]
    set_chain(town, seats, actor=owner_of(town))
    return people


def town_draft(town: Organisation | None = None, **changes: Any) -> Order:
    year = {"budget_year": fiscal_year_of(today_in_japan()), "opening": Opening.AT_DEADLINE}
    return make_draft(town or make_town(), **(SMALL | year | changes))


def town_order(town: Organisation | None = None, **changes: Any) -> Order:
    """Open, and nobody has to approve it."""
    order = town_draft(town, **changes)
    return actions.publish_order(order, actor=owner_of(order.client))


def waiting(order: Order) -> ApprovalRequest:
    return ApprovalRequest.objects.waiting().get(order=order)
