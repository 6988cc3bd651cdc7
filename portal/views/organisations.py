"""What everybody may know of an organisation that asks for work."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Organisation, User
from accounts.queries import role_of
from orders.forms import FilterForm
from orders.listing import client_page
from orders.records import record_of
from portal.queries import clients_for


@login_not_required
@require_safe
def organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    """Its orders and its record; only of organisations whose name an order has made public, or of one's own."""
    user = request.user if isinstance(request.user, User) else None
    client: Organisation = get_object_or_404(clients_for(user), public_id=organisation)
    form = FilterForm(request.GET)
    context = {
        "organisation": client,
        "record": record_of(client),
        "form": form,
        "page": client_page(client, form.filters, request.GET.get("cursor")),
        "is_own": user is not None and role_of(user, client) is not None,
    }
    return render(request, "portal/organisation.html", context)
