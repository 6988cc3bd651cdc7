"""After the first sign-in: ask for work, offer work, or both."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.acting import ONESELF, act_as, acting_of, forget_acting
from accounts.errors import HandleTakenError
from accounts.forms.company import NewCompanyForm
from accounts.forms.firms import NewFirmForm
from accounts.forms.people import TAKEN, FreelancerForm
from accounts.models import Organisation, OrganisationKind
from accounts.queries import free_handles, invitations_for
from accounts.views.readers import reader_of, typed_in

if TYPE_CHECKING:
    from accounts.actions.firms import FirmFacts

NEXT_STEPS: dict[OrganisationKind, Promise] = {
    OrganisationKind.COMPANY: gettext_lazy("Your company is registered. Next, describe what troubles you."),
    OrganisationKind.PARTNER_FIRM: gettext_lazy("Your firm is registered. Next, say what it can do."),
    OrganisationKind.LENDER: gettext_lazy("Your company is registered. Next, add the people you lend."),
    OrganisationKind.PREFECTURE: gettext_lazy("The prefecture is registered. Next, describe what help you need."),
    OrganisationKind.MUNICIPALITY: gettext_lazy("The municipality is registered. Next, describe what help you need."),
    OrganisationKind.SUPPORT: gettext_lazy("Your organisation is registered. Next, ask a company for its mandate."),
}

OTHER_ROLES: dict[OrganisationKind, Promise] = {
    OrganisationKind.PARTNER_FIRM: gettext_lazy("Your team takes on orders, from Japan or from abroad."),
    OrganisationKind.LENDER: gettext_lazy("You lend your digital personnel to municipalities and companies."),
    OrganisationKind.PREFECTURE: gettext_lazy(
        "You look for advisers and engineers, for yourself and your municipalities."
    ),
    OrganisationKind.MUNICIPALITY: gettext_lazy("You look for somebody who helps your office to go digital."),
    OrganisationKind.SUPPORT: gettext_lazy("A chamber of commerce, bank or hub that writes orders for companies."),
}


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    context = {
        "acting": acting_of(request),
        "others": OTHER_ROLES.items(),
        "invitations": invitations_for(user),
    }
    return render(request, "accounts/welcome.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_create(request: HttpRequest, kind: str = OrganisationKind.COMPANY) -> HttpResponse:
    if kind not in OrganisationKind.values:
        raise Http404
    if kind == OrganisationKind.PARTNER_FIRM:
        return _firm_create(request)
    user = reader_of(request)
    form = NewCompanyForm(
        typed_in(request), initial={"full_name": user.full_name}, instance=Organisation(kind=OrganisationKind(kind))
    )
    if request.method == "POST" and form.is_valid():
        organisation = actions.create_organisation(user, kind=kind, **form.cleaned_data)
        messages.success(request, str(NEXT_STEPS[OrganisationKind(kind)]))
        return _begin_as(request, organisation.public_id, "portal:dashboard")
    context = {"form": form, "kind": OrganisationKind(kind)}
    return render(request, "accounts/company_create.html", context, status=status_of(form))


def _firm_create(request: HttpRequest) -> HttpResponse:
    user, kind = reader_of(request), OrganisationKind.PARTNER_FIRM
    form = NewFirmForm(typed_in(request), initial={"full_name": user.full_name})
    if request.method == "POST" and form.is_valid():
        organisation = actions.create_organisation(
            user,
            kind=kind,
            full_name=form.cleaned_data["full_name"],
            firm=cast("FirmFacts", form.firm_facts),
            **form.organisation_facts,
        )
        messages.success(request, str(NEXT_STEPS[kind]))
        return _begin_as(request, organisation.public_id, "accounts:firm")
    return render(request, "accounts/company_create.html", {"form": form, "kind": kind}, status=status_of(form))


def _begin_as(request: HttpRequest, key: str, page: str) -> HttpResponse:
    """Act as what was just registered."""
    forget_acting(request)
    act_as(request, key)
    return redirect(page)


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Change for whom one acts; the page that follows is the dashboard of that role."""
    if not act_as(request, request.POST.get("key", "")):
        messages.error(request, _("You do not act for this organisation any more."))
    return redirect("portal:dashboard")


@require_http_methods(["GET", "HEAD", "POST"])
def freelancer_create(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    if acting_of(request).own_profile is not None:
        return _begin_as(request, ONESELF, "accounts:profile")
    suggestions = free_handles(4)
    typed = request.GET.get("handle", "")
    form = FreelancerForm(typed_in(request), initial={"handle": typed or suggestions[0]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_freelancer(user, handle=form.cleaned_data["handle"])
        except HandleTakenError:
            form.add_error("handle", TAKEN)
        else:
            return _begin_as(request, ONESELF, "accounts:profile")
    context = {"form": form, "suggestions": suggestions[1:]}
    return render(request, "accounts/freelancer_create.html", context, status=status_of(form))


def status_of(*forms: object) -> int:
    """422 for a page that shows what must be corrected."""
    return 422 if any(getattr(form, "errors", None) for form in forms) else 200
