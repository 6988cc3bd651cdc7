"""The desk of whoever asks for work: a company, a local government, or their support organisation by mandate."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.acting import Acting
from accounts.models import Mandate, Organisation, Party, Profile, Reach, User, WorkConfirmation
from matching.explanations import ShownPart, bare_parts
from matching.models import Slate
from matching.queries import Standing, StoredRanking
from orders.listing import TO_ANSWER
from orders.models import Bid, ImportedOrder, Order
from orders.records import ClientRecord, record_of
from orders.rules import closing_moment
from orders.states import UNDECIDED_STATUSES, BidStatus, OrderStatus
from portal.desks.formalities import formalities_of, in_approval, to_decide
from portal.desks.parts import LISTED, Deadline, Places, Step, Tile, counted, placed, soonest, until_when, waiting
from portal.desks.proofs import proof_tiles, proofs_of
from portal.desks.seats import seat_tile, seats_of

DRAFTS_LISTED = 5
TO_CONFIRM = "to_confirm"
BEST_SHOWN = 3
STAGES = {
    OrderStatus.OPEN: pgettext_lazy("stage of an order", "Taking bids"),
    OrderStatus.SELECTING: pgettext_lazy("stage of an order", "Choosing"),
    OrderStatus.FILLED: pgettext_lazy("stage of an order", "Chosen"),
}


@dataclass(frozen=True)
class Candidate:
    """Somebody near the top of an order's ranking."""

    party: Party
    standing: Standing
    parts: list[ShownPart]


@dataclass(frozen=True)
class LiveOrder:
    """An order that still takes bids or waits for a choice: where it stands, its bids by status, and who fits best.

    ``ranked`` is None before the first ranking.
    """

    order: Order
    bids: dict[str, int]
    ranked: int | None = None
    is_being_ranked: bool = False
    best: list[Candidate] = field(default_factory=list)

    @property
    def waiting_bids(self) -> int:
        return self.bids.get(BidStatus.SUBMITTED, 0)

    @property
    def received(self) -> int:
        """Bids that were not withdrawn."""
        return sum(number for status, number in self.bids.items() if status != BidStatus.WITHDRAWN)

    @property
    def chosen(self) -> int:
        return self.bids.get(BidStatus.AWARDED, 0)

    @property
    def declined(self) -> int:
        return self.bids.get(BidStatus.DECLINED, 0)

    @property
    def is_sealed(self) -> bool:
        return self.order.is_sealed

    @property
    def steps(self) -> list[Step]:
        reached = list(STAGES).index(OrderStatus(self.order.status))
        states = ["done" if place < reached else "current" if place == reached else "todo" for place in range(3)]
        return [Step(label, state) for label, state in zip(STAGES.values(), states, strict=True)]


@dataclass(frozen=True)
class ClientDesk:
    """``may_answer`` is False for a mandate that does not reach as far as the bids."""

    template: ClassVar[str] = "portal/desks/client.html"

    organisation: Organisation
    may_answer: bool
    today: list[Tile]
    numbers: list[Tile]
    orders: list[LiveOrder]
    drafts: list[Order]
    deadlines: list[Deadline]
    places: Places
    record: ClientRecord


def client_desk(acting: Acting, organisation: Organisation, user: User) -> ClientDesk:
    may_answer = acting.mandate is None or Reach(acting.mandate.reach).includes(Reach.ANSWER)
    orders = live_orders(organisation)
    counts = counted(_counted(organisation, user))
    imported = list(_imported(organisation))
    return ClientDesk(
        organisation=organisation,
        may_answer=may_answer,
        today=waiting(
            [
                *_to_answer(counts, may_answer=may_answer),
                *to_decide(counts, may_answer=may_answer),
                *proof_tiles(counts, organisation),
                _completing(imported),
                _to_confirm(counts),
                seat_tile(counts),
            ]
        ),
        numbers=[*_numbers(counts), *in_approval(counts, organisation)],
        orders=orders.listed,
        drafts=list(_of(organisation, OrderStatus.DRAFT).order_by("-updated_at", "-pk")[:DRAFTS_LISTED]),
        deadlines=soonest([*_closing(organisation), *_mandates_ending(organisation)]),
        places=orders.places,
        record=record_of(organisation),
    )


def _of(organisation: Organisation, *statuses: str) -> QuerySet[Order]:
    found = Order.objects.filter(client=organisation, status__in=statuses)
    return found.defer("search_terms", "problem")


def _counted(organisation: Organisation, user: User) -> dict[str, QuerySet[Any]]:
    bids = Bid.objects.filter(order__client=organisation, order__status__in=UNDECIDED_STATUSES)
    return {
        TO_ANSWER: bids.filter(status=BidStatus.SUBMITTED).contents_visible(),
        **{
            status: _of(organisation, status) for status in (OrderStatus.OPEN, OrderStatus.SELECTING, OrderStatus.DRAFT)
        },
        **formalities_of(organisation, user),
        **proofs_of(organisation),
        **seats_of(user),
        TO_CONFIRM: WorkConfirmation.objects.answerable_by(user).waiting().filter(client=organisation),
    }


def _to_answer(counts: dict[str, int], *, may_answer: bool) -> list[Tile]:
    if not may_answer:
        return []
    href = f"{reverse('orders:mine')}?status={TO_ANSWER}"
    return [Tile(_("Bids waiting for your answer"), counts[TO_ANSWER], href, _("Choose, or decline with a reason."))]


def _to_confirm(counts: dict[str, int]) -> Tile:
    href, text = reverse("accounts:work_questions"), _("Somebody did this work for you. Say yes or no.")
    return Tile(_("Works you are asked to confirm"), counts[TO_CONFIRM], href, text)


def _imported(organisation: Organisation) -> QuerySet[ImportedOrder, tuple[str | None, int | None]]:
    drafts = ImportedOrder.objects.filter(order__client=organisation, order__status=OrderStatus.DRAFT)
    brought = drafts.order_by("-updated_at", "-pk").values_list("last_import__public_id", "owner")
    return brought[: LISTED * 13]


def _completing(imported: list[tuple[str | None, int | None]]) -> Tile:
    """An own import has a page that says what each draft lacks; what administrators brought is among the drafts."""
    newest = next((found for found, owner in imported if found and owner), None)
    drafts = f"{reverse('orders:mine')}?status={OrderStatus.DRAFT}"
    href = reverse("orders:imported", args=[newest]) if newest else drafts
    return Tile(_("Imported drafts to complete"), len(imported), href, _("Fill in what is missing, then publish."))


def _numbers(counts: dict[str, int]) -> list[Tile]:
    labels = {
        OrderStatus.OPEN: _("Orders taking bids"),
        OrderStatus.SELECTING: _("Orders to decide on"),
        OrderStatus.DRAFT: _("Drafts"),
    }
    mine = reverse("orders:mine")
    return [Tile(label, counts[status], f"{mine}?status={status}") for status, label in labels.items()]


def _closing(organisation: Organisation) -> list[Deadline]:
    closing = (
        _of(organisation, OrderStatus.OPEN)
        .filter(bids_close_at__lte=closing_moment(until_when()))
        .order_by("bids_close_at")
    )
    return [
        Deadline(
            day,
            _("Last day for bids; then they are opened") if order.is_sealed else _("Last day for bids"),
            order.title,
            reverse("orders:detail", args=[order.public_id]),
        )
        for order in closing[:LISTED]
        if (day := order.last_bidding_day)
    ]


def _mandates_ending(organisation: Organisation) -> list[Deadline]:
    ending = Mandate.objects.live().filter(client=organisation, valid_until__lte=until_when())
    return [
        Deadline(
            mandate.valid_until,
            _("Last day of a mandate"),
            mandate.support.name,
            reverse("accounts:mandate", args=[mandate.public_id]),
        )
        for mandate in ending.select_related("support").order_by("valid_until")[:LISTED]
    ]


@dataclass(frozen=True)
class _LiveOrders:
    listed: list[LiveOrder]
    places: Places


def live_orders(organisation: Organisation) -> _LiveOrders:
    """The orders whose bidding ends next, each with its best candidates, and where all their candidates live."""
    orders = list(_of(organisation, *UNDECIDED_STATUSES).order_by("bids_close_at", "pk")[:LISTED])
    bids = _bids_by_status(orders)
    current = Slate.objects.filter(order__in=orders, is_current=True).select_related("run").defer("packed")
    rankings = {slate.order_id: StoredRanking(slate) for slate in current}
    people = _people_shown(organisation, rankings.values())
    return _LiveOrders(
        [_live(order, bids.get(order.pk, {}), rankings.get(order.pk), people) for order in orders],
        placed(
            (person.prefecture_id for person in people.values()),
            _("Where the candidates of your orders live"),
            organisation.prefecture_id,
        ),
    )


def _bids_by_status(orders: list[Order]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    bids = Bid.objects.filter(order__in=orders).order_by().values_list("order", "status")
    for order, status, number in bids.annotate(number=Count("pk")):
        found.setdefault(order, {})[status] = number
    return found


def _people_shown(organisation: Organisation, rankings: Iterable[StoredRanking]) -> dict[int, Profile]:
    """Party id → profile of everybody these rankings show and who may still be shown."""
    shown = {party for ranking in rankings for party in ranking.slate.shown}
    listed = Profile.objects.listed().filter(party__in=shown)
    others = listed.exclude(party__in=Party.objects.of_organisation(organisation.pk)).select_related("party")
    return {profile.party_id: profile for profile in others.only("prefecture", "party__handle", "party__public_id")}


def _live(order: Order, bids: dict[str, int], ranking: StoredRanking | None, people: dict[int, Profile]) -> LiveOrder:
    if ranking is None or ranking.is_being_replaced(order):
        return LiveOrder(order, bids, is_being_ranked=order.status == OrderStatus.OPEN)
    best = [
        Candidate(people[party].party, standing, bare_parts(standing.parts, ranking.parameters.weights))
        for party in [shown for shown in ranking.slate.shown if shown in people][:BEST_SHOWN]
        if (standing := ranking.standing(party))
    ]
    return LiveOrder(order, bids, ranked=ranking.run.eligible, best=best)
