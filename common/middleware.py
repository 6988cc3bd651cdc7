"""What protects readers at every request: headers of what they see, and what logs do not say."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django_structlog.middlewares import RequestMiddleware

from common.text import path_without_secrets

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class RequestLogMiddleware(RequestMiddleware):
    """Logs each request without the tokens in its address."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {path_without_secrets(request.path)}"


class PrivatePagesMiddleware:
    """Keep pages of signed-in readers out of every cache, and switch off device features nobody needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _with_headers(request, self.get_response(request))


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    # The session was already read by the authentication of the view; looking again costs no query.
    if hasattr(request, "_cached_user") and request.user.is_authenticated and not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
        response.headers["Cache-Control"] = "no-store, private"
    return response
