"""A partner firm keeps its own page: facts, team, certificates."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.forms.firms import FIRM_REFUSALS, CertificateForm, FirmForm, TeamMemberForm, blamed_of_firm
from accounts.models import Organisation, OrganisationKind, Party
from accounts.queries import completeness, firm_of, profile_gaps, profiles_with_everything, team_of
from accounts.rules import may_edit_organisation
from accounts.views.readers import own_membership, reader_of, typed_in
from accounts.views.welcome import status_of


@require_safe
def firm(request: HttpRequest) -> HttpResponse:
    organisation = _own_organisation(request)
    party = firm_of(organisation)
    if party is None:
        return redirect("accounts:firm_edit")
    context = _facts_of(party) | {"may_edit": may_edit_organisation(reader_of(request), organisation)}
    return render(request, "accounts/firm_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def firm_edit(request: HttpRequest) -> HttpResponse:
    """Also where a firm that was registered in another way gets its party."""
    organisation, user = _edited_organisation(request), reader_of(request)
    party = firm_of(organisation)
    form = FirmForm(typed_in(request), instance=organisation, firm=party.firm if party else None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            actions.edit_organisation(organisation, actor=user, **form.organisation_facts)
            actions.edit_firm(party or actions.open_firm(organisation), actor=user, **form.firm_facts)
        messages.success(request, _("The facts about your firm are saved."))
        return redirect("accounts:firm")
    return render(request, "accounts/firm_edit.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def team_member_create(request: HttpRequest) -> HttpResponse:
    party, user = _edited_firm(request), reader_of(request)
    form = TeamMemberForm(typed_in(request), firm=party.firm)
    if request.method == "POST" and form.is_valid():
        _written(form, lambda: actions.save_team_member(party, None, actor=user, **form.facts))
        if form.is_valid():
            messages.success(request, _("%(name)s is in the team.") % {"name": form.cleaned_data["name"]})
            return redirect("accounts:firm")
    return render(request, "accounts/firm_member_edit.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def team_member_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    party, user = _edited_firm(request), reader_of(request)
    member = get_object_or_404(team_of(party.firm), public_id=public_id)
    form = TeamMemberForm(typed_in(request), instance=member, firm=party.firm)
    if request.method == "POST" and form.is_valid():
        _written(form, lambda: actions.save_team_member(party, member, actor=user, **form.facts))
        if form.is_valid():
            messages.success(request, _("Saved."))
            return redirect("accounts:firm")
    context = {"form": form, "member": member}
    return render(request, "accounts/firm_member_edit.html", context, status=status_of(form))


@require_POST
def team_member_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    party = _edited_firm(request)
    member = get_object_or_404(party.firm.members, public_id=public_id)
    actions.remove_team_member(party, member, actor=reader_of(request))
    messages.success(request, _("%(name)s is removed.") % {"name": member.name})
    return redirect("accounts:firm")


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_create(request: HttpRequest) -> HttpResponse:
    party, user = _edited_firm(request), reader_of(request)
    form = CertificateForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        _written(form, lambda: actions.save_certificate(party, None, actor=user, **form.cleaned_data))
        if form.is_valid():
            messages.success(request, _("Saved."))
            return redirect("accounts:firm")
    return render(request, "accounts/firm_certificate_edit.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    party, user = _edited_firm(request), reader_of(request)
    certificate = get_object_or_404(party.firm.certificates, public_id=public_id)
    form = CertificateForm(typed_in(request), instance=certificate)
    if request.method == "POST" and form.is_valid():
        _written(form, lambda: actions.save_certificate(party, certificate, actor=user, **form.cleaned_data))
        if form.is_valid():
            messages.success(request, _("Saved."))
            return redirect("accounts:firm")
    context = {"form": form, "certificate": certificate}
    return render(request, "accounts/firm_certificate_edit.html", context, status=status_of(form))


@require_POST
def certificate_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    party = _edited_firm(request)
    certificate = get_object_or_404(party.firm.certificates, public_id=public_id)
    actions.remove_certificate(party, certificate, actor=reader_of(request))
    messages.success(request, _("%(name)s is removed.") % {"name": certificate.name})
    return redirect("accounts:firm")


def _written(form: forms.BaseForm, write: Callable[[], object]) -> None:
    """Do it, or let the form say why not."""
    try:
        write()
    except FIRM_REFUSALS as error:
        form.add_error(*blamed_of_firm(error))


def _facts_of(party: Party) -> dict[str, Any]:
    profile = profiles_with_everything([party.pk]).get()
    return {
        "organisation": party.organisation,
        "party": party,
        "firm": party.firm,
        "profile": profile,
        "team": team_of(party.firm),
        "certificates": party.firm.certificates.prefetch_related("evidence"),
        "gaps": profile_gaps(profile),
        "completeness": completeness(profile),
    }


def _own_organisation(request: HttpRequest) -> Organisation:
    organisation = own_membership(request).organisation
    if organisation.kind != OrganisationKind.PARTNER_FIRM:
        raise Http404
    return organisation


def _edited_organisation(request: HttpRequest) -> Organisation:
    organisation = _own_organisation(request)
    if not may_edit_organisation(reader_of(request), organisation):
        raise PermissionDenied
    return organisation


def _edited_firm(request: HttpRequest) -> Party:
    party = firm_of(_edited_organisation(request))
    if party is None:
        raise Http404
    return party
