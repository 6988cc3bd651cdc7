"""Handing out a private file. Whether the reader may have it, the caller has asked before."""

from django.http import Http404, HttpResponse
from django.utils.csp import CSP
from django.utils.http import content_disposition_header

from accounts.models import StoredFile

# Should a browser show it all the same, it may do nothing.
SANDBOX = {"default-src": [CSP.NONE], "sandbox": True}


def file_response(stored: StoredFile) -> HttpResponse:
    """The file to be saved, never shown inside the site. Raises Http404 when it is gone from the disk."""
    try:
        with stored.content.open("rb") as opened:
            response = HttpResponse(opened.read(), content_type=stored.content_type)
    except FileNotFoundError as error:
        raise Http404 from error
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stored.name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response._csp_config = SANDBOX  # type: ignore[attr-defined]  # noqa: SLF001 -- what csp_override sets
    return response
