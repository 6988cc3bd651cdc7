"""What everybody may read: open orders, and the public facts of one."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries import role_of
from accounts.rules import may_edit_orders
from orders.forms import FilterForm
from orders.listing import order_page
from orders.models import Order
from orders.pages import bid_facts, bidder_view, steps_of


@login_not_required
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    page = order_page(form.filters, request.GET.get("cursor"))
    return render(request, "orders/order_list.html", {"form": form, "page": page})


@login_not_required
@require_safe
def order_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    order = get_object_or_404(Order.objects.visible_to(user).for_page(), public_id=public_id)
    context: dict[str, Any] = {"order": order, "now": timezone.now()}
    if user is not None and role_of(user, order.client) is not None:
        context |= _client_facts(order, user)
        if request.GET.get("part") == "client":
            return render(request, "orders/order_client.html", context)
    elif user is not None:
        context["bidder"] = bidder_view(order, user, now=timezone.now())
    return render(request, "orders/order_detail.html", context)


def _client_facts(order: Order, user: User) -> dict[str, Any]:
    return {
        "is_client": True,
        "may_edit": may_edit_orders(user, order.client),
        "steps": steps_of(order),
        **bid_facts(order),
    }
