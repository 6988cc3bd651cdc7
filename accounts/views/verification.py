"""What of oneself, one's organisation, lent people or firm is verified, what is missing, and bringing the evidence."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.acting import acting_of
from accounts.errors import AlreadyWaitingError, CertificateGoneError, FileRefusedError, TooManyFilesError
from accounts.forms.evidence import EvidenceForm
from accounts.models import Evidence, EvidenceKind, Organisation, Party, PartyKind
from accounts.proofs import kinds_for, verification_of
from accounts.queries import firm_of
from accounts.rules import may_bring_evidence
from accounts.views.readers import address_of, person_in_address, reader_of, typed_in
from accounts.views.welcome import status_of


def _subject(request: HttpRequest) -> Organisation | Party:
    """The lent person or firm in the address, for those who act for them; else whoever the reader acts for."""
    key = person_in_address(request)
    if key:
        offered = Party.objects.of_user(reader_of(request)).exclude(kind=PartyKind.FREELANCER)
        return get_object_or_404(offered.select_related("organisation", "profile", "firm"), public_id=key)
    acting = acting_of(request)
    if acting.organisation is not None:
        return acting.organisation
    if acting.own_profile is not None:
        return acting.own_profile.party
    raise Http404


@require_safe
def verification(request: HttpRequest, **_party: str) -> HttpResponse:
    subject = _subject(request)
    may_bring = may_bring_evidence(reader_of(request), subject)
    firm = firm_of(subject) if isinstance(subject, Organisation) else None
    context = {"subject": subject, "page": verification_of(subject), "may_bring": may_bring, "firm": firm}
    return render(request, "accounts/verification.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_bring(request: HttpRequest, proof: str, **_party: str) -> HttpResponse:
    subject, user = _subject(request), reader_of(request)
    if proof not in kinds_for(subject):
        raise Http404
    if not may_bring_evidence(user, subject):
        raise PermissionDenied
    form = _form(request, subject, EvidenceKind(proof))
    if request.method == "POST" and form.is_valid() and _is_brought(request, subject, form):
        messages.success(request, _("Thank you. We look at it and tell you as soon as it is decided."))
        return redirect(address_of(request, "verification"))
    context = {"form": form, "kind": EvidenceKind(proof), "subject": subject}
    return render(request, "accounts/evidence_form.html", context, status=status_of(form))


def _form(request: HttpRequest, subject: Organisation | Party, kind: EvidenceKind) -> EvidenceForm:
    """A firm chooses from its own list of certificates; a link may have chosen already."""
    is_firm = isinstance(subject, Party) and subject.kind == PartyKind.PARTNER_FIRM
    papers = list(subject.firm.certificates.all()) if isinstance(subject, Party) and is_firm else None
    chosen = {"certificate": request.GET.get("certificate", "")}
    return EvidenceForm(typed_in(request), request.FILES or None, kind=kind, papers=papers, initial=chosen)


def _is_brought(request: HttpRequest, subject: Organisation | Party, form: EvidenceForm) -> bool:
    """Whether it is; else the form says why not."""
    try:
        actions.bring_evidence(subject, form.claim, actor=reader_of(request))
    except AlreadyWaitingError:
        form.add_error(None, _("You have already sent this, and it is being checked. Please wait for the answer."))
    except CertificateGoneError:
        form.add_error("certificate", _("This certificate was removed from the list meanwhile. Please choose again."))
    except (FileRefusedError, TooManyFilesError):
        form.add_error("paper", _("So many files are kept for you that there is no room for another one."))
    return form.is_valid()


@require_POST
def evidence_withdraw(request: HttpRequest, public_id: str, **_party: str) -> HttpResponse:
    found = get_object_or_404(Evidence.objects.of(_subject(request)), public_id=public_id)
    actions.withdraw_evidence(found, actor=reader_of(request))
    messages.success(request, _("It is taken back, and its files are deleted."))
    return redirect(address_of(request, "verification"))
