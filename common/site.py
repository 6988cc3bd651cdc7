"""Where this platform is reached, for the links in mails."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_asked_at: ContextVar[str] = ContextVar("asked_at", default="")


def site_address() -> str:
    """``https://host``. Only the demo, reached under many names, believes the request that is being answered: elsewhere
    a made-up Host header would put its link into other people's mails.
    """
    return (_asked_at.get() if settings.DEMO else "") or settings.SITE_URL.rstrip("/")


class SiteAddressMiddleware:
    """Remembers under which address the request at hand came."""

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
        token = _asked_at.set(_address_of(request))
        try:
            return self.get_response(request)
        finally:
            _asked_at.reset(token)

    async def _respond_async(self, request: HttpRequest) -> HttpResponseBase:
        token = _asked_at.set(_address_of(request))
        try:
            response = self.get_response(request)
            assert isinstance(response, Awaitable)
            return await response
        finally:
            _asked_at.reset(token)


def _address_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
