"""A new version of an open order."""

from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from orders.actions.drafts import write_lists
from orders.actions.moves import trace
from orders.actions.telling import announce_order, tell_bidders_of_change
from orders.drafts import OrderDraft, changed_names, content_of
from orders.errors import NotChangeableError, NothingChangedError, OrderIncompleteError, OtherVersionError
from orders.models import Order, OrderEvent, OrderVersion
from orders.queries import search_terms
from orders.signals import order_changed
from orders.states import OrderStatus
from orders.versions import completed, draft_of, fill, gaps_of_change
from outbox.clock import ClockTimestamp

FIRST: Final = 1


def write_change(order: Order, draft: OrderDraft, *, base: int, reason: str, actor: User) -> None:
    """Make this content the next version. The caller holds the order's lock. Raises as publish_change does."""
    before, draft = require_change(order, draft, base=base, reason=reason)
    after = content_of(draft)
    _keep_what_stands(order, before)
    _write(order, draft)
    version = OrderVersion.objects.create(
        order=order,
        number=order.version,
        published_by=actor,
        reason=reason,
        content=after,
        changed=changed_names(before, after),
    )
    trace(order, actor=actor, act="changed")
    _tell(order, version, actor)


def require_change(order: Order, draft: OrderDraft, *, base: int, reason: str) -> tuple[dict[str, Any], OrderDraft]:
    """The content that stands, and the whole draft, of a change that is possible now. Raises as publish_change does."""
    # The database's clock, as for bids: nobody may change an order after the last bid.
    if not Order.objects.filter(pk=order.pk, status=OrderStatus.OPEN, bids_close_at__gt=ClockTimestamp()).exists():
        raise NotChangeableError
    draft = completed(order, draft)
    before = content_of(draft_of(order))
    if order.version != base:
        raise OtherVersionError
    if not changed_names(before, content_of(draft)):
        raise NothingChangedError
    if gaps := gaps_of_change(order, draft, reason=reason, now=timezone.now()):
        raise OrderIncompleteError(gaps)
    return before, draft


def is_published_already(order: Order, draft: OrderDraft, *, base: int) -> bool:
    """Whether this very change was sent twice."""
    same = content_of(draft_of(order)) == content_of(completed(order, draft))
    return order.status == OrderStatus.OPEN and order.version != base and same


def keep_first_version(order: Order, *, actor: User | None) -> None:
    """What an order says when it is published for the first time."""
    OrderVersion.objects.create(
        order=order,
        number=FIRST,
        published_by=actor,
        published_at=order.published_at or timezone.now(),
        content=content_of(draft_of(order)),
    )


def _keep_what_stands(order: Order, content: dict[str, object]) -> None:
    """An order that was not published by the action (imported, told as a story) gets the version it is changed from."""
    OrderVersion.objects.get_or_create(
        order=order,
        number=order.version,
        defaults={
            "content": content,
            "published_at": order.published_at or order.updated_at,
            # What an unkept version before it said is not known.
            "changed": [] if order.version == FIRST else sorted(content),
        },
    )


def _write(order: Order, draft: OrderDraft) -> None:
    fill(order, draft)
    order.version += 1
    order.save()
    write_lists(order, draft)
    order.search_terms = search_terms(order)
    order.save(update_fields=["search_terms"])


def _tell(order: Order, version: OrderVersion, actor: User) -> None:
    OrderEvent.objects.create(order=order, from_status=order.status, to_status=order.status, actor=actor)
    announce_order(order)
    tell_bidders_of_change(order, version)
    order_changed.send(sender=Order, order=order, version=version, actor=actor)
