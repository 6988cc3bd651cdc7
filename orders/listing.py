"""The lists of orders and bids, page by page: what they are narrowed by, how they stand, and how a page is found.

A page of a million orders is found in one of two ways. Walking down the sorting's index is best where many orders fit,
asking the index of terms where few do. Which it is the database cannot know: it takes the letters of a word for
independent of each other. So `STEPS` orders are walked, and only where too few of them fit, the terms are asked.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Now
from django.db.models.lookups import GreaterThanOrEqual

from accounts.models import Block, Organisation, Party, User
from accounts.queries import evidence_read
from common.counting import count_each
from common.keyset import PAGE_SIZE, Key, Ordering, Page, Place, page_of
from orders.models import Bid, Order
from orders.models.bids import BidQuerySet
from orders.models.orders import BY_BUDGET, IS_OPEN, IS_PAST, NO_BUDGET, ON_A_CARD, OrderQuerySet
from orders.states import UNDECIDED_STATUSES, BidStatus, OrderStatus
from orders.words import LONGEST_QUERY, facets, term_numbers, word_terms

STEPS: Final = 4_000
MOST_COUNTED: Final = 99
# Beside the statuses: orders with bids that wait for the client, and bids that wait for the bidder.
TO_ANSWER: Final = "to_answer"
TO_CONFIRM: Final = "to_confirm"

OPEN, PAST = "open", "past"
_ID = Key("public_id")
NEWEST: Final = Ordering("orders.newest", (Key("published_at"), _ID))
BUDGET: Final = Ordering("orders.budget", (Key("budget_max_yen", null_as=NO_BUDGET), _ID))
DEADLINE: Final = Ordering("orders.deadline", (Key("bids_close_at"), _ID), is_descending=False)
LAST_CHANGED: Final = Ordering("orders.changed", (Key("updated_at"), _ID))
BIDS_LAST_CHANGED: Final = Ordering("bids.changed", (Key("changed_at"), _ID))
ORDERINGS: Final = {
    OPEN: {"newest": NEWEST, "deadline": DEADLINE, "budget": BUDGET},
    PAST: {"newest": NEWEST, "budget": BUDGET},
}
# A client compares: more on a page than in a list one only looks through.
BIDS_A_PAGE: Final = 50
_WITHDRAWN_LAST = Key("is_withdrawn", field=IntegerField())
BID_ORDERINGS: Final = {
    sort: Ordering(f"bids.{sort}", (_WITHDRAWN_LAST, Key(name), _ID), is_descending=False)
    for sort, name in (("price", "price_yen"), ("start", "start_on"), ("arrival", "submitted_at"))
}


@dataclass(frozen=True)
class OrderFilters:
    """What a reader narrows the public list by; empty values do not narrow.

    ``budget`` in yen, ``kind`` a kind of party that may answer, ``opening`` when bids are read.
    """

    when: str = OPEN
    q: str = ""
    prefecture: str = ""
    block: str = ""
    remote: str = ""
    skill: str = ""
    category: str = ""
    budget: int | None = None
    unit: str = ""
    kind: str = ""
    opening: str = ""
    sort: str = "newest"

    @property
    def ordering(self) -> Ordering:
        return ORDERINGS[self.when].get(self.sort, NEWEST)

    @property
    def terms(self) -> list[int]:
        """Everything the index of terms knows of it."""
        skill, category = [(self.skill, "")] if self.skill else [], [("", self.category)] if self.category else []
        narrowed_by = facets(
            prefecture=self.prefecture,
            block=self.block,
            remote=self.remote,
            unit=self.unit,
            opening=self.opening,
            kinds=[self.kind],
            skills=skill + category,
        )
        return term_numbers({*word_terms(self.q[:LONGEST_QUERY]), *narrowed_by})


def order_page(
    filters: OrderFilters, cursor: str | None = None, *, size: int = PAGE_SIZE, reader: User | None = None
) -> Page[Order]:
    """A page of the orders anybody may read: those that take bids, or those that no longer do; for a reader without
    those of clients they block or who block them.
    """
    listed, ordering = _listed(filters), filters.ordering
    # Ids, and mostly none: whoever blocks nobody walks the same indexes as everybody.
    apart = list(Block.objects.of_all_parties_of(reader).values_list("organisation", flat=True)) if reader else []
    listed = listed.exclude(client__in=apart) if apart else listed
    rows = _narrowed(listed, filters)
    take = None if rows is listed else partial(_take_some, ordering, listed)
    return page_of(_shown(rows, filters).for_list(), ordering, cursor, size=size, take=take)


def client_page(client: Organisation, filters: OrderFilters, cursor: str | None = None) -> Page[Order]:
    """A page of one client's orders that anybody may read, open or past, newest first."""
    orders = _narrowed(_listed(filters).filter(client=client), filters)
    return page_of(_shown(orders, filters).for_list(), NEWEST, cursor)


def orders_for_list(filters: OrderFilters) -> OrderQuerySet:
    """All orders that fit, in no order: for whoever pages by itself."""
    return _shown(_narrowed(_listed(filters), filters), filters)


def _listed(filters: OrderFilters) -> OrderQuerySet:
    return Order.objects.visible_to(None).filter(IS_OPEN if filters.when == OPEN else IS_PAST)


def _narrowed(orders: OrderQuerySet, filters: OrderFilters) -> OrderQuerySet:
    """Those of these orders that fit; the very same query set where nothing is asked."""
    if terms := filters.terms:
        orders = orders.filter(search_terms__contains=terms)
    if filters.budget is not None:
        orders = orders.filter(GreaterThanOrEqual(BY_BUDGET, filters.budget))
    return orders


def _shown(orders: OrderQuerySet, filters: OrderFilters) -> OrderQuerySet:
    """Past its deadline an order stays open for the seconds until its bidding is closed."""
    return orders.filter(bids_close_at__gt=Now()) if filters.when == OPEN else orders


def _take_some(
    ordering: Ordering, listed: OrderQuerySet, rows: OrderQuerySet, place: Place | None, limit: int
) -> list[Order]:
    """Some of many orders: two queries where many fit or the list is short, else three."""
    bare = rows.prefetch_related(None)  # what stands on a card is fetched for what is shown only
    horizon = ordering.horizon(listed, place, STEPS)
    found = ordering.take(ordering.beyond(bare, horizon), place, limit)
    if horizon is not None and len(found) < limit:
        found = ordering.take_sorting(bare, place, limit)
    prefetch_related_objects(found, ON_A_CARD)
    return found


def orders_of_members(
    user: User, status: str = "", cursor: str | None = None, client: Organisation | None = None
) -> Page[Order]:
    """The orders of one or all of the reader's organisations, last changed first, each with its unanswered bids."""
    bids = Bid.objects.filter(order=OuterRef("pk"), status=BidStatus.SUBMITTED).order_by().values("order")
    waiting = Coalesce(Subquery(bids.annotate(number=Count("pk")).values("number")), 0)  # of the rows shown only
    orders = Order.objects.filter(client__in=_clients(user, client)).for_list().annotate(waiting_bids=waiting)
    return page_of(_in_state(orders, status), LAST_CHANGED, cursor)


def _in_state(orders: OrderQuerySet, status: str) -> OrderQuerySet:
    if status == TO_ANSWER:
        bids = Bid.objects.filter(order=OuterRef("pk"), status=BidStatus.SUBMITTED).contents_visible()
        return orders.filter(Exists(bids), status__in=UNDECIDED_STATUSES)
    return orders.filter(status=status) if status else orders


def order_counts(user: User, client: Organisation | None = None) -> dict[str, int]:
    """State → how many orders of the reader's companies are in it, up to MOST_COUNTED + 1: statuses and TO_ANSWER."""
    owned = Order.objects.filter(client__in=_clients(user, client))
    states = [TO_ANSWER, *OrderStatus.values]
    return count_each({state: _in_state(owned, state) for state in states}, most=MOST_COUNTED + 1)


def _clients(user: User, client: Organisation | None) -> list[int]:
    """Ids, not a subquery: by an id, the database walks the index of one company's orders."""
    clients = Organisation.objects.acted_for_by(user)
    return list((clients if client is None else clients.filter(pk=client.pk)).values_list("pk", flat=True))


def bids_of(
    user: User, state: str = "", cursor: str | None = None, behind: Organisation | Party | None = None
) -> Page[Bid]:
    """The bids of everybody the reader acts for, of one organisation's parties or of one party; last changed first."""
    bids = Bid.objects.of_user(user).select_related("order__client", "party").defer("order__search_terms")
    if isinstance(behind, Organisation):
        bids = bids.filter(party__organisation=behind)
    elif behind is not None:
        bids = bids.filter(party=behind)
    return page_of(bids_in_state(bids, state), BIDS_LAST_CHANGED, cursor)


def bids_in_state(bids: BidQuerySet, state: str) -> BidQuerySet:
    """Those in a status, those TO_CONFIRM after a change of the order, or all."""
    if state == TO_CONFIRM:
        undecided = bids.filter(status=BidStatus.SUBMITTED, order__status__in=UNDECIDED_STATUSES)
        return undecided.filter(order_version__lt=F("order__version"))
    return bids.filter(status=state) if state in BidStatus.values else bids


def bids_for_client(order: Order, reader: User, sort: str = "price", cursor: str | None = None) -> Page[Bid]:
    """The bids on an order that this reader of its client may read, as they are compared; withdrawn ones at the end.

    ``is_of_member`` as in rules.
    """
    insider = Party.objects.of_organisation(order.client_id).filter(pk=OuterRef("party"))
    readable = Bid.objects.filter(order=order).received_by(reader)
    readable = readable.prefetch_related("team", *evidence_read("party__profile"))
    bids = readable.select_related("party__firm", "party__profile", "order__client").defer("order__search_terms")
    shown = bids.annotate(
        is_withdrawn=Case(When(status=BidStatus.WITHDRAWN, then=1), default=0), is_of_member=Exists(insider)
    )
    return page_of(shown, BID_ORDERINGS[sort], cursor, size=BIDS_A_PAGE)
