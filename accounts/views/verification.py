"""What of oneself or of one's organisation is verified, what is missing, and bringing the evidence."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.acting import acting_of
from accounts.errors import AlreadyWaitingError, FileRefusedError, TooManyFilesError
from accounts.forms.evidence import EvidenceForm
from accounts.models import Evidence, EvidenceKind, Organisation, Party
from accounts.proofs import kinds_for, verification_of
from accounts.rules import may_bring_evidence
from accounts.views.readers import reader_of, typed_in
from accounts.views.welcome import status_of


def _subject(request: HttpRequest) -> Organisation | Party:
    """Whoever the reader acts for."""
    acting = acting_of(request)
    if acting.organisation is not None:
        return acting.organisation
    if acting.own_profile is not None:
        return acting.own_profile.party
    raise Http404


@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    subject = _subject(request)
    may_bring = may_bring_evidence(reader_of(request), subject)
    context = {"subject": subject, "page": verification_of(subject), "may_bring": may_bring}
    return render(request, "accounts/verification.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_bring(request: HttpRequest, proof: str) -> HttpResponse:
    subject, user = _subject(request), reader_of(request)
    if proof not in kinds_for(subject):
        raise Http404
    if not may_bring_evidence(user, subject):
        raise PermissionDenied
    form = EvidenceForm(typed_in(request), request.FILES or None, kind=EvidenceKind(proof))
    if request.method == "POST" and form.is_valid() and _is_brought(request, subject, form):
        messages.success(request, _("Thank you. We look at it and tell you as soon as it is decided."))
        return redirect("accounts:verification")
    context = {"form": form, "kind": EvidenceKind(proof)}
    return render(request, "accounts/evidence_form.html", context, status=status_of(form))


def _is_brought(request: HttpRequest, subject: Organisation | Party, form: EvidenceForm) -> bool:
    """Whether it is; else the form says why not."""
    try:
        actions.bring_evidence(subject, form.claim, actor=reader_of(request))
    except AlreadyWaitingError:
        form.add_error(None, _("You have already sent this, and it is being checked. Please wait for the answer."))
    except (FileRefusedError, TooManyFilesError):
        form.add_error("paper", _("So many files are kept for you that there is no room for another one."))
    return form.is_valid()


@require_POST
def evidence_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Evidence.objects.of(_subject(request)), public_id=public_id)
    actions.withdraw_evidence(found, actor=reader_of(request))
    messages.success(request, _("It is taken back, and its files are deleted."))
    return redirect("accounts:verification")
