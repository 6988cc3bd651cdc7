"""What a lent person sees behind the personal link in their mail: agree, or stop agreeing, without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.errors import LinkEndedError
from accounts.forms.personnel import ConsentForm
from accounts.lending import consents_of, link_by_token
from accounts.models import Giver
from accounts.views.readers import typed_in
from accounts.views.welcome import status_of


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def lending(request: HttpRequest, token: str) -> HttpResponse:
    """Where one's consent stands, and the form by which one agrees."""
    link = link_by_token(token)
    if link is None:
        return render(request, "accounts/lending_link.html", {"link": None}, status=404)
    form = ConsentForm(typed_in(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_consent(link.party, Giver.PERSON, by=link, **form.cleaned_data)
        except LinkEndedError:
            form.add_error(None, _("This link is too old to agree by it. Please ask your company for a new one."))
        else:
            messages.success(request, _("Thank you. You have agreed; you can withdraw on this page at any time."))
            return redirect("accounts:lending", token)
    context = {"link": link, "party": link.party, "token": token, "form": form, "consents": consents_of(link.party)}
    return render(request, "accounts/lending_link.html", context, status=status_of(form))


@login_not_required
@require_POST
def lending_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    link = link_by_token(token)
    if link is None:
        return render(request, "accounts/lending_link.html", {"link": None}, status=404)
    actions.withdraw_consent(link.party, Giver.PERSON, by=link)
    messages.success(request, _("Your consent is withdrawn. From now on nobody is shown you."))
    return redirect("accounts:lending", token)
