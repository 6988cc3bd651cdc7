"""Reads that gather from several apps for the front page and the pages of organisations."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import CLIENT_KINDS, Block, Membership, Organisation, PartyKind, Profile, ProfileQuerySet, User
from orders.models import Bid, Order
from orders.states import BidStatus, OrderStatus

NEWEST = 6


@dataclass(frozen=True)
class FrontPage:
    """What a reader sees first: the newest orders and where open orders come from."""

    newest: list[Order]
    by_prefecture: Mapping[str, int]
    open_orders: int
    people: int


def front_page(reader: User | None = None) -> FrontPage:
    """For a reader without the orders of clients they block or who block them."""
    listed = Order.objects.published().filter(status=OrderStatus.OPEN).for_list()
    if reader is not None:
        listed = listed.exclude(
            client__in=list(Block.objects.of_all_parties_of(reader).values_list("organisation", flat=True))
        )
    counts = open_orders_by_prefecture()
    return FrontPage(
        newest=list(listed.select_related("prefecture").order_by("-published_at", "-pk")[:NEWEST]),
        by_prefecture=counts,
        open_orders=sum(counts.values()),
        people=Profile.objects.listed().count(),
    )


def open_orders_by_prefecture() -> dict[str, int]:
    """JIS code → orders that take bids there."""
    placed = Order.objects.filter(status=OrderStatus.OPEN, prefecture__isnull=False)
    return dict(placed.order_by().values_list("prefecture").annotate(Count("pk")))


def clients_for(reader: User | None) -> QuerySet[Organisation]:
    """Organisations whose page somebody may open: those with a published order, and the reader's own clients. Neither a
    suspended one nor, for the reader, one that they block or that blocks them.
    """
    shown = Q(Exists(Order.objects.published().filter(client=OuterRef("pk"))), suspended_at__isnull=True)
    if reader is not None:
        shown &= ~Q(pk__in=Block.objects.of_all_parties_of(reader).values("organisation"))
        shown |= Q(Exists(Membership.objects.filter(organisation=OuterRef("pk"), user=reader)))
    return Organisation.objects.filter(shown, kind__in=CLIENT_KINDS)


@dataclass(frozen=True)
class FirmRecord:
    """What became of a firm's bids."""

    sent: int
    chosen: int
    withdrawn: int


def firms_for(reader: User) -> ProfileQuerySet:
    """Firms whose page somebody may open: those that take part, for clients and administrators; one's own for its
    members. A firm's rivals find nothing, nor do clients between whom and the firm one blocks the other.
    """
    firms = Profile.objects.of_kind(PartyKind.PARTNER_FIRM)
    is_client = reader.memberships.filter(organisation__kind__in=CLIENT_KINDS).exists()
    if not is_client and not reader.is_staff:
        return firms.visible_to(reader)
    return firms.listed().exclude(party__in=Block.objects.of_organisations_of(reader).values("party"))


def firm_record(profile: Profile) -> FirmRecord:
    statuses = Counter(Bid.objects.filter(party=profile.party_id).values_list("status", flat=True))
    return FirmRecord(statuses.total(), statuses[BidStatus.AWARDED], statuses[BidStatus.WITHDRAWN])
