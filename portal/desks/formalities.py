"""What a client's own rules ask for before it publishes, reads bids or awards: approvals, and the opening of bids."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import LOCAL_GOVERNMENTS, Organisation, User
from orders.approvals import waiting_for
from orders.models import Opening, Order
from orders.states import UNDECIDED_STATUSES, OrderStatus
from portal.desks.parts import Tile

APPROVALS, OPENINGS = "approvals", "openings"


def formalities_of(organisation: Organisation, user: User) -> dict[str, QuerySet[Any]]:
    """What is counted for the tiles below."""
    own = Order.objects.filter(client=organisation)
    sealed = own.filter(opening=Opening.AT_DEADLINE, bids_opened_at__isnull=True, status__in=UNDECIDED_STATUSES)
    return {
        APPROVALS: waiting_for(user).filter(order__client=organisation),
        OPENINGS: sealed.filter(bids_close_at__lte=Now()),
        OrderStatus.IN_APPROVAL: own.filter(status=OrderStatus.IN_APPROVAL),
    }


def to_decide(counts: dict[str, int], *, may_answer: bool) -> list[Tile]:
    """Approvals are a member's own turn; bids are opened by whoever answers them."""
    approvals = Tile(
        _("Waiting for my approval"),
        counts[APPROVALS],
        reverse("orders:approvals"),
        _("Approve, or send back with a reason."),
    )
    openings = Tile(
        _("Bids to open"),
        counts[OPENINGS],
        f"{reverse('orders:mine')}?status={OrderStatus.SELECTING}",
        _("The last day for bids has passed. Open them all together."),
    )
    return [approvals, openings] if may_answer else [approvals]


def in_approval(counts: dict[str, int], organisation: Organisation) -> list[Tile]:
    """Whoever never needs an approval is not told of none."""
    number = counts[OrderStatus.IN_APPROVAL]
    if not number and organisation.kind not in LOCAL_GOVERNMENTS:
        return []
    href = f"{reverse('orders:mine')}?status={OrderStatus.IN_APPROVAL}"
    return [Tile(_("Orders in approval"), number, href)]
