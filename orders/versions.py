"""Reads of an order's published versions, and what keeps a change from becoming the next one."""

import datetime
from collections import Counter
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from orders.differences import Content, Difference, Words, differences
from orders.drafts import DRAFT_FIELDS, OrderDraft, WantedLanguage, WantedSkill, content_of
from orders.errors import Gap
from orders.models import Bid, Order, OrderVersion
from orders.rules import Promised, change_gaps, closing_moment, publication_gaps
from orders.states import BidStatus


@dataclass(frozen=True)
class Change:
    """A version with what it changed in the one before; for the first version nothing."""

    version: OrderVersion
    differences: list[Difference]


def draft_of(order: Order) -> OrderDraft:
    """What an order says now, as its form would hand it over. Reads skills and languages."""
    return OrderDraft(
        details={name: getattr(order, name) for name in DRAFT_FIELDS},
        skills=tuple(WantedSkill(one.skill.slug, is_must=one.is_must) for one in order.skills.select_related("skill")),
        languages=tuple(WantedLanguage(one.language, one.level, is_must=one.is_must) for one in order.languages.all()),
        deadline=order.last_bidding_day,
    )


def fill(order: Order, draft: OrderDraft) -> None:
    """Give an order in memory the fields of a draft; skills and languages have rows of their own."""
    for name in DRAFT_FIELDS:
        if name in draft.details:
            setattr(order, name, draft.details[name])
    order.bids_close_at = closing_moment(draft.deadline) if draft.deadline else None


def completed(order: Order, draft: OrderDraft) -> OrderDraft:
    """The draft with what it leaves out as the order has it."""
    return replace(draft, details={name: getattr(order, name) for name in DRAFT_FIELDS} | dict(draft.details))


def promised_by(order: Order) -> Promised:
    statuses = Counter(Bid.objects.filter(order=order).values_list("status", flat=True))
    return Promised(statuses.total(), statuses[BidStatus.SUBMITTED], order.awarded_count)


def gaps_of_change(order: Order, after: OrderDraft, *, reason: str, now: datetime.datetime) -> list[Gap]:
    """What keeps this content from becoming the next version: what no order may lack, and what this one promised.

    One gap for each field, the first.
    """
    before, after, changed = draft_of(order), completed(order, after), copy(order)
    fill(changed, after)
    gaps = [
        *publication_gaps(changed, now=now),
        *change_gaps(before, after, promised_by(order), reason=reason, now=now),
    ]
    return list({gap.field: gap for gap in reversed(gaps)}.values())[::-1]


def content_at(order: Order, number: int) -> dict[str, Any] | None:
    """None for a version nobody kept."""
    if number == order.version:
        return content_of(draft_of(order))
    kept = OrderVersion.objects.filter(order=order, number=number)
    return kept.values_list("content", flat=True).first()


def since(order: Order, number: int) -> list[Difference]:
    """What changed from that version to the order as it is now; nothing when it is the same or was not kept."""
    if number == order.version:
        return []
    return between(content_at(order, number), content_at(order, order.version))


def reasons_since(order: Order, number: int) -> list[str]:
    """Why the order was changed after that version, the newest reason last."""
    if number == order.version:
        return []
    later = OrderVersion.objects.filter(order=order, number__gt=number).exclude(reason="")
    return list(later.order_by("number").values_list("reason", flat=True))


def between(before: Content | None, after: Content | None, words: Words | None = None) -> list[Difference]:
    return differences(before, after, words) if before is not None and after is not None else []


def newest_change(order: Order) -> Change | None:
    """The version that is in force with what it changed; None for an order that never changed."""
    if order.version == 1:
        return None
    last = list(
        OrderVersion.objects.filter(order=order, number__gte=order.version - 1, number__lte=order.version)
        .select_related("published_by")
        .order_by("number")
    )
    if not last or last[-1].number != order.version:
        return None
    before = last[0].content if len(last) == 2 else None
    return Change(last[-1], between(before, last[-1].content))


def changes_of(order: Order, words: Words) -> list[Change]:
    """Every version, the newest first, each with what it changed."""
    versions = list(OrderVersion.objects.filter(order=order).select_related("published_by").order_by("number"))
    contents = [None, *(version.content for version in versions)]
    told = [
        Change(version, between(before, version.content, words))
        for version, before in zip(versions, contents, strict=False)
    ]
    return told[::-1]
