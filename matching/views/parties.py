"""A party's own page, apart from any order: handle, never the legal name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries import portfolio_of, profile_for_page, profile_gaps, showcase_of
from accounts.rules import acts_for
from matching.gap_costs import gap_costs
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


@require_safe
def gap_costs_page(request: HttpRequest) -> HttpResponse:
    """What the unknowns of the reader's own profile cost today; part of the profile page, or by itself."""
    assert isinstance(request.user, User)
    profile = profile_for_page(request.user)
    if profile is None:
        raise Http404
    sentences = {gap.code: gap for gap in profile_gaps(profile)}
    found = gap_costs(profile)
    context = {"found": found, "rows": [(cost, sentences.get(cost.code)) for cost in found.costs]}
    template = "matching/gap_costs.html"
    return render(request, f"{template}#costs" if request.htmx else template, context)  # type: ignore[attr-defined]  # HtmxMiddleware
