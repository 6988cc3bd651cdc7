"""The administrators' first page, their search, and what they see of people and organisations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import invite_first_owner
from accounts.errors import AlreadyMemberError, TooManyInvitationsError
from accounts.forms.company import FirstOwnerForm
from accounts.models import Organisation, Party, User
from common.site import site_address
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


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    """With the form that invites the first owner of one nobody acts for."""
    found = get_object_or_404(Organisation.objects.select_related("prefecture"), public_id=organisation)
    form = FirstOwnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _invited(request, found, form):
        messages.success(request, _("The invitation to %(email)s is on its way.") % form.cleaned_data)
        return redirect("portal:staff_organisation", organisation)
    context = {"page": organisation_page(found), "organisation": found, "form": form}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "portal/staff_organisation.html", context, status=status)


def _invited(request: HttpRequest, found: Organisation, form: FirstOwnerForm) -> bool:
    assert isinstance(request.user, User)
    if not form.is_valid():
        return False
    try:
        invite_first_owner(found, actor=request.user, site=site_address(), **form.cleaned_data)
    except AlreadyMemberError:
        form.add_error(None, _("Somebody acts for this organisation already."))
    except TooManyInvitationsError:
        form.add_error("email", _("Twenty invitations were sent within a day. Please continue tomorrow."))
    return form.is_valid()
