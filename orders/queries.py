"""Every read of orders and bids."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.db.models.functions import Now

from accounts.models import Membership, Party, Role, User
from common.text import fold
from orders.models import Award, Bid, BidEvent, Order, OrderSkill
from orders.models.bids import BidQuerySet
from orders.models.orders import OrderQuerySet
from orders.states import BidStatus, OrderStatus

LONGEST_QUERY = 100
PAGE_SIZE: Final = 20
DEEPEST_PAGE: Final = 500

ORDERINGS: Final[dict[str, tuple[str, ...]]] = {
    "newest": ("-published_at", "-pk"),
    "deadline": ("bids_close_at", "-pk"),
    "budget": ("-budget_max_yen", "-pk"),
}
BID_ORDERINGS: Final[dict[str, tuple[str, ...]]] = {
    "price": ("price_yen", "pk"),
    "start": ("start_on", "pk"),
    "arrival": ("submitted_at", "pk"),
}


@dataclass(frozen=True)
class OrderFilters:
    """What a reader narrows the public list by; empty values do not narrow. ``budget`` in yen."""

    q: str = ""
    prefecture: str = ""
    block: str = ""
    remote: str = ""
    skill: str = ""
    category: str = ""
    budget: int | None = None
    unit: str = ""
    sort: str = "newest"


@dataclass(frozen=True)
class Slice[Row]:
    """One page of a list that is never counted: it only knows whether there is more."""

    rows: list[Row]
    number: int
    has_next: bool

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.has_next else None


def slice_of[Row: Order | Bid](rows: "QuerySet[Row]", page: str | None) -> Slice[Row]:
    """The page somebody asked for; anything that is no page number is the first."""
    number = min(int(page), DEEPEST_PAGE) if page and page.isascii() and page.isdecimal() and len(page) < 6 else 1
    number = max(number, 1)
    first = (number - 1) * PAGE_SIZE
    found = list(rows[first : first + PAGE_SIZE + 1])
    return Slice(found[:PAGE_SIZE], number, has_next=len(found) > PAGE_SIZE and number < DEEPEST_PAGE)


def word_terms(text: str) -> Iterator[str]:
    """Folded pairs of neighbouring letters, word by word; a word of one letter is its own term."""
    for word in fold(text).split():
        kept = "".join(letter for letter in word if unicodedata.category(letter)[0] in "LMN")
        yield from {kept[start : start + 2] for start in range(max(len(kept) - 1, 1))} - {""}


def search_terms(order: Order) -> list[str]:
    """What an order is found by: pairs and single letters of its words, skills, company and place in both languages."""
    names = [
        name
        for place in (order.prefecture, order.municipality, order.client.prefecture)
        if place is not None
        for name in (place.name_ja, place.name_en)
    ]
    labels = [
        name for wanted in order.skills.select_related("skill") for name in (wanted.skill.name_ja, wanted.skill.name_en)
    ]
    parts = [order.title, order.problem, order.wanted_outcome, order.client.name, *names, *labels]
    pairs = {term for part in parts for term in word_terms(part)}
    return sorted(pairs | {letter for pair in pairs for letter in pair})


def orders_for_list(user: User | None, filters: OrderFilters) -> OrderQuerySet:
    """Open orders that anybody may read, narrowed and sorted, with all that a card shows."""
    orders = Order.objects.visible_to(user).filter(status=OrderStatus.OPEN, bids_close_at__gt=Now())
    if terms := sorted(set(word_terms(filters.q[:LONGEST_QUERY]))):
        orders = orders.filter(search_terms__contains=terms)
    orders = _narrowed_by_work(_narrowed_by_place(orders, filters), filters)
    if filters.sort == "budget":
        return orders.order_by(F("budget_max_yen").desc(nulls_last=True), "-pk").for_list()
    return orders.order_by(*ORDERINGS.get(filters.sort, ORDERINGS["newest"])).for_list()


def _narrowed_by_place(orders: OrderQuerySet, filters: OrderFilters) -> OrderQuerySet:
    if filters.prefecture:
        orders = orders.filter(prefecture=filters.prefecture)
    if filters.block:
        orders = orders.filter(prefecture__block=filters.block)
    if filters.remote:
        orders = orders.filter(remote=filters.remote)
    return orders


def _narrowed_by_work(orders: OrderQuerySet, filters: OrderFilters) -> OrderQuerySet:
    wanted = OrderSkill.objects
    if filters.skill:
        orders = orders.filter(pk__in=wanted.filter(skill__slug=filters.skill).values("order"))
    if filters.category:
        orders = orders.filter(pk__in=wanted.filter(skill__category=filters.category).values("order"))
    if filters.budget is not None:
        orders = orders.filter(budget_max_yen__gte=filters.budget)
    if filters.unit:
        orders = orders.filter(budget_unit=filters.unit)
    return orders


def orders_of_members(user: User, status: str = "") -> QuerySet[Order]:
    """The orders of the reader's companies, last changed first, each with how many bids wait for an answer."""
    orders = Order.objects.owned_by(user).for_list()
    if status:
        orders = orders.filter(status=status)
    waiting = Count("bids", filter=Q(bids__status=BidStatus.SUBMITTED))
    return orders.annotate(waiting_bids=waiting).order_by("-updated_at", "-pk")


def order_counts(user: User) -> dict[str, int]:
    """Status → how many orders of the reader's companies are in it; every status is there."""
    counted = Order.objects.owned_by(user).values_list("status").annotate(number=Count("pk")).order_by()
    return dict.fromkeys(OrderStatus.values, 0) | dict(counted)


def own_bid(order: Order, user: User) -> Bid | None:
    return Bid.objects.of_user(user).filter(order=order).select_related("party").first()


def bids_of(user: User) -> BidQuerySet:
    """A freelancer's bids with their orders, the last changed first."""
    return (
        Bid.objects.of_user(user)
        .select_related("order__client")
        .defer("order__search_terms")
        .order_by("-changed_at", "-pk")
    )


def bids_for_client(order: Order, sort: str = "") -> BidQuerySet:
    """All bids on an order as its client compares them; the withdrawn ones at the end. ``is_of_member`` as in rules."""
    is_withdrawn = Case(When(status=BidStatus.WITHDRAWN, then=1), default=0)
    bids = Bid.objects.filter(order=order).select_related("party", "order__client").defer("order__search_terms")
    insider = Party.objects.of_organisation(order.client_id).filter(pk=OuterRef("party"))
    return bids.annotate(is_of_member=Exists(insider)).order_by(
        is_withdrawn, *BID_ORDERINGS.get(sort, BID_ORDERINGS["price"])
    )


def waiting_bids(order: Order) -> int:
    return Bid.objects.filter(order=order, status=BidStatus.SUBMITTED).count()


def bids_for_page() -> BidQuerySet:
    """With everything the page of one bid shows."""
    bids = Bid.objects.select_related(
        "party__user", "party__organisation", "party__profile", "order__client", "award__awarded_by"
    )
    events = BidEvent.objects.select_related("actor")
    return bids.defer("order__search_terms").prefetch_related(Prefetch("events", events))


@dataclass(frozen=True)
class Contacts:
    """Who is who after an award, for both sides and nobody else."""

    legal_name: str
    bidder_email: str
    company: str
    member_name: str
    member_email: str


def contacts_of(bid: Bid) -> Contacts | None:
    """None until the bid is awarded; the company's contact is whoever awarded it, or an owner once they have left."""
    if bid.status != BidStatus.AWARDED:
        return None
    member = _contact_of_company(bid)
    bidder = bid.contact
    return Contacts(
        legal_name=bid.party.legal_name,
        bidder_email=bidder.email if bidder else "",
        company=bid.order.client.name,
        member_name=member.full_name if member else "",
        member_email=member.email if member else "",
    )


def _contact_of_company(bid: Bid) -> User | None:
    award = Award.objects.select_related("awarded_by").filter(bid=bid).first()
    members = Membership.objects.filter(organisation=bid.order.client_id, user__is_active=True).select_related("user")
    awarding = members.filter(user=award.awarded_by_id).first() if award else None
    found = awarding or members.filter(role=Role.OWNER).order_by("joined_at", "pk").first()
    return found.user if found else None
