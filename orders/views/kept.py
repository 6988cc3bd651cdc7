"""An order sent after its writer's session had ended or a new one had begun: kept until they look at it again."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.models import User
from orders.models import Order

KEY: Final = "kept_order"
SALT: Final = "orders.writer"
# A form filled to the last letter takes some 120,000; strangers shall not fill the session table.
LONGEST: Final = 200_000
FORBIDDEN: Final = 403
SIGNED_OUT: Final = _("You have been signed out. What you write here is kept: save the draft, and sign in again.")


def writer_mark(user: User) -> str:
    """Says in the form who was writing when it was shown, so that nobody else at this browser is shown the text."""
    return signing.dumps(user.pk, salt=SALT)


def keeps_what_was_sent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guards a page like the middlewares do, login and CSRF, but does not throw away what it refuses."""
    protected = csrf_protect(view)

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: str, **named: str) -> HttpResponse:
        if request.user.is_authenticated:
            answer = protected(request, *arguments, **named)
        elif request.POST.get("step") == "autosave":
            # Somebody is in the middle of a sentence: no other page now.
            answer = render(request, "orders/order_form_saved.html", {"refusal": SIGNED_OUT})
        else:
            answer = redirect_to_login(request.get_full_path())
        if request.method == "POST" and (answer.status_code == FORBIDDEN or not request.user.is_authenticated):
            _keep(request)
        return answer

    return guarded


def kept(request: HttpRequest, order: Order | None) -> QueryDict | None:
    """What this reader sent for this order (None: for one not saved yet) while signed out; handed out once."""
    data = QueryDict(request.session.get(KEY, ""))
    if _writer_of(data) != request.user.pk or (order is not None and data.get("draft") != order.public_id):
        return None
    del request.session[KEY]
    return data


def _keep(request: HttpRequest) -> None:
    sent = request.POST.urlencode()
    if len(sent) <= LONGEST and _writer_of(request.POST) is not None:
        request.session[KEY] = sent


def _writer_of(data: QueryDict) -> int | None:
    try:
        return int(signing.loads(data.get("writer", ""), salt=SALT))
    except signing.BadSignature:
        return None
