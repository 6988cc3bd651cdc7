"""Reads that gather from several apps for the front page and the dashboards."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.gaps import ProfileGap
from accounts.models import CLIENT_KINDS, Membership, Organisation, PartyKind, Profile, ProfileQuerySet, User
from accounts.queries import completeness, profile_gaps
from matching.queries import OwnMatch, matches_of
from orders.models import Bid, Order
from orders.records import ClientRecord, record_of
from orders.states import UNDECIDED_STATUSES, BidStatus, OrderStatus

NEWEST = 6
SOON = datetime.timedelta(days=7)
LIST_LENGTH = 8


@dataclass(frozen=True)
class FrontPage:
    """What a stranger sees first: the newest orders and where open orders come from."""

    newest: list[Order]
    by_prefecture: Mapping[str, int]
    open_orders: int
    people: int


@dataclass(frozen=True)
class LiveOrder:
    """An order that still takes bids or waits for a choice, with the bids nobody has answered yet."""

    order: Order
    waiting_bids: int


@dataclass(frozen=True)
class CompanyDesk:
    """What waits for a company: bids to answer, drafts to finish, orders with the number of bids."""

    orders: list[LiveOrder]
    drafts: list[Order]
    unanswered: int
    closing_soon: int
    record: ClientRecord


@dataclass(frozen=True)
class FreelancerDesk:
    """What waits for a freelancer or a firm: fitting orders, own bids, and what the profile lacks."""

    profile: Profile
    matches: list[OwnMatch]
    bids: list[Bid]
    gaps: list[ProfileGap]
    complete: int


def front_page() -> FrontPage:
    listed = Order.objects.published().filter(status=OrderStatus.OPEN).for_list()
    counts = dict(
        Order.objects.filter(status=OrderStatus.OPEN, prefecture__isnull=False)
        .order_by()
        .values_list("prefecture")
        .annotate(Count("pk"))
    )
    return FrontPage(
        newest=list(listed.select_related("prefecture").order_by("-published_at", "-pk")[:NEWEST]),
        by_prefecture=counts,
        open_orders=sum(counts.values()),
        people=Profile.objects.listed().count(),
    )


def clients_for(reader: User | None) -> QuerySet[Organisation]:
    """Organisations whose page somebody may open: those with a published order, and the reader's own clients."""
    shown = Q(Exists(Order.objects.published().filter(client=OuterRef("pk"))))
    if reader is not None:
        shown |= Q(Exists(Membership.objects.filter(organisation=OuterRef("pk"), user=reader)))
    return Organisation.objects.filter(shown, kind__in=CLIENT_KINDS)


def company_desk(organisation: Organisation) -> CompanyDesk:
    running = Order.objects.filter(client=organisation, status__in=UNDECIDED_STATUSES)
    found = list(running.order_by("bids_close_at", "pk").select_related("prefecture")[:LIST_LENGTH])
    unanswered = Bid.objects.filter(order__in=found, status=BidStatus.SUBMITTED)
    waiting = dict(unanswered.order_by().values_list("order").annotate(Count("pk")))
    soon = timezone.now() + SOON
    return CompanyDesk(
        orders=[LiveOrder(order, waiting.get(order.pk, 0)) for order in found],
        drafts=list(
            Order.objects.filter(client=organisation, status=OrderStatus.DRAFT).order_by("-updated_at", "-pk")[:5]
        ),
        unanswered=sum(waiting.values()),
        closing_soon=sum(_closes_before(order, soon) for order in found),
        record=record_of(organisation),
    )


def _closes_before(order: Order, moment: datetime.datetime) -> bool:
    return order.status == OrderStatus.OPEN and order.bids_close_at is not None and order.bids_close_at < moment


def freelancer_desk(profile: Profile) -> FreelancerDesk:
    """Of a freelancer or a firm; ``profile`` with everything its page shows."""
    gaps = profile_gaps(profile)
    return FreelancerDesk(
        profile=profile,
        matches=matches_of(profile.party, limit=LIST_LENGTH),
        bids=list(
            Bid.objects.filter(party=profile.party)
            .select_related("order__client")
            .order_by("-changed_at", "-pk")[:LIST_LENGTH]
        ),
        gaps=gaps,
        complete=completeness(profile),
    )


@dataclass(frozen=True)
class FirmRecord:
    """What became of a firm's bids."""

    sent: int
    chosen: int
    withdrawn: int


def firms_for(reader: User) -> ProfileQuerySet:
    """Firms whose page somebody may open: those that take part, for clients and administrators; one's own for its
    members. A firm's rivals find nothing.
    """
    firms = Profile.objects.of_kind(PartyKind.PARTNER_FIRM)
    is_client = reader.memberships.filter(organisation__kind__in=CLIENT_KINDS).exists()
    return firms.listed() if is_client or reader.is_staff else firms.visible_to(reader)


def firm_record(profile: Profile) -> FirmRecord:
    statuses = Counter(Bid.objects.filter(party=profile.party_id).values_list("status", flat=True))
    return FirmRecord(statuses.total(), statuses[BidStatus.AWARDED], statuses[BidStatus.WITHDRAWN])
