"""The client's side: compare bids, award one, answer the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Reach, User
from accounts.rules import may_edit_orders
from orders import actions
from orders.forms import DeclineForm
from orders.listing import BID_ORDERINGS, bids_for_client
from orders.models import Bid
from orders.rules import is_bidder, may_award, may_decide
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
    order = own_order(request, public_id)
    sort = request.GET.get("sort", "")
    sort = sort if sort in BID_ORDERINGS else "price"
    context = {
        "order": order,
        "page": bids_for_client(order, sort, request.GET.get("cursor")),
        "sort": sort,
        "sorts": SORT_LABELS.items(),
        "may_choose": order.status in UNDECIDED_STATUSES
        and may_edit_orders(reader(request), order.client, Reach.ANSWER),
    }
    part = "#bids" if request.GET.get("part") == "bids" else ""
    return render(request, f"orders/bid_compare.html{part}", context)


@require_http_methods(["GET", "HEAD", "POST"])
def bid_award(request: HttpRequest, public_id: str) -> HttpResponse:
    bid, user = received_bid(request, public_id), reader(request)
    if request.method == "POST":
        done = _("Awarded. Both sides now see each other's contacts.")
        carry_out(request, lambda: actions.award_bid(bid, actor=user), done=done)
        return redirect("orders:bid_detail", bid.public_id)
    context = {"bid": bid, "order": bid.order, "possible": may_award(bid, user), "is_last": _is_last(bid)}
    return render(request, "orders/bid_award.html", context)


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
