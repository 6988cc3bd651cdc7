"""What a lent person sees behind the personal link in their mail: agree, or stop agreeing, without an account.

Whoever has an account that has confirmed the same address can connect it here; the link itself proves the mailbox.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.acting import forget_acting
from accounts.errors import AlreadyLentError, LinkEndedError
from accounts.forms.personnel import LinkedConsentForm
from accounts.lending import account_of_mailbox, consents_of, link_by_token
from accounts.models import ConsentLink, Giver, User
from accounts.views.readers import typed_in
from accounts.views.welcome import status_of

PAGE = "accounts/lending_link.html"
LENT_BY_ANOTHER = gettext_lazy(
    "Another company lends you already, so your account was not connected. The administrators have been told and will "
    "look into it."
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def lending(request: HttpRequest, token: str) -> HttpResponse:
    """Where one's consent stands, and the form by which one agrees."""
    link = link_by_token(token)
    if link is None:
        return render(request, PAGE, {"link": None}, status=404)
    account = _free_account(link)
    own = account if account == request.user else None
    form = LinkedConsentForm(typed_in(request), has_account=account is not None and own is None)
    if request.method == "POST" and form.is_valid() and _agreed(request, form, link, own):
        messages.success(request, _("Thank you. You have agreed; you can withdraw on this page at any time."))
        return redirect("accounts:lending", token)
    context = {"token": token, "form": form, "account": account, "is_mine": own is not None}
    return render(request, PAGE, context | _facts_of(link), status=status_of(form))


@login_not_required
@require_POST
def lending_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    link = link_by_token(token)
    if link is None:
        return render(request, PAGE, {"link": None}, status=404)
    actions.withdraw_consent(link.party, Giver.PERSON, by=link)
    messages.success(request, _("Your consent is withdrawn. From now on nobody is shown you."))
    return redirect("accounts:lending", token)


@login_not_required
@require_POST
def lending_account(request: HttpRequest, token: str) -> HttpResponse:
    """Connect the account that has confirmed the address to which the link was mailed."""
    link = link_by_token(token)
    if link is None:
        return render(request, PAGE, {"link": None}, status=404)
    account = _free_account(link)
    if account is None:
        messages.error(request, _("There is no account that could be connected."))
    else:
        _connect(request, link, account)
    return redirect("accounts:lending", token)


def _facts_of(link: ConsentLink) -> dict[str, Any]:
    return {"link": link, "party": link.party, "consents": consents_of(link.party)}


def _free_account(link: ConsentLink) -> User | None:
    """The account that could become the person's; None once they have one or are lent no longer."""
    is_wanted = link.party.user_id is None and link.party.personnel.ended_at is None
    return account_of_mailbox(link.email) if is_wanted else None


def _agreed(request: HttpRequest, form: LinkedConsentForm, link: ConsentLink, own: User | None) -> bool:
    """Agree, and connect the account somebody is signed in to, or the one they ticked; False for an old link."""
    account = own or (_free_account(link) if form.cleaned_data.get("connect") else None)
    try:
        actions.give_consent(link.party, Giver.PERSON, by=link, **form.terms())
    except LinkEndedError:
        form.add_error(None, _("This link is too old to agree by it. Please ask your company for a new one."))
        return False
    if account is not None:
        _connect(request, link, account)
    return True


def _connect(request: HttpRequest, link: ConsentLink, account: User) -> None:
    try:
        actions.connect_account(link, account)
    except AlreadyLentError:
        messages.error(request, str(LENT_BY_ANOTHER))
    except LinkEndedError:
        messages.error(request, _("This link is too old to connect an account by it. Please ask for a new one."))
    else:
        forget_acting(request)
        messages.success(request, _("Your account is connected."))
