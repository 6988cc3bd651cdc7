"""A company's orders, and the steps that end or open one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import acting_of
from accounts.models import Reach, User
from accounts.rules import may_edit_orders
from orders import actions
from orders.errors import OrderError, OrderIncompleteError
from orders.listing import MOST_COUNTED, TO_ANSWER, order_counts, orders_of_members
from orders.models import Order
from orders.queries import waiting_bids
from orders.rules import may_move, may_withdraw
from orders.states import OrderStatus
from orders.views.answers import carry_out, own_order, reader


@require_safe
def order_mine(request: HttpRequest) -> HttpResponse:
    user, client, status = reader(request), acting_of(request).organisation, request.GET.get("status", "")
    status = status if status in {*OrderStatus.values, TO_ANSWER} else ""
    counts = order_counts(user, client)
    tabs = [
        ("", _("All"), sum(counts[s] for s in OrderStatus)),
        (TO_ANSWER, _("Bids to answer"), counts[TO_ANSWER]),
        *((s.value, s.label, counts[s]) for s in OrderStatus),
    ]
    context = {
        "tabs": [(value, label, _up_to(number)) for value, label, number in tabs],
        "status": status,
        "page": orders_of_members(user, status, request.GET.get("cursor"), client),
    }
    return render(request, "orders/order_mine.html", context)


def _up_to(number: int) -> str:
    """What is counted stays cheap: more than 99 is not counted on."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


@require_POST
def order_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    order = own_order(request, public_id)
    try:
        published = actions.publish_order(order, actor=reader(request))
    except OrderIncompleteError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(reverse("orders:edit", args=[order.public_id], query={"check": 1}))
    except OrderError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        if published.status == OrderStatus.IN_APPROVAL:
            messages.success(request, _("Sent for approval. You are told when it is decided."))
            return redirect("orders:detail", order.public_id)
        messages.success(request, _("Published. We are now looking for people who fit; the list appears by itself."))
        return redirect("matching:candidates", order.public_id)
    return redirect("orders:detail", order.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def order_close(request: HttpRequest, public_id: str) -> HttpResponse:
    order, user = own_order(request, public_id), reader(request)
    if request.method == "POST":
        return _end(request, order, actions.close_order, done=_("The order is closed. Everyone has been answered."))
    context = _before_the_end(order, user) | {"possible": may_move(order, user, OrderStatus.CLOSED)}
    return render(request, "orders/order_close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def order_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    order, user = own_order(request, public_id), reader(request)
    if request.method == "POST":
        done = _("The order is withdrawn. Everyone has been answered.")
        return _end(request, order, actions.withdraw_order, done=done)
    context = _before_the_end(order, user) | {"possible": may_withdraw(order, user)}
    return render(request, "orders/order_withdraw.html", context)


def _before_the_end(order: Order, user: User) -> dict[str, Any]:
    return {
        "order": order,
        "waiting_bids": waiting_bids(order),
        "may_edit": may_edit_orders(user, order.client, Reach.PUBLISH),
    }


def _end(request: HttpRequest, order: Order, action: Callable[..., Order], *, done: str) -> HttpResponse:
    actor: User = reader(request)
    carry_out(request, lambda: action(order, actor=actor), done=done)
    return redirect("orders:detail", order.public_id)
