"""The legal texts for their readers, and the question whether they agree."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.forms.legal import ConsentForm
from accounts.models import LegalKind, LegalVersion
from accounts.queries import legal_text_in_force, legal_texts_in_force, legal_texts_owed_by, legal_versions_of
from accounts.views.readers import reader_of, typed_in
from accounts.views.welcome import status_of
from common.reader import language_of_reader


def kind_of(word: str) -> LegalKind:
    """The kind that stands in an address; 404 for any other word."""
    try:
        return LegalKind(word)
    except ValueError:
        raise Http404 from None


@login_not_required
@require_safe
def legal_list(request: HttpRequest) -> HttpResponse:
    context = {"texts": legal_texts_in_force(), "operator": settings.OPERATOR}
    return render(request, "accounts/legal_list.html", context)


@login_not_required
@require_safe
def legal(request: HttpRequest, text: str) -> HttpResponse:
    """The text in force."""
    found = kind_of(text)
    version = legal_text_in_force(found)
    if version is None:
        raise Http404
    return _page(request, found, version, in_force=version)


@login_not_required
@require_safe
def legal_version(request: HttpRequest, text: str, number: int) -> HttpResponse:
    """One version, past, present or to come, at an address that stays."""
    found = kind_of(text)
    version = get_object_or_404(LegalVersion, kind=found, number=number)
    return _page(request, found, version, in_force=legal_text_in_force(found))


def _page(
    request: HttpRequest, kind: LegalKind, version: LegalVersion, *, in_force: LegalVersion | None
) -> HttpResponse:
    context = {
        "kind": kind,
        "version": version,
        "in_force": in_force,
        "versions": legal_versions_of(kind),
        "operator": settings.OPERATOR,
    }
    return render(request, "accounts/legal_text.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Ask for the consent that is missing, and go on where the reader wanted to go."""
    user, onward = reader_of(request), _onward(request)
    owed = legal_texts_owed_by(user)
    form = ConsentForm(typed_in(request), texts=owed)
    if request.method == "POST" and owed and form.is_valid():
        actions.agree_to_legal_texts(user, owed, language=language_of_reader())
        messages.success(request, _("Thank you. Your consent is recorded."))
        return redirect(onward)
    context = {"form": form, "texts": owed, "next": onward}
    return render(request, "accounts/consent.html", context, status=status_of(form)) if owed else redirect(onward)


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else "/dashboard/"
