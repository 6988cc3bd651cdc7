"""Rankings for the company that ordered them, and for the people who are ranked."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.acting import acting_of, profile_acted_for
from accounts.models import OrganisationKind, Profile, User
from accounts.queries import showcase_of, shown_portfolio_of
from matching import queries
from matching.pages import FIRST_SHOWN, candidates_page, explained_person, own_match_page
from orders.models import Order
from orders.records import times_chosen


@require_safe
def candidates(request: HttpRequest, public_id: str) -> HttpResponse:
    """The ranking of one order, for the members of its company and for staff."""
    reader = _reader(request)
    order = get_object_or_404(queries.orders_of_client(reader), public_id=public_id)
    shown = queries.MOST_SHOWN if request.GET.get("shown") else FIRST_SHOWN
    bids = queries.bids_by_party(order, reader)
    kind = request.GET.get("kind", "")
    page = candidates_page(order, shown, bids=bids, is_of_bidders="bids" in request.GET, kind=kind)
    return render(request, _template(request, "matching/order_candidates.html", "list"), {"order": order, "page": page})


@require_safe
def candidate(request: HttpRequest, public_id: str, party: str) -> HttpResponse:
    """One person among the shown, or a bidder, with everything that made the score."""
    order = get_object_or_404(queries.orders_of_client(_reader(request)), public_id=public_id)
    ranking = queries.current_ranking(order)
    profile = queries.candidate_for_order(order, ranking, party)
    if profile is None:
        return _gone(request, order)
    context = _standing_of(order, ranking, profile) | {
        "order": order,
        "profile": profile,
        "is_named": queries.is_named_to(_reader(request), order, profile.party),
        "showcase": showcase_of(profile),
        "portfolio": shown_portfolio_of(profile),
        "chosen": times_chosen(profile.party),
    }
    return render(request, _template(request, "matching/order_candidate.html", "person"), context)


def _standing_of(order: Order, ranking: queries.StoredRanking | None, profile: Profile) -> dict[str, Any]:
    """The place in the ranking with its parts, and for which version of the order it was; both None when unranked."""
    if ranking is None or ranking.standing(profile.party_id) is None:
        return {"person": None, "outdated_version": None}
    outdated = ranking.run.order_version if ranking.is_outdated(order) else None
    return {"person": explained_person(ranking, profile), "outdated_version": outdated}


def _gone(request: HttpRequest, order: Order) -> HttpResponse:
    """An open page says that the person is not shown any more; opened anew, there is no such page."""
    if not request.htmx:  # type: ignore[attr-defined]  # HtmxMiddleware
        raise Http404
    return render(request, "matching/order_candidate_gone.html", {"order": order})


@require_safe
def my_match(request: HttpRequest, public_id: str) -> HttpResponse:
    """The own place in the ranking of an order: as a freelancer, as a lent person, or as the firm acted for."""
    order = get_object_or_404(Order.objects.visible_to(_reader(request)).published(), public_id=public_id)
    page = own_match_page(order, _own_profile(request))
    context = {"order": order, "page": page, "acting": acting_of(request)}
    return render(request, _template(request, "matching/order_my_match.html", "own"), context)


@require_safe
def my_matches(request: HttpRequest) -> HttpResponse:
    """Open orders that fit whom somebody acts for: themself, their firm, or the people of their lending company."""
    acting = acting_of(request)
    organisation = acting.organisation
    lender = organisation if organisation is not None and organisation.kind == OrganisationKind.LENDER else None
    party = acting.lent_person or queries.ranked_party_of(_reader(request), organisation)
    if lender is None and party is None:
        return redirect("accounts:welcome")
    matches = queries.matches_of_people(lender) if lender else queries.matches_of(party) if party else []
    context = {"matches": matches, "lender": lender, "party": party, "acting": acting}
    return render(request, _template(request, "matching/match_list.html", "list"), context)


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _own_profile(request: HttpRequest) -> Profile:
    profile = profile_acted_for(request)
    if profile is None:
        raise Http404
    return profile


def _template(request: HttpRequest, page: str, fragment: str) -> str:
    return f"{page}#{fragment}" if request.htmx else page  # type: ignore[attr-defined]  # HtmxMiddleware
