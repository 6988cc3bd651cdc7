"""The company's own page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.forms.company import CompanyForm
from accounts.governments import is_government
from accounts.models import CLIENT_KINDS, OrganisationKind
from accounts.rules import may_edit_organisation, may_manage_members
from accounts.views.readers import own_membership, reader_of, typed_in
from accounts.views.welcome import status_of


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    membership, user = own_membership(request), reader_of(request)
    context = {
        "organisation": membership.organisation,
        "membership": membership,
        "may_edit": may_edit_organisation(user, membership.organisation),
        "may_manage": may_manage_members(user, membership.organisation),
        "is_government": is_government(membership.organisation),
        "has_chain": membership.organisation.kind in CLIENT_KINDS,
    }
    return render(request, "accounts/organisation_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: HttpRequest) -> HttpResponse:
    membership, user = own_membership(request), reader_of(request)
    if membership.organisation.kind == OrganisationKind.PARTNER_FIRM:
        return redirect("accounts:firm_edit")
    if not may_edit_organisation(user, membership.organisation):
        raise PermissionDenied
    form = CompanyForm(typed_in(request), instance=membership.organisation)
    if request.method == "POST" and form.is_valid():
        actions.edit_organisation(membership.organisation, actor=user, **form.cleaned_data)
        messages.success(request, _("The organisation's page is saved."))
        return redirect("accounts:organisation")
    return render(request, "accounts/organisation_edit.html", {"form": form}, status=status_of(form))
