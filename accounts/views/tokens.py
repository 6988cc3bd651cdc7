"""Access tokens: made once the reader has signed in again, shown once, listed and revoked."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.errors import TooManyTokensError
from accounts.forms.tokens import TokenForm
from accounts.models import ApiToken
from accounts.queries import organisations_of, tokens_of
from accounts.views.readers import reader_of, typed_in
from accounts.views.welcome import status_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, with the form for a new one; a new token is shown here and nowhere again."""
    user = reader_of(request)
    form = TokenForm(typed_in(request), organisations=organisations_of(user))
    secret = _created(request, form) if request.method == "POST" and form.is_valid() else ""
    if secret:
        form = TokenForm(organisations=organisations_of(user))
    context = {"tokens": tokens_of(user), "form": form, "secret": secret}
    return render(request, "accounts/token_list.html", context, status=status_of(form))


@require_POST
def token_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Without signing in again: stopping a program must never be hard."""
    token = get_object_or_404(ApiToken.objects.visible_to(reader_of(request)), public_id=public_id)
    actions.revoke_token(token)
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
    return redirect("accounts:tokens")


def _created(request: HttpRequest, form: TokenForm) -> str:
    """The new token; nothing when the form now says why there is none."""
    try:
        _token, secret = actions.create_token(reader_of(request), **form.facts)
    except TooManyTokensError:
        form.add_error(None, _("You have twenty working tokens. Please revoke one that is no longer used."))
        return ""
    return secret
