"""What administrators see of the whole platform: what waits for them, and everything about one person or company."""

from __future__ import annotations

import datetime
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pghistory.models import Events

from accounts.models import ContactMessage, Invitation, Membership, Organisation, Party, User
from accounts.proofs import evidence_waiting
from accounts.queries import members_of
from accounts.reported import open_appeals, reported_subjects
from accounts.states import ContactStatus
from common.keyset import Key, Ordering, page_of
from matching.queries import matches_of
from matching.reviews import waiting_runs
from orders.models import Bid, Order
from orders.states import UNDECIDED_STATUSES, BidStatus
from outbox.queries import backlog_is_old, dead_work, is_reconciler_alive, is_worker_alive
from vocabulary.queries import phrases_waiting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Model, QuerySet
    from django.utils.functional import Promise

    from common.keyset import Page
    from matching.queries import OwnMatch

# Nobody needs the number of a thousand things to do.
MOST_COUNTED = 100
LONG_AFTER = datetime.timedelta(days=14)
LISTED = 20
OLDEST_DEADLINE = Ordering("portal.unanswered", (Key("bids_close_at"), Key("id")), is_descending=False)


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits for an administrator; ``count`` is no more than MOST_COUNTED.

    ``href`` is empty for administrators who may not look behind it.
    """

    title: Promise
    text: Promise
    count: int
    href: str

    @property
    def is_more(self) -> bool:
        return self.count >= MOST_COUNTED


@dataclass(frozen=True)
class StaffHome:
    waiting: list[Waiting]
    is_worker_alive: bool
    is_reconciler_alive: bool
    is_late: bool

    @property
    def is_idle(self) -> bool:
        return not any(one.count for one in self.waiting)

    @property
    def is_well(self) -> bool:
        return self.is_worker_alive and self.is_reconciler_alive and not self.is_late


@dataclass(frozen=True)
class Change:
    """One field that changed, in the words of the pages."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One change of a row, as the triggers saw it."""

    at: datetime.datetime
    what: str
    by: User | None
    changes: list[Change]


@dataclass(frozen=True)
class PersonPage:
    """A party with everything around it. Bids without price and plan: those are sealed from administrators, too."""

    party: Party
    memberships: list[Membership]
    bids: list[Bid]
    matches: list[OwnMatch]
    trail: list[Step]


@dataclass(frozen=True)
class OrganisationPage:
    organisation: Organisation
    members: list[Membership]
    invitations: list[Invitation]
    parties: list[Party]
    orders: list[Order]
    trail: list[Step]


def staff_home(reader: User) -> StaffHome:
    return StaffHome(
        waiting=list(_waiting(reader)),
        is_worker_alive=is_worker_alive(),
        is_reconciler_alive=is_reconciler_alive(),
        is_late=backlog_is_old(),
    )


def _waiting(reader: User) -> Iterator[Waiting]:
    """What is counted, no further than MOST_COUNTED: each page behind it shows all."""
    yield from _people_waiting()
    yield from _matching_waiting()
    may_look = reader.has_perm("outbox.view_work")
    yield Waiting(
        _("Background work given up"),
        _("It failed again and again. Read the error and try it again."),
        dead_work()[:MOST_COUNTED].count(),
        reverse("admin:outbox_work_changelist", query={"dead__exact": 1}) if may_look else "",
    )


def _people_waiting() -> Iterator[Waiting]:
    """Somebody outside waits for an administrator."""
    yield Waiting(
        _("Messages from the contact page"),
        _("Somebody asked something and waits for an answer."),
        ContactMessage.objects.filter(status=ContactStatus.OPEN)[:MOST_COUNTED].count(),
        reverse("accounts:staff_contact"),
    )
    yield Waiting(
        _("Evidence to check"),
        _("Somebody wants to be verified and waits for the decision."),
        evidence_waiting()[:MOST_COUNTED].count(),
        reverse("accounts:staff_evidence"),
    )
    yield Waiting(
        _("Reports and appeals"),
        _("Somebody reported content, or appeals against a decision."),
        min(MOST_COUNTED, len(reported_subjects()) + open_appeals()[:MOST_COUNTED].count()),
        reverse("accounts:staff_reports"),
    )
    yield Waiting(
        _("Unknown words"),
        _("Somebody used them for a skill, and the vocabulary does not know them."),
        phrases_waiting()[:MOST_COUNTED].count(),
        reverse("vocabulary:staff_phrases"),
    )
    yield Waiting(
        _("Bids without an answer"),
        _("Orders whose last day for bids is more than two weeks ago and whose bidders still wait."),
        _unanswered()[:MOST_COUNTED].count(),
        reverse("portal:staff_unanswered"),
    )


def _matching_waiting() -> Iterator[Waiting]:
    """Rankings somebody should look at."""
    runs = reverse("matching:staff_runs")
    yield Waiting(
        _("Orders nobody may do"),
        _("Their conditions rule everybody out. Perhaps the client can be advised."),
        waiting_runs("nobody", MOST_COUNTED),
        f"{runs}?which=nobody",
    )
    yield Waiting(
        _("Rankings nobody has judged"),
        _("Your judgement shows whether the rankings are any good."),
        waiting_runs("unjudged", MOST_COUNTED),
        f"{runs}?which=unjudged",
    )


def unanswered_orders(cursor: str | None) -> Page[Order]:
    """Orders whose bidders wait for an answer long after the last day for bids, the longest waiting first."""
    waiting = Count("bids", filter=Q(bids__status=BidStatus.SUBMITTED))
    orders = _unanswered().select_related("client").defer("search_terms", "problem").annotate(waiting=waiting)
    return page_of(orders, OLDEST_DEADLINE, cursor)


def _unanswered() -> QuerySet[Order]:
    waiting = Bid.objects.filter(order=OuterRef("pk"), status=BidStatus.SUBMITTED)
    late = Order.objects.filter(status__in=UNDECIDED_STATUSES, bids_close_at__lt=timezone.now() - LONG_AFTER)
    return late.filter(Exists(waiting))


def person_page(party: Party) -> PersonPage:
    bids = Bid.objects.filter(party=party).select_related("order__client").only(
        "public_id", "status", "submitted_at", "decided_at", "order__title", "order__public_id", "order__client__name"
    )  # fmt: skip
    memberships = Membership.objects.filter(user=party.user_id) if party.user_id else Membership.objects.none()
    profile = getattr(party, "profile", None)
    return PersonPage(
        party=party,
        memberships=list(memberships.select_related("organisation").order_by("joined_at")),
        bids=list(bids.order_by("-submitted_at")[:LISTED]),
        matches=matches_of(party, limit=LISTED),
        trail=trail_of([profile] if profile else []),
    )


def organisation_page(organisation: Organisation) -> OrganisationPage:
    members = list(members_of(organisation))
    orders = Order.objects.filter(client=organisation).defer("search_terms", "problem").order_by("-pk")
    return OrganisationPage(
        organisation=organisation,
        members=members,
        # Its first owner's; once somebody acts for it, invitations are theirs to look after.
        invitations=[] if members else list(organisation.invitations.open().order_by("-created_at")[:LISTED]),
        parties=list(Party.objects.of_organisation(organisation.pk).order_by("handle")[:LISTED]),
        orders=list(orders[:LISTED]),
        trail=trail_of([organisation], members),
    )


def trail_of(*rows: Sequence[Model]) -> list[Step]:
    """The last changes of these rows, newest first, each with whoever made it; one list for each kind of row."""
    events = [event for some in rows if some for event in _events_of(some)]
    events.sort(key=lambda event: event.pgh_created_at, reverse=True)
    events = events[:LISTED]
    users = User.objects.in_bulk({user for event in events if (user := _user_of(event)) is not None})
    return [_step(event, users) for event in events]


def _events_of(rows: Sequence[Model]) -> list[Any]:
    tracked = Events.objects.tracks(list(rows))  # type: ignore[no-untyped-call]
    return list(tracked.order_by("-pgh_created_at")[:LISTED])


def _user_of(event: Any) -> int | None:
    user = (event.pgh_context or {}).get("user")
    return user if isinstance(user, int) else None


def _step(event: Any, users: dict[int, User]) -> Step:
    model = apps.get_model(event.pgh_obj_model)
    changes = [Change(_label(model, name), _shown(old), _shown(new)) for name, (old, new) in _diff(event).items()]
    what = str(model._meta.verbose_name)  # noqa: SLF001 -- public by documentation
    return Step(event.pgh_created_at, what, users.get(_user_of(event) or 0), changes)


def _diff(event: Any) -> dict[str, list[Any]]:
    return event.pgh_diff or {}


def _label(model: type[Model], name: str) -> str:
    """The name pages give to a column; the column's own where the model no longer has it."""
    with suppress(FieldDoesNotExist):
        field = model._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001 -- public by documentation
        return str(getattr(field, "verbose_name", name))
    return name


def _shown(value: Any) -> str:
    return "–" if value in (None, "", []) else str(value)
