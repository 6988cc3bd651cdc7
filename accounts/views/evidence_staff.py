"""The administrators' queue of evidence."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.errors import MoveNotAllowedError
from accounts.forms.evidence import ApprovalForm, RefusalForm, proposed_end
from accounts.models import Evidence, EvidenceKind, User
from accounts.proofs import evidence_for_page, evidence_queue
from accounts.views.administrators import administrator_of
from accounts.views.welcome import status_of


@require_safe
def evidence_list(request: HttpRequest) -> HttpResponse:
    """Those that wait, the longest waiting first; of one kind or of all."""
    administrator_of(request)
    kind = request.GET.get("kind", "")
    page = evidence_queue(kind if kind in EvidenceKind.values else "", request.GET.get("cursor"))
    context = {"page": page, "kind": kind, "kinds": EvidenceKind}
    return render(request, "accounts/staff_evidence_list.html", context)


@require_safe
def evidence_one(request: HttpRequest, public_id: str) -> HttpResponse:
    administrator_of(request)
    return _page(request, _found(public_id))


@require_POST
def evidence_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    user, found = administrator_of(request), _found(public_id)
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, approval=form)
    return _decided(request, user, found, form)


@require_POST
def evidence_refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    user, found = administrator_of(request), _found(public_id)
    form = RefusalForm(request.POST, auto_id="refusal_%s")
    if not form.is_valid():
        return _page(request, found, refusal=form)
    return _decided(request, user, found, form)


def _decided(request: HttpRequest, user: User, found: Evidence, form: ApprovalForm | RefusalForm) -> HttpResponse:
    """On to the next one that waits."""
    try:
        _decide(found, form, user)
    except MoveNotAllowedError:
        messages.error(request, _("Somebody else has decided about this in the meantime."))
        return redirect("accounts:staff_evidence_one", found.public_id)
    messages.success(request, _("Your decision is saved, and its people are told."))
    following = next(iter(evidence_queue("", None).rows), None)
    if following is None:
        return redirect("accounts:staff_evidence")
    return redirect("accounts:staff_evidence_one", following.public_id)


def _decide(found: Evidence, form: ApprovalForm | RefusalForm, user: User) -> None:
    if isinstance(form, ApprovalForm):
        actions.approve_evidence(found, **form.cleaned_data, actor=user)
    else:
        actions.refuse_evidence(found, **form.cleaned_data, actor=user)


def _found(public_id: str) -> Evidence:
    return get_object_or_404(evidence_for_page(), public_id=public_id)


def _page(
    request: HttpRequest, found: Evidence, approval: BaseForm | None = None, refusal: BaseForm | None = None
) -> HttpResponse:
    context = {
        "found": found,
        "approval": approval or ApprovalForm(initial={"expires_on": proposed_end(found)}),
        "refusal": refusal or RefusalForm(auto_id="refusal_%s"),
    }
    return render(request, "accounts/staff_evidence.html", context, status=status_of(approval, refusal))
