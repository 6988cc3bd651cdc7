"""How the own organisation buys and approves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.errors import NotMemberError
from accounts.forms.governments import CeilingForm, ChainForm, GovernmentForm
from accounts.governments import ceiling_of, chain_of, empty_seats, government_of, lacks_chain
from accounts.models import CLIENT_KINDS, ApprovalStep, LocalGovernment, Organisation, User
from accounts.rules import may_manage_members
from accounts.views.readers import own_membership, reader_of, typed_in
from accounts.views.welcome import status_of
from common.japan import today_in_japan


@require_http_methods(["GET", "HEAD", "POST"])
def government(request: HttpRequest) -> HttpResponse:
    """The rules of buying; the two forms of this page are told apart by what is posted."""
    rules, typed = _own_government(request), typed_in(request)
    is_ceiling = typed is not None and "amount_yen" in typed
    form = GovernmentForm(None if is_ceiling else typed, government=rules)
    ceiling = CeilingForm(typed if is_ceiling else None, government=rules)
    if request.method == "POST":
        _require_owner(request, rules.organisation)
        if _saved(request, rules, form, ceiling):
            return redirect("accounts:government")
    context = {"form": form, "ceiling_form": ceiling, **_rules(rules, reader_of(request))}
    return render(request, "accounts/government.html", context, status=status_of(form, ceiling))


def _rules(rules: LocalGovernment, user: User) -> dict[str, Any]:
    return {
        "government": rules,
        "ceiling": ceiling_of(rules, today_in_japan()),
        "ceilings": list(rules.organisation.ceilings.all()),
        "may_manage": may_manage_members(user, rules.organisation),
    }


def _own_government(request: HttpRequest) -> LocalGovernment:
    rules = government_of(own_membership(request).organisation)
    if rules is None:
        raise Http404
    return rules


def _require_owner(request: HttpRequest, organisation: Organisation) -> None:
    if not may_manage_members(reader_of(request), organisation):
        raise PermissionDenied


def _saved(request: HttpRequest, rules: LocalGovernment, form: GovernmentForm, ceiling: CeilingForm) -> bool:
    actor = reader_of(request)
    if ceiling.is_bound and ceiling.is_valid():
        actions.set_ceiling(rules.organisation, actor=actor, **ceiling.cleaned_data)
        messages.success(request, _("The ceiling is saved."))
        return True
    if form.is_bound and form.is_valid():
        actions.change_government(rules.organisation, actor=actor, **form.cleaned_data)
        messages.success(request, _("The rules are saved."))
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
def approvals(request: HttpRequest) -> HttpResponse:
    """The chain of approvers of an organisation that posts orders."""
    organisation = own_membership(request).organisation
    if organisation.kind not in CLIENT_KINDS:
        raise Http404
    steps = chain_of(organisation)
    form = ChainForm(typed_in(request), organisation=organisation, steps=steps)
    if request.method == "POST":
        _require_owner(request, organisation)
        if form.is_valid() and _chain_saved(request, organisation, form):
            return redirect("accounts:approvals")
    context = {"form": form, **_chain(organisation, steps, reader_of(request))}
    return render(request, "accounts/approvals.html", context, status=status_of(*form.rows))


def _chain(organisation: Organisation, steps: list[ApprovalStep], user: User) -> dict[str, Any]:
    return {
        "steps": steps,
        "empty": empty_seats(organisation, steps),
        "lacks_chain": lacks_chain(organisation),
        "may_manage": may_manage_members(user, organisation),
    }


def _chain_saved(request: HttpRequest, organisation: Organisation, form: ChainForm) -> bool:
    try:
        actions.set_chain(organisation, form.seats, actor=reader_of(request))
    except NotMemberError:
        messages.error(request, _("Somebody in the chain is no longer a member. Please choose again."))
        return False
    messages.success(request, _("The chain of approvers is saved."))
    return True
