"""What every request of a reader needs: their language, and a way back in when their session has ended."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin


class ReaderLanguageMiddleware:
    """The language cookie decides; without one, the language stored with the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            _activate(request, request.user.language)
        return self.get_response(request)


def _activate(request: HttpRequest, language: str) -> None:
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language


# Pages a reader needs to decide, to ask, or to leave; and what no person looks at.
WITHOUT_CONSENT = (
    "accounts:consent", "accounts:decisions", "accounts:appeal",
    "accounts:legal", "accounts:contact", "portal:my_data", "portal:health", "portal:favicon",
    "account_logout", "set_language", "messaging:stream", "mailbox:", "admin:",
)  # fmt: skip


# A suspended person still learns why, appeals, asks, gets their data, and leaves.
WHILE_SUSPENDED = (
    "accounts:decisions", "accounts:appeal", "accounts:legal", "accounts:contact", "portal:my_data", "portal:health",
    "portal:favicon", "account_logout", "set_language", "mailbox:",
)  # fmt: skip


class ConsentMiddleware(MiddlewareMixin):
    """When a legal text waits for the reader's consent, the next page they open asks for it first.

    Only pages that are opened lead there: what was typed and sent is taken as ever, and fragments, files for programs
    and the live stream go on.
    """

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name.startswith(WITHOUT_CONSENT) or not _opens_a_page(request):
            return None
        # accounts.backends.ReaderBackend looked when it loaded the user.
        if not getattr(request.user, "owes_consent", False):
            return None
        return redirect(f"{reverse('accounts:consent')}?{urlencode({'next': request.get_full_path()})}")


class SuspensionMiddleware(MiddlewareMixin):
    """Whoever administrators have suspended reads why and how to appeal, and nothing else."""

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if getattr(request.user, "suspended_at", None) is None:
            return None
        if match is None or match.view_name.startswith(WHILE_SUSPENDED):
            return None
        if not _opens_a_page(request):
            raise PermissionDenied
        return redirect("accounts:decisions")


def _opens_a_page(request: HttpRequest) -> bool:
    is_for_programs = request.path.startswith("/api/") or not request.accepts("text/html")
    return request.method in ("GET", "HEAD") and "HX-Request" not in request.headers and not is_for_programs


class SignInAgainMiddleware(MiddlewareMixin):
    """When the session has ended, lead the whole page to the sign-in form instead of swapping it into a fragment."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        sign_in = resolve_url(settings.LOGIN_URL)
        leads_there = response.status_code == HTTPStatus.FOUND and response.headers["Location"].startswith(sign_in)
        if not leads_there or "HX-Request" not in request.headers:
            return response
        came_from = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = urlencode({"next": came_from.path or "/"})
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": f"{sign_in}?{back}"})
