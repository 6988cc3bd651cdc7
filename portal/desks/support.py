"""The desk of a support organisation: its clients by mandate, and what waits for each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Mandate, Organisation, Reach, User
from orders.models import Bid, Order
from orders.states import UNDECIDED_STATUSES, BidStatus, OrderStatus
from portal.desks.parts import Deadline, Tile, counted, soonest, waiting
from portal.desks.proofs import proof_tiles, proofs_of
from portal.desks.seats import seat_tile, seats_of

CLIENTS_LISTED = 20


@dataclass(frozen=True)
class Client:
    """``bids`` wait for an answer; None where the mandate does not reach so far."""

    mandate: Mandate
    bids: int | None
    drafts: int
    open_orders: int

    @property
    def waits(self) -> int:
        return (self.bids or 0) + self.drafts


@dataclass(frozen=True)
class SupportDesk:
    template: ClassVar[str] = "portal/desks/support.html"

    organisation: Organisation
    today: list[Tile]
    numbers: list[Tile]
    clients: list[Client]
    deadlines: list[Deadline]


def support_desk(organisation: Organisation, user: User) -> SupportDesk:
    live = Mandate.objects.live().filter(support=organisation)
    mandates = list(live.select_related("client").order_by("valid_until", "pk")[:CLIENTS_LISTED])
    clients = _clients(mandates)
    counts = counted({"mandates": live, **proofs_of(organisation), **seats_of(user)})
    page = reverse("accounts:mandates")
    return SupportDesk(
        organisation=organisation,
        today=waiting([*_to_answer(clients), *proof_tiles(counts, organisation), seat_tile(counts)]),
        numbers=[
            Tile(_("Clients"), counts["mandates"], page),
            Tile(_("Open orders of your clients"), sum(client.open_orders for client in clients), "#clients"),
        ],
        clients=sorted(clients, key=lambda client: -client.waits),
        deadlines=soonest([*_mandates_ending(mandates), *_closing(mandates)]),
    )


def _clients(mandates: list[Mandate]) -> list[Client]:
    """What waits for each, in two queries."""
    ids = [mandate.client_id for mandate in mandates]
    listed = Order.objects.filter(client__in=ids, status__in=(OrderStatus.DRAFT, OrderStatus.OPEN)).order_by()
    orders = {
        (client, status): number
        for client, status, number in listed.values_list("client", "status").annotate(number=Count("pk"))
    }
    unanswered = Bid.objects.filter(order__client__in=ids, order__status__in=UNDECIDED_STATUSES)
    waiting_bids = unanswered.filter(status=BidStatus.SUBMITTED).contents_visible().order_by()
    bids = Counter(dict(waiting_bids.values_list("order__client").annotate(number=Count("pk"))))
    return [
        Client(
            mandate,
            bids[mandate.client_id] if Reach(mandate.reach).includes(Reach.ANSWER) else None,
            orders.get((mandate.client_id, OrderStatus.DRAFT.value), 0),
            orders.get((mandate.client_id, OrderStatus.OPEN.value), 0),
        )
        for mandate in mandates
    ]


def _to_answer(clients: list[Client]) -> list[Tile]:
    bids, drafts = sum(client.bids or 0 for client in clients), sum(client.drafts for client in clients)
    text = _("Act for the client below, then answer.")
    return [
        Tile(_("Bids waiting for an answer"), bids, "#clients", text),
        Tile(_("Drafts to finish"), drafts, "#clients", _("Act for the client below, then complete the draft.")),
    ]


def _mandates_ending(mandates: list[Mandate]) -> Iterable[Deadline]:
    for mandate in mandates:
        href = reverse("accounts:mandate", args=[mandate.public_id])
        yield Deadline(mandate.valid_until, _("Last day of a mandate"), mandate.client.name, href)


def _closing(mandates: list[Mandate]) -> Iterable[Deadline]:
    ids = [mandate.client_id for mandate in mandates]
    orders = Order.objects.filter(client__in=ids, status=OrderStatus.OPEN).defer("search_terms", "problem")
    for order in orders.order_by("bids_close_at", "pk")[:CLIENTS_LISTED]:
        if order.last_bidding_day:
            href = reverse("orders:detail", args=[order.public_id])
            yield Deadline(order.last_bidding_day, _("Last day for bids"), order.title, href)
