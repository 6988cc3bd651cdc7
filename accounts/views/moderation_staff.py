"""The administrators' queue of reports and appeals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.errors import MoveNotAllowedError
from accounts.forms.moderation import AppealAnswerForm, DecisionForm
from accounts.models import Appeal, Decision, Measure, User
from accounts.reported import decisions_about, open_appeals, open_reports, reported_subjects
from accounts.rules import may_answer
from accounts.states import AppealStatus
from accounts.views.administrators import administrator_of
from accounts.views.readers import typed_in
from accounts.views.welcome import status_of


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    administrator_of(request)
    context = {"rows": reported_subjects(), "appeals": open_appeals()}
    return render(request, "accounts/staff_report_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reported(request: HttpRequest, subject: str, public_id: str) -> HttpResponse:
    """All open reports of one subject, what was decided before, and the decision."""
    user = administrator_of(request)
    found, before = list(open_reports(subject, public_id)), list(decisions_about(subject, public_id))
    if not found and not before:
        raise Http404
    form = DecisionForm(typed_in(request), kind=subject)
    if request.method == "POST" and form.is_valid() and _is_decided(subject, public_id, form, user):
        messages.success(request, _("Your decision is saved, and its people are told."))
        return redirect("accounts:staff_reports")
    context = {"reports": found, "before": before, "first": (found or before)[0], "form": form}
    return render(request, "accounts/staff_report.html", context, status=status_of(form))


def _is_decided(kind: str, public_id: str, form: DecisionForm, user: User) -> bool:
    """Whether it is; else the form says why not."""
    facts = form.cleaned_data | {"measure": Measure(form.cleaned_data["measure"])}
    try:
        actions.decide_reports(kind, public_id, **facts, actor=user)
    except MoveNotAllowedError:
        form.add_error(None, _("Somebody else has decided about this in the meantime."))
    except PermissionDenied:
        form.add_error(None, _("This concerns yourself. Another administrator must decide."))
    return form.is_valid()


@require_POST
def decision_lift(request: HttpRequest, public_id: str) -> HttpResponse:
    user = administrator_of(request)
    found = get_object_or_404(Decision, public_id=public_id)
    actions.lift_decision(found, actor=user)
    messages.success(request, _("The measure has ended."))
    return redirect("accounts:staff_reported", found.subject_kind, found.subject_id)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    user = administrator_of(request)
    found = get_object_or_404(Appeal.objects.select_related("decision"), public_id=public_id)
    form = AppealAnswerForm(typed_in(request))
    if request.method == "POST" and form.is_valid() and _is_answered(found, form, user):
        messages.success(request, _("Your answer is saved, and its people are told."))
        return redirect("accounts:staff_reports")
    context = {"found": found, "form": form, "may_answer": may_answer(found, user)}
    return render(request, "accounts/staff_appeal.html", context, status=status_of(form))


def _is_answered(found: Appeal, form: AppealAnswerForm, user: User) -> bool:
    """Whether it is; else the form says why not."""
    status, answer = AppealStatus(form.cleaned_data["status"]), form.cleaned_data["answer"]
    try:
        actions.answer_appeal(found, status=status, answer=answer, actor=user)
    except MoveNotAllowedError:
        form.add_error(None, _("Somebody else has decided about this in the meantime."))
    except PermissionDenied:
        form.add_error(None, _("Another administrator than the one who decided must answer this."))
    return form.is_valid()
