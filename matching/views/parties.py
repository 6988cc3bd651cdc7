"""A party's own page, apart from any order: handle, never the legal name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries import portfolio_of, showcase_of
from accounts.rules import acts_for
from matching.queries import party_for
from orders.records import times_chosen


@require_safe
def party(request: HttpRequest, party: str) -> HttpResponse:
    """For whoever acts for the party, for clients it is shown to, and for all signed in where the party wants it."""
    assert isinstance(request.user, User)
    profile = party_for(request.user, party)
    if profile is None:
        raise Http404
    showcase = showcase_of(profile)
    context = {
        "profile": profile,
        "showcase": showcase,
        "portfolio": portfolio_of(profile),
        "chosen": times_chosen(profile.party),
        "is_own": acts_for(request.user, profile.party),
        "is_public": showcase.is_public and profile.takes_part,
    }
    return render(request, "matching/party_detail.html", context)
