"""The client's side: compare bids, award one, answer the others."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Reach, User
from accounts.rules import may_edit_orders
from orders import actions
from orders.approvals import award_chain, waiting_request
from orders.buying import quotes_missing
from orders.forms import AwardForm, DeclineForm, SeveralForm
from orders.listing import BID_ORDERINGS, bids_for_client
from orders.models import Bid, Order
from orders.queries import awardable_bids, standing_bids
from orders.rules import is_bidder, may_award, may_decide, may_open_bids, may_read_bids
from orders.states import UNDECIDED_STATUSES
from orders.views.answers import carry_out, own_order, reader, received_bid

REFUSED = 422
SORT_LABELS = {
    "price": gettext_lazy("Lowest price first"),
    "start": gettext_lazy("Earliest start first"),
    "arrival": gettext_lazy("First come first"),
}


@require_safe
def bid_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    order, user = own_order(request, public_id), reader(request)
    sort = request.GET.get("sort", "")
    sort = sort if sort in BID_ORDERINGS else "price"
    page = bids_for_client(order, user, sort, request.GET.get("cursor"))
    context = {
        "order": order,
        "page": page,
        "sort": sort,
        "sorts": SORT_LABELS.items(),
        "may_choose": order.status in UNDECIDED_STATUSES and may_edit_orders(user, order.client, Reach.ANSWER),
        "is_beyond_mandate": not (page.rows or may_read_bids(user, order)),
        **_before_the_opening(order, user),
    }
    part = "#bids" if request.GET.get("part") == "bids" else ""
    return render(request, f"orders/bid_compare.html{part}", context)


def _before_the_opening(order: Order, user: User) -> dict[str, Any]:
    return {
        "sealed_bids": standing_bids(order) if order.is_sealed else 0,
        "may_open": may_open_bids(order, user, now=timezone.now()),
        "waiting_request": waiting_request(order),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def bid_award(request: HttpRequest, public_id: str) -> HttpResponse:
    bid, user = received_bid(request, public_id), reader(request)
    facts = _before_an_award(bid.order)
    form = AwardForm(request.POST if request.method == "POST" else None, asks_reason=facts["asks_reason"])
    if request.method == "POST" and form.is_valid():
        carry_out(
            request, lambda: actions.award_bid(bid, actor=user, reason=form.typed_reason), done=_awarded(bid.order)
        )
        return redirect("orders:bid_detail", bid.public_id)
    possible = may_award(bid, user) and facts["waiting_request"] is None
    context = {"bid": bid, "order": bid.order, "form": form, "possible": possible, "is_last": _is_last(bid), **facts}
    return render(request, "orders/bid_award.html", context, status=REFUSED if form.is_bound else 200)


def _before_an_award(order: Order) -> dict[str, Any]:
    """Who has to approve it, how many quotes are missing, and whether a reason must be written."""
    chain = award_chain(order)
    missing = quotes_missing(order, standing_bids(order))
    return {
        "chain": chain,
        "quotes_missing": missing,
        "asks_reason": bool(chain or missing),
        "waiting_request": waiting_request(order),
    }


def _awarded(order: Order) -> str:
    if award_chain(order):
        return _("Sent for approval. You are told when it is decided.")
    return _("Awarded. Both sides now see each other's contacts.")


@require_http_methods(["GET", "HEAD", "POST"])
def bids_choose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose several bids at once, for an order that wants several people."""
    order, user = own_order(request, public_id), reader(request)
    facts = _before_an_award(order)
    bids = list(awardable_bids(order)) if may_edit_orders(user, order.client, Reach.ANSWER) else []
    form = SeveralForm(request.POST if request.method == "POST" else None, bids=bids, asks_reason=facts["asks_reason"])
    if request.method == "POST" and form.is_valid():
        chosen, reason = form.chosen, form.typed_reason
        carry_out(
            request, lambda: actions.propose_award(order, chosen, reason=reason, actor=user), done=_awarded(order)
        )
        return redirect("orders:bids", order.public_id)
    possible = bool(bids) and facts["waiting_request"] is None
    context = {"order": order, "form": form, "possible": possible, **facts}
    return render(request, "orders/bids_choose.html", context, status=REFUSED if form.is_bound else 200)


@require_POST
def bids_open(request: HttpRequest, public_id: str) -> HttpResponse:
    order, user = own_order(request, public_id), reader(request)
    done = _("The bids are open. When and by whom they were opened is recorded.")
    carry_out(request, lambda: actions.open_bids(order, actor=user), done=done)
    return redirect("orders:bids", order.public_id)


def _is_last(bid: Bid) -> bool:
    return bid.order.awarded_count + 1 >= bid.order.positions


@require_http_methods(["GET", "HEAD", "POST"])
def bid_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    bid, user = received_bid(request, public_id), reader(request)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if carry_out(request, lambda: _decline(bid, form, user), done=_("The bidder has been answered.")):
            return redirect("orders:bids", bid.order.public_id)
        # Refused: the form comes back with everything that was typed, if it can still be sent.
        bid = received_bid(request, public_id)
    possible = may_decide(bid, user)
    context = {"bid": bid, "order": bid.order, "form": form, "possible": possible, "is_own": is_bidder(bid, user)}
    return render(request, "orders/bid_decline.html", context, status=REFUSED if form.is_bound else 200)


def _decline(bid: Bid, form: DeclineForm, user: User) -> Bid:
    answer = form.cleaned_data
    return actions.decline_bid(bid, reason=answer["reason"], note=answer["note"], actor=user)
