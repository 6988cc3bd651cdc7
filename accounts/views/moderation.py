"""Reporting a profile or an organisation, and what was decided about one's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.errors import AppealNotPossibleError, TooManyReportsError
from accounts.forms.moderation import AppealForm, ReportForm
from accounts.models import Decision
from accounts.reported import Subject, decisions_of, subject_named
from accounts.rules import edited_by, may_appeal
from accounts.views.readers import reader_of, typed_in
from accounts.views.welcome import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, subject: str, public_id: str) -> HttpResponse:
    found = _subject(subject, public_id)
    form = ReportForm(typed_in(request))
    if request.method == "POST" and form.is_valid() and _is_reported(request, found, form):
        messages.success(request, _("Thank you. Administrators will look at it."))
        return redirect("portal:dashboard")
    return render(request, "accounts/report_form.html", {"form": form, "subject": found}, status=status_of(form))


def _subject(kind: str, public_id: str) -> Subject:
    found = subject_named(kind, public_id)
    if found is None:
        raise Http404
    return found


def _is_reported(request: HttpRequest, subject: Subject, form: ReportForm) -> bool:
    """Whether it is; else the form says why not."""
    try:
        actions.report_subject(subject, **form.cleaned_data, reporter=reader_of(request))
    except TooManyReportsError:
        form.add_error(None, _("You have reported a lot today. Please go on tomorrow, or write to the contact page."))
    except PermissionDenied:
        form.add_error(None, _("This is your own. You can change it yourself."))
    return form.is_valid()


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What administrators decided about what is one's own, with the way to appeal."""
    user = reader_of(request)
    edited = edited_by(user)
    rows = [(one, may_appeal(user, one, edited)) for one in decisions_of(user)]
    return render(request, "accounts/decision_list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    user = reader_of(request)
    found = get_object_or_404(decisions_of(user), public_id=public_id)
    if not may_appeal(user, found):
        raise PermissionDenied
    form = AppealForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        _send(request, found, form)
        return redirect("accounts:decisions")
    return render(request, "accounts/appeal_form.html", {"form": form, "found": found}, status=status_of(form))


def _send(request: HttpRequest, found: Decision, form: AppealForm) -> None:
    try:
        actions.appeal_decision(found, text=form.cleaned_data["text"], actor=reader_of(request))
    except AppealNotPossibleError:
        messages.info(request, _("This decision is no longer in force."))
    else:
        messages.success(request, _("Your appeal is sent. Another administrator looks at it and answers here."))
