"""Where a page's live stream begins."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from messaging.queries import last_sequence

# They have no stream: one is the stream, others are Django's own pages, and programs look at none.
WITHOUT_STREAM = ("messaging:stream", "admin:", "api:")


class StreamPlaceMiddleware(MiddlewareMixin):
    """Note the number of the reader's newest event before the view reads anything, as ``request.stream_after``.

    Read any later, an event committed after the page's data were read would be neither on the page nor in its stream.
    """

    def process_view(self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        match = request.resolver_match
        if match is None or match.view_name.startswith(WITHOUT_STREAM) or _is_fragment(request):
            return
        # A form that is shown again with its errors is a page, too, so the method does not matter.
        if request.user.is_authenticated:
            request.stream_after = last_sequence(request.user)  # type: ignore[attr-defined]  # set here


def _is_fragment(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]  # HtmxMiddleware
