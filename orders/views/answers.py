"""What every view here shares: who is asking, and how a refusal is told."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from accounts.models import User
from orders.errors import OrderError
from orders.models import Bid, Order
from orders.queries import bids_for_page


def reader(request: HttpRequest) -> User:
    """Whoever is signed in; views behind the login only."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def own_order(request: HttpRequest, public_id: str) -> Order:
    """An order of the reader's company; 404 for everybody else."""
    return get_object_or_404(Order.objects.owned_by(reader(request)).for_page(), public_id=public_id)


def received_bid(request: HttpRequest, public_id: str) -> Bid:
    """A bid on an order of the reader's company; 404 for everybody else."""
    return get_object_or_404(bids_for_page().received_by(reader(request)), public_id=public_id)


def carry_out(request: HttpRequest, action: Callable[[], object], *, done: str | Promise) -> bool:
    """Do it and say so, or say why not."""
    try:
        action()
    except OrderError as refusal:
        messages.error(request, str(refusal.sentence))
        return False
    messages.success(request, str(done))
    return True
