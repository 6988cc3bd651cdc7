"""Where this platform is reached, for the links in mails."""

from collections.abc import Callable
from contextvars import ContextVar

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

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _asked_at.set(_address_of(request))
        try:
            return self.get_response(request)
        finally:
            _asked_at.reset(token)


def _address_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
