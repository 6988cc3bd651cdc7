"""What a partner firm shows to clients, apart from any order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries import profiles_with_everything
from portal.queries import firm_record, firms_for


@require_safe
def firm(request: HttpRequest, party: str) -> HttpResponse:
    assert isinstance(request.user, User)
    found = get_object_or_404(firms_for(request.user), party__public_id=party)
    profile = profiles_with_everything([found.party_id]).get()
    return render(request, "portal/firm.html", {"profile": profile, "record": firm_record(profile)})
