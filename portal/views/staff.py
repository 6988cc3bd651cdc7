"""The administrators' first page, their search, and what they see of people and organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Organisation, Party, User
from common.staff import staff_only
from portal.search import SearchForm, search_everything
from portal.staff import organisation_page, person_page, staff_home, unanswered_orders


@require_safe
@staff_only
def home(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    return render(request, "portal/staff_home.html", {"home": staff_home(request.user), "form": SearchForm()})


@require_safe
@staff_only
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    found = search_everything(form.words)
    template = "portal/staff_search.html#found" if request.htmx else "portal/staff_search.html"  # type: ignore[attr-defined]  # HtmxMiddleware
    return render(request, template, {"form": form, "found": found})


@require_safe
@staff_only
def unanswered(request: HttpRequest) -> HttpResponse:
    page = unanswered_orders(request.GET.get("cursor"))
    return render(request, "portal/staff_unanswered.html", {"page": page})


@require_safe
@staff_only
def person(request: HttpRequest, party: str) -> HttpResponse:
    found = get_object_or_404(Party.objects.select_related("user", "organisation", "profile"), public_id=party)
    return render(request, "portal/staff_person.html", {"page": person_page(found), "party": found})


@require_safe
@staff_only
def organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    found = get_object_or_404(Organisation.objects.select_related("prefecture"), public_id=organisation)
    page = organisation_page(found)
    return render(request, "portal/staff_organisation.html", {"page": page, "organisation": found})
