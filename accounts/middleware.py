"""What every request of a reader needs: their language, and a way back in when their session has ended."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
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
