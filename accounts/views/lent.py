"""A lent person's own page: what they agreed to, until when, and what of their time is promised."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.acting import acting_of
from accounts.forms.personnel import ConsentForm
from accounts.lending import consents_of, hours_of
from accounts.models import Giver, Party
from accounts.views.readers import reader_of, typed_in
from accounts.views.welcome import status_of


@require_http_methods(["GET", "HEAD", "POST"])
def my_lending(request: HttpRequest) -> HttpResponse:
    """Both consents with their ends, the form by which one agrees or agrees anew, and the hours book."""
    party, form = _oneself(request), ConsentForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        actions.give_consent(party, Giver.PERSON, by=reader_of(request), **form.cleaned_data)
        messages.success(request, _("Thank you. You have agreed; you can withdraw on this page at any time."))
        return redirect("accounts:my_lending")
    return render(request, "accounts/my_lending.html", _facts_of(party) | {"form": form}, status=status_of(form))


@require_POST
def my_lending_withdraw(request: HttpRequest) -> HttpResponse:
    actions.withdraw_consent(_oneself(request), Giver.PERSON, by=reader_of(request))
    messages.success(request, _("Your consent is withdrawn. From now on nobody is shown you."))
    return redirect("accounts:my_lending")


def _facts_of(party: Party) -> dict[str, Any]:
    return {
        "party": party,
        "personnel": party.personnel,
        "profile": party.profile,
        "consents": consents_of(party),
        "history": party.consents.all(),
        "months": hours_of(party),
        "commitments": [(commitment, None) for commitment in party.commitments.all()],
    }


def _oneself(request: HttpRequest) -> Party:
    """Whoever the reader acts for at the moment; 404 for somebody whom nobody lends."""
    lent = acting_of(request).lent
    if lent is None:
        raise Http404
    return lent
