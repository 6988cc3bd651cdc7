"""Administrators write legal texts, look at them as readers will, and publish them."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.actions import LegalWords
from accounts.errors import LegalTextMovedOnError, NothingToPublishError, TooEarlyError
from accounts.forms.legal import LegalDraftForm, PublishForm
from accounts.models import LegalKind
from accounts.queries import legal_desk, legal_draft_of, legal_versions_of, next_legal_number
from accounts.views.administrators import administrator_of
from accounts.views.legal import kind_of
from accounts.views.readers import typed_in
from accounts.views.welcome import status_of


@require_safe
def legal_texts(request: HttpRequest) -> HttpResponse:
    administrator_of(request)
    return render(request, "accounts/staff_legal_list.html", {"rows": legal_desk()})


@require_http_methods(["GET", "HEAD", "POST"])
def legal_edit(request: HttpRequest, text: str) -> HttpResponse:
    """The draft of the next version; without one, the form begins with the newest version's words."""
    user, found = administrator_of(request), kind_of(text)
    form = LegalDraftForm(typed_in(request), instance=legal_draft_of(found))
    if request.method == "POST" and form.is_valid():
        actions.save_legal_draft(found, LegalWords(**form.cleaned_data), actor=user)
        return redirect("accounts:staff_legal_preview", text)
    context = {"form": form, "kind": found, "versions": legal_versions_of(found)}
    return render(request, "accounts/staff_legal_edit.html", context, status=status_of(form))


@require_safe
def legal_preview(request: HttpRequest, text: str) -> HttpResponse:
    administrator_of(request)
    return _preview(request, kind_of(text), None)


@require_POST
def legal_publish(request: HttpRequest, text: str) -> HttpResponse:
    user, found = administrator_of(request), kind_of(text)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _preview(request, found, form)
    try:
        version = actions.publish_legal_draft(found, **form.cleaned_data, actor=user)
    except TooEarlyError:
        form.add_error("valid_from", _("Choose today or later, and not before the version it follows."))
        return _preview(request, found, form)
    except (LegalTextMovedOnError, NothingToPublishError):
        messages.error(request, _("Another version was published in the meantime. Please look at it first."))
        return redirect("accounts:staff_legal_edit", text)
    messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("accounts:legal_version", text, version.number)


@require_POST
def legal_drop(request: HttpRequest, text: str) -> HttpResponse:
    administrator_of(request)
    actions.drop_legal_draft(kind_of(text))
    messages.success(request, _("The draft is thrown away."))
    return redirect("accounts:staff_legal")


def _preview(request: HttpRequest, kind: LegalKind, form: BaseForm | None) -> HttpResponse:
    draft = legal_draft_of(kind)
    if draft is None or draft.pk is None:
        raise Http404
    number = next_legal_number(kind)
    asks = kind in (LegalKind.TERMS, LegalKind.PRIVACY)
    shown = form or PublishForm(initial={"number": number, "needs_consent": asks})
    context = {"draft": draft, "kind": kind, "number": number, "form": shown}
    return render(request, "accounts/staff_legal_preview.html", context, status=status_of(shown))
