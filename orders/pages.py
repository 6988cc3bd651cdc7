"""What pages show that no single row says."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.lending import MonthOfHours, hours_of
from accounts.models import DataImport, Organisation, PartnerFirm, Party, PartyKind, Profile, User
from accounts.queries import candidates_for_matching, profile_for_page
from accounts.workload import warnings_for_work
from common.japan import JAPAN, today_in_japan
from orders.bridges import wanted_japanese
from orders.errors import Gap
from orders.imported import drafts_of_import, orders_of_import
from orders.models import Bid, ImportedOrder, Order, OrderLanguage
from orders.queries import bids_for_page, own_bid
from orders.rules import first_obstacle, obstacle_sentence, publication_gaps, takes_bids, work_of_order
from orders.states import BidStatus, OrderStatus

MOST_IMPORTED_SHOWN = 100

STEPS: tuple[tuple[tuple[str, ...], Promise], ...] = (
    ((OrderStatus.DRAFT, OrderStatus.IN_APPROVAL), _("Write")),
    ((OrderStatus.OPEN,), _("Receive bids")),
    ((OrderStatus.SELECTING,), _("Choose")),
    ((OrderStatus.FILLED,), _("Awarded")),
)


def steps_of(order: Order) -> list[dict[str, str | Promise]]:
    """Where an order stands on its way; nothing for one that ended without an award."""
    reached = next((number for number, (states, _label) in enumerate(STEPS) if order.status in states), None)
    if reached is None:
        return []
    last = len(STEPS) - 1
    return [
        {"label": label, "state": "done" if number < reached or reached == last else _now_or_later(number, reached)}
        for number, (_states, label) in enumerate(STEPS)
    ]


def _now_or_later(number: int, reached: int) -> str:
    return "current" if number == reached else "todo"


def bid_facts(order: Order) -> dict[str, Any]:
    """What came of an order so far, for its client: all bids but withdrawn ones, those still waiting, the chosen."""
    statuses = Counter(Bid.objects.filter(order=order).values_list("status", flat=True))
    chosen = bids_for_page().filter(order=order, status=BidStatus.AWARDED).order_by("award__awarded_at")
    return {
        "bid_count": statuses.total() - statuses[BidStatus.WITHDRAWN],
        "waiting_bids": statuses[BidStatus.SUBMITTED],
        "chosen": chosen if statuses[BidStatus.AWARDED] else [],
    }


MONTHS_SHOWN = 4


@dataclass(frozen=True)
class BidderView:
    """How an order looks to somebody who may bid: the own bid, or what stands in the way."""

    order: Order
    has_profile: bool
    bid: Bid | None
    is_open: bool
    obstacle: str | None
    sentence: str | Promise
    lacks_name: bool = False
    profile: Profile | None = None
    reader_id: int | None = None

    @property
    def may_bid(self) -> bool:
        return self.has_profile and self.is_open and self.obstacle is None

    @property
    def lent(self) -> Party | None:
        """The person a company bids for; None for whoever bids for themself."""
        party = self.profile.party if self.profile else None
        return party if party is not None and party.kind == PartyKind.PERSONNEL else None

    @property
    def is_read_only(self) -> bool:
        """Whether the reader is the lent person, whose company bids."""
        return self.lent is not None and self.lent.user_id == self.reader_id

    @property
    def party(self) -> Party | None:
        """The firm or lent person somebody bids for; None for whoever bids for themself."""
        party = self.profile.party if self.profile else None
        return party if party is not None and party.kind != PartyKind.FREELANCER else None

    @property
    def firm(self) -> PartnerFirm | None:
        party = self.party
        return party.firm if party is not None and party.kind == PartyKind.PARTNER_FIRM else None

    @property
    def asks_japanese(self) -> OrderLanguage | None:
        """The Japanese an order asks of a firm abroad."""
        firm = self.firm
        return wanted_japanese(self.order) if firm is not None and firm.is_abroad else None

    @property
    def free_hours(self) -> list[MonthOfHours]:
        """This and the next months of the hours book of a lent person."""
        return hours_of(self.lent)[:MONTHS_SHOWN] if self.lent else []

    @property
    def workload_warnings(self) -> list[str]:
        """What the hours of this order would mean for a freelancer's weeks. Reads the hours book."""
        starting = max(self.order.start_on or today_in_japan(), today_in_japan())
        work = work_of_order(self.order, starting=starting)
        return warnings_for_work(self.profile, **work._asdict()) if self.profile and work else []

    @property
    def needs_confirmation(self) -> bool:
        return self.bid is not None and self.bid.needs_confirmation


def bidder_view(order: Order, user: User, *, now: datetime.datetime, profile: Profile | None = None) -> BidderView:
    """``profile`` is the one somebody bids for, with everything the rules read; without it, their own."""
    profile = profile or profile_for_page(user)
    is_open = takes_bids(order, now=now)
    if profile is None:
        return BidderView(order, has_profile=False, bid=None, is_open=is_open, obstacle=None, sentence="")
    code = first_obstacle(order, profile, today=now.astimezone(JAPAN).date())
    sentence = obstacle_sentence(code, profile) if code else ""
    bid = own_bid(order, profile.party)
    if bid is not None:
        bid.order = order
    is_change = bid is not None and bid.status == BidStatus.SUBMITTED
    has_name = bool(profile.legal_name) or profile.party.kind == PartyKind.PARTNER_FIRM
    return BidderView(
        order,
        has_profile=True,
        bid=bid,
        is_open=is_open,
        obstacle=code,
        sentence=sentence,
        lacks_name=not (has_name or is_change),
        profile=profile,
        reader_id=user.pk,
    )


@dataclass(frozen=True)
class ImportedPage:
    """The orders out of a file: drafts with what they lack, and those that are published already."""

    drafts: list[tuple[ImportedOrder, list[Gap]]]
    published: list[ImportedOrder]
    draft_count: int

    @property
    def has_more(self) -> bool:
        return self.draft_count > len(self.drafts)


def imported_orders(data_import: DataImport) -> ImportedPage:
    """At most MOST_IMPORTED_SHOWN of each; what is published comes off the first list."""
    now, drafts = timezone.now(), drafts_of_import(data_import)
    shown = [(one, publication_gaps(one.order, now=now)) for one in drafts[:MOST_IMPORTED_SHOWN]]
    published = orders_of_import(data_import).exclude(order__status=OrderStatus.DRAFT)[:MOST_IMPORTED_SHOWN]
    return ImportedPage(shown, list(published), drafts.count())


@dataclass(frozen=True)
class LentPerson:
    """Somebody a lending company could bid for: the bid there is, or what stands in the way."""

    profile: Profile
    bid: Bid | None
    sentence: str | Promise

    @property
    def may_bid(self) -> bool:
        return not self.sentence and (self.bid is None or self.bid.status == BidStatus.WITHDRAWN)


def lent_people_for(order: Order, lender: Organisation, *, now: datetime.datetime) -> list[LentPerson]:
    """The company's people with both consents; those without an obstacle first."""
    lent = Party.objects.filter(organisation=lender, kind=PartyKind.PERSONNEL).values_list("pk", flat=True)
    bids = {bid.party_id: bid for bid in Bid.objects.filter(order=order, party__in=lent)}
    today = now.astimezone(JAPAN).date()
    people = [
        _lent_person(order, profile, bids.get(profile.party_id), today) for profile in candidates_for_matching(lent)
    ]
    return sorted(people, key=lambda one: (bool(one.sentence), one.profile.party.handle))


def _lent_person(order: Order, profile: Profile, bid: Bid | None, today: datetime.date) -> LentPerson:
    code = first_obstacle(order, profile, today=today)
    return LentPerson(profile, bid, obstacle_sentence(code, profile) if code else "")
