"""What everybody may read: open orders, and the public facts of one."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.acting import profile_acted_for
from accounts.models import User
from accounts.queries import role_of
from accounts.rules import may_edit_orders
from orders.approvals import requests_of
from orders.buying import buying_of
from orders.differences import Words
from orders.forms import CompareForm, FilterForm
from orders.listing import order_page
from orders.models import Order
from orders.pages import bid_facts, bidder_view, steps_of
from orders.rules import may_open_bids, takes_bids
from orders.versions import between, changes_of, newest_change

# What an open page asks for again when it hears of a change.
PARTS = {
    "client": "orders/order_client.html",
    "bidder": "orders/order_bid_card.html",
    "head": "orders/order_head.html",
    "facts": "orders/order_public.html",
}


@login_not_required
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    user = request.user if isinstance(request.user, User) else None
    page = order_page(form.filters, request.GET.get("cursor"), reader=user)
    return render(request, "orders/order_list.html", {"form": form, "page": page})


@login_not_required
@require_safe
def order_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    order = get_object_or_404(Order.objects.visible_to(user).for_page(), public_id=public_id)
    context: dict[str, Any] = {"order": order, "now": timezone.now(), "change": newest_change(order)}
    if user is not None and role_of(user, order.client) is not None:
        context |= _client_facts(order, user)
    elif user is not None:
        context["bidder"] = bidder_view(order, user, now=timezone.now(), profile=profile_acted_for(request))
    return render(request, PARTS.get(request.GET.get("part", ""), "orders/order_detail.html"), context)


@login_not_required
@require_safe
def order_versions(request: HttpRequest, public_id: str) -> HttpResponse:
    """All versions of an order, for everybody who may read it, and what differs between any two."""
    user = request.user if isinstance(request.user, User) else None
    order = get_object_or_404(Order.objects.visible_to(user).select_related("client"), public_id=public_id)
    changes = changes_of(order, words := Words())
    if not changes:
        return redirect("orders:detail", order.public_id)
    contents = {change.version.number: change.version.content for change in changes}
    form = CompareForm(request.GET or None, numbers=list(contents))
    compared = form.is_valid() and between(contents[form.pair[0]], contents[form.pair[1]], words)
    shows_names = user is not None and role_of(user, order.client) is not None
    context = {"order": order, "changes": changes, "form": form, "compared": compared, "shows_names": shows_names}
    return render(request, "orders/order_versions.html", context)


def _client_facts(order: Order, user: User) -> dict[str, Any]:
    may_edit = may_edit_orders(user, order.client)
    return {
        "is_client": True,
        "may_change": may_edit and takes_bids(order, now=timezone.now()),
        "may_edit": may_edit,
        "steps": steps_of(order),
        "requests": requests_of(order),
        "may_open": may_open_bids(order, user, now=timezone.now()),
        "buying": buying_of(order),
        **bid_facts(order),
    }
