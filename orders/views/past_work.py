"""An awarded order among the past works of its bidder."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import OwnWorkError
from accounts.forms.profile import WorkForm
from accounts.models.profiles import LONGEST_TITLE
from accounts.rules import may_edit_profile
from common.japan import today_in_japan
from orders import actions
from orders.errors import OrderError
from orders.models import Bid
from orders.queries import bids_for_page
from orders.states import BidStatus
from orders.views.answers import reader

if TYPE_CHECKING:
    from accounts.actions.works import WorkFacts

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def bid_work(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of a past work, filled in from the order; saving asks the client to confirm it."""
    awarded = bids_for_page().of_user(reader(request)).filter(status=BidStatus.AWARDED)
    bid = get_object_or_404(awarded, public_id=public_id)
    if not may_edit_profile(reader(request), bid.party):
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else None
    form = WorkForm(typed, profile=bid.party.profile, initial=_told_by(bid))
    if typed is not None and form.is_valid() and _add(request, bid, form):
        return redirect("orders:bid_detail", bid.public_id)
    context = {"form": form, "bid": bid, "order": bid.order}
    return render(request, "orders/bid_work.html", context, status=REFUSED if form.errors else 200)


def _told_by(bid: Bid) -> dict[str, Any]:
    """What the order says of the work; of its skills those that the form offers are ticked."""
    order = bid.order
    skills = list(order.skills.values_list("skill", flat=True))
    title, industry = order.title[:LONGEST_TITLE], order.client.industry[:80]
    return {"title": title, "year": today_in_japan().year, "industry": industry, "skills": skills}


def _add(request: HttpRequest, bid: Bid, form: WorkForm) -> bool:
    """Whether the work is there and the client asked; else the form says why not."""
    try:
        actions.add_work(bid, cast("WorkFacts", form.cleaned_data), actor=reader(request))
    except OwnWorkError:
        form.add_error(None, _("This is your own work. Only the client can confirm it."))
    except OrderError as error:
        form.add_error(None, str(error.sentence))
    else:
        said = _("The work is in the profile. %(client)s is asked to confirm it.") % {"client": bid.order.client.name}
        messages.success(request, said)
    return form.is_valid()
