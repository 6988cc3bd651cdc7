"""What protects readers at every request: headers of what they see, and what logs do not say."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
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

    async_capable = True
    sync_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._respond_async(request)
        response = self.get_response(request)
        assert not isinstance(response, Awaitable)
        return _with_headers(request, response)

    async def _respond_async(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        assert isinstance(response, Awaitable)
        return _with_headers(request, await response)


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    # The session was already read by the authentication of the view; looking again costs no query.
    if hasattr(request, "_cached_user") and request.user.is_authenticated and not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
        response.headers["Cache-Control"] = "no-store, private"
    return response
