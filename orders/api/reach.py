"""Which orders and bids a request may read: what its person may, narrowed to whom its token acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from accounts.governments import able_to_approve_of
from accounts.models import Reach
from orders.approvals import requests_for_page
from orders.models import ApprovalPurpose, Bid, Order
from orders.queries import bids_for_page
from orders.states import PUBLIC_STATUSES, BidStatus

if TYPE_CHECKING:
    from accounts.api.callers import Caller
    from orders.models.approvals import ApprovalRequestQuerySet
    from orders.models.bids import BidQuerySet
    from orders.models.orders import OrderQuerySet


def orders_for(caller: Caller | None) -> OrderQuerySet:
    """Those that may be read, with everything that is told of one."""
    if caller is None:
        return _told(Order.objects.visible_to(None))
    visible = Order.objects.visible_to(caller.user)
    if caller.token is None:
        return _told(visible)
    bid_on = Bid.objects.filter(party__in=caller.parties).values("order")
    reached = Q(status__in=PUBLIC_STATUSES) | Q(client__in=caller.clients().values("pk")) | Q(pk__in=bid_on)
    return _told(visible.filter(reached))


def own_orders(caller: Caller) -> OrderQuerySet:
    """The orders of the organisations the request acts for, as a member or by mandate."""
    return _told(Order.objects.visible_to(caller.user).filter(client__in=caller.clients().values("pk")))


def bids_for(caller: Caller) -> BidQuerySet:
    """The bids of the request's parties, and those on its organisations' orders. Never a rival's."""
    return bids_for_page().visible_to(caller.user).filter(_own(caller) | _received(caller))


def own_bids(caller: Caller) -> BidQuerySet:
    return bids_for_page().visible_to(caller.user).filter(_own(caller))


def received_bids(caller: Caller) -> BidQuerySet:
    return bids_for_page().visible_to(caller.user).filter(_received(caller))


def approvals_for(caller: Caller) -> ApprovalRequestQuerySet:
    """Requests for approval of the request's organisations; those that show bids where it may answer bids."""
    publishing, answering = (caller.clients(reach).values("pk") for reach in (Reach.PUBLISH, Reach.ANSWER))
    about = Q(order__client__in=answering) | (~Q(purpose=ApprovalPurpose.AWARD) & Q(order__client__in=publishing))
    return requests_for_page().visible_to(caller.user).filter(about)


def approval_context(caller: Caller) -> dict[str, Any]:
    """What the serializer of approvals needs to know about the caller."""
    seats = able_to_approve_of(caller.user).values_list("organisation", flat=True)
    return {"user": caller.user, "deciding_for": set(seats)}


def order_context(caller: Caller | None) -> dict[str, Any]:
    """What serializers of orders need to know about the caller."""
    return {"may_edit": caller.may_edit() if caller else {}}


def completed(rows: list[Order], caller: Caller | None) -> list[Order]:
    """Rows of the public list with what serializers tell beside it, in a fixed number of queries."""
    prefetch_related_objects(rows, "languages")
    mine = set(caller.clients().values_list("pk", flat=True)) if caller else set()
    own = [order.pk for order in rows if order.client_id in mine]
    bids = Bid.objects.filter(order__in=own, status=BidStatus.SUBMITTED).order_by().values("order")
    waiting = dict(bids.annotate(number=Count("pk")).values_list("order", "number")) if own else {}
    for order in rows:
        order.waiting_bids = waiting.get(order.pk, 0)  # type: ignore[attr-defined]  # as the annotation of one order
    return rows


def bid_context(caller: Caller) -> dict[str, Any]:
    return {"own_parties": set(caller.parties.values_list("pk", flat=True))}


def _own(caller: Caller) -> Q:
    return Q(party__in=caller.parties)


def _received(caller: Caller) -> Q:
    return Q(order__client__in=caller.clients(Reach.ANSWER).values("pk"))


def _told(orders: OrderQuerySet) -> OrderQuerySet:
    bids = Bid.objects.filter(order=OuterRef("pk"), status=BidStatus.SUBMITTED).order_by().values("order")
    waiting = Coalesce(Subquery(bids.annotate(number=Count("pk")).values("number")), 0)
    joined = orders.for_list().select_related("client__prefecture", "client__municipality")
    return joined.prefetch_related("languages").annotate(waiting_bids=waiting)
