"""The administrators' queue of reports and appeals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.errors import InForceError, MoveNotAllowedError
from accounts.forms.moderation import AppealAnswerForm, DecisionForm
from accounts.models import Appeal, Decision, Measure, User
from accounts.reported import (
    Subject,
    decisions_about,
    open_appeals,
    open_reports,
    reported_subjects,
    shown_work,
    subject_named,
)
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
    """All open reports of one subject, what was decided before, and the decision; a person, an organisation and a work
    shown also without any report.
    """
    user = administrator_of(request)
    found, before = list(open_reports(subject, public_id)), list(decisions_about(subject, public_id))
    known = subject_named(subject, public_id) or next((Subject.of(one) for one in (*found, *before)), None)
    if known is None:
        raise Http404
    # Asked by reports, or so the page said before another administrator decided about them.
    form = DecisionForm(typed_in(request), kind=subject, is_asked=bool(found) or "asked" in request.POST)
    if request.method == "POST" and form.is_valid() and _is_decided(known, form, user):
        messages.success(request, _("Your decision is saved, and its people are told."))
        return redirect("accounts:staff_reports") if found else redirect(request.path)
    context = {"reports": found, "before": before, "subject": known, "item": shown_work(subject, public_id)}
    return render(request, "accounts/staff_report.html", context | {"form": form}, status=status_of(form))


def _is_decided(subject: Subject, form: DecisionForm, user: User) -> bool:
    """Whether it is; else the form says why not."""
    facts = form.cleaned_data | {"measure": Measure(form.cleaned_data["measure"])}
    try:
        if form.is_asked or not subject.is_named_here:
            actions.decide_reports(subject.kind, subject.public_id, **facts, actor=user)
        else:
            actions.decide_unasked(subject, **facts, actor=user)
    except InForceError:
        form.add_error("measure", _("This measure is in force already. End it below before you decide it anew."))
    except MoveNotAllowedError:
        form.add_error(None, _("Somebody else has decided about this in the meantime."))
    except PermissionDenied:
        form.add_error(None, _("This concerns yourself. Another administrator must decide."))
    return form.is_valid()


@require_POST
def decision_lift(request: HttpRequest, public_id: str) -> HttpResponse:
    user = administrator_of(request)
    found = get_object_or_404(Decision, public_id=public_id)
    try:
        actions.lift_decision(found, actor=user)
    except PermissionDenied:
        messages.error(request, _("This concerns yourself. Another administrator must decide."))
    else:
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
    item = shown_work(found.decision.subject_kind, found.decision.subject_id)
    context = {"found": found, "form": form, "may_answer": may_answer(found, user), "item": item}
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
