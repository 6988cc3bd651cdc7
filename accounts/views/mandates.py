"""Mandates an organisation gave or holds, and what was done by them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.forms.mandates import MandateForm
from accounts.models import CLIENT_KINDS, Mandate, Organisation, OrganisationKind
from accounts.queries import mandates_for_page
from accounts.rules import may_edit_organisation, may_manage_members
from accounts.views.readers import own_membership, reader_of, typed_in
from accounts.views.welcome import status_of
from common.site import site_address


@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    organisation, user = _side(request), reader_of(request)
    form = _form(request, organisation)
    if form is not None and request.method == "POST" and form.is_valid():
        mandate = actions.give_mandate(organisation, actor=user, **form.cleaned_data)
        messages.success(request, _("%(support)s now acts for you.") % {"support": mandate.support.name})
        return redirect("accounts:mandates")
    context = {"organisation": organisation, "mandates": mandates_for_page(organisation), "form": form}
    link = site_address() + reverse("accounts:mandates", query={"support": organisation.public_id})
    shown = context | {"is_support": organisation.kind == OrganisationKind.SUPPORT, "link": link}
    return render(request, "accounts/mandate_list.html", shown, status=status_of(form))


def _side(request: HttpRequest) -> Organisation:
    """The organisation acted for, if it can give or hold mandates at all."""
    organisation = own_membership(request).organisation
    if organisation.kind not in (*CLIENT_KINDS, OrganisationKind.SUPPORT):
        raise Http404
    return organisation


def _form(request: HttpRequest, organisation: Organisation) -> MandateForm | None:
    """Only owners of a client give."""
    if organisation.kind not in CLIENT_KINDS or not may_manage_members(reader_of(request), organisation):
        return None
    return MandateForm(typed_in(request), initial={"support": request.GET.get("support", "")})


@require_safe
def mandate(request: HttpRequest, public_id: str) -> HttpResponse:
    """With the trace: everything that was done in the client's name."""
    found, user = _own(request, public_id), reader_of(request)
    may_end = may_manage_members(user, found.client) or may_edit_organisation(user, found.support)
    context = {"mandate": found, "acts": found.acts.select_related("actor")[:200], "may_end": may_end and found.is_live}
    return render(request, "accounts/mandate_detail.html", context)


@require_POST
def mandate_end(request: HttpRequest, public_id: str) -> HttpResponse:
    actions.end_mandate(_own(request, public_id), actor=reader_of(request))
    messages.success(request, _("The mandate has ended."))
    return redirect("accounts:mandates")


def _own(request: HttpRequest, public_id: str) -> Mandate:
    visible = Mandate.objects.visible_to(reader_of(request)).select_related("support", "client", "given_by", "ended_by")
    return get_object_or_404(visible, public_id=public_id)
