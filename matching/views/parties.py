"""A party's own page, apart from any order: handle, never the legal name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.downloads import file_response
from accounts.models import Party, PartyKind, Profile, User
from accounts.queries import (
    portfolio_of,
    profile_for_page,
    profile_gaps,
    profiles_with_everything,
    showcase_of,
    shown_portfolio_of,
)
from accounts.rules import acts_for, may_edit_profile
from matching.gap_costs import gap_costs
from matching.queries import party_for
from orders.records import times_chosen


@require_safe
def party(request: HttpRequest, party: str) -> HttpResponse:
    """For whoever acts for the party, for clients it is shown to, and for all signed in where the party wants it."""
    reader, profile = _opened(request, party)
    showcase = showcase_of(profile)
    is_own = acts_for(reader, profile.party)
    context = {
        "profile": profile,
        "showcase": showcase,
        "portfolio": shown_portfolio_of(profile),
        "chosen": times_chosen(profile.party),
        "is_own": is_own,
        "is_editor": is_own and may_edit_profile(reader, profile.party),
        "is_public": showcase.is_public and profile.takes_part,
    }
    return render(request, "matching/party_detail.html", context)


@require_safe
def item_file(request: HttpRequest, party: str, public_id: str) -> HttpResponse:
    """The file of a work shown: for whoever may open the party's page, and where it is not shown, for the party."""
    reader, profile = _opened(request, party)
    item = get_object_or_404(portfolio_of(profile).filter(file__isnull=False), public_id=public_id)
    is_shown = item.is_file_shown and item.hidden_at is None
    if item.file is None or not (is_shown or acts_for(reader, profile.party)):
        raise Http404
    return file_response(item.file)


@require_safe
def gap_costs_page(request: HttpRequest, party: str = "") -> HttpResponse:
    """What the unknowns of a profile the reader keeps cost today; part of the profile page, or by itself."""
    profile = _kept(request, party)
    sentences = {gap.code: gap for gap in profile_gaps(profile)}
    found = gap_costs(profile)
    rows = [(cost, sentences.get(cost.code)) for cost in found.costs]
    context = {"found": found, "rows": rows, "profile": profile}
    template = "matching/gap_costs.html"
    return render(request, f"{template}#costs" if request.htmx else template, context)  # type: ignore[attr-defined]  # HtmxMiddleware


def _opened(request: HttpRequest, party: str) -> tuple[User, Profile]:
    """The reader, and the profile behind a page they may open."""
    assert isinstance(request.user, User)
    profile = party_for(request.user, party)
    if profile is None:
        raise Http404
    return request.user, profile


def _kept(request: HttpRequest, party: str) -> Profile:
    """The reader's own profile, or that of the lent person or firm in the address."""
    assert isinstance(request.user, User)
    if not party:
        own = profile_for_page(request.user)
        if own is None:
            raise Http404
        return own
    known = Party.objects.of_user(request.user).select_related("organisation")
    kept = get_object_or_404(known.exclude(kind=PartyKind.FREELANCER), public_id=party)
    if not may_edit_profile(request.user, kept):
        raise Http404
    return profiles_with_everything([kept.pk]).get()
