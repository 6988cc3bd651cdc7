"""What every page needs to draw its frame."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.acting import acting_of
from messaging.queries import unread_count


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Facts for templates/base.html; fragments asked for by htmx have no frame and need none."""
    if getattr(request, "htmx", None) and not request.htmx.boosted:  # type: ignore[attr-defined]  # HtmxMiddleware
        return {"demo": settings.DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "nav": None, "stream_after": None, "unread_count": 0}
    return {
        "demo": settings.DEMO,
        "nav": acting_of(request),
        # Read before the page's data (messaging.middleware); an address that leads to no view has no stream.
        "stream_after": getattr(request, "stream_after", None),
        "unread_count": unread_count(user),
    }
