"""Under /api/ nobody is answered in HTML, whatever refuses the request and however early."""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from common.api.problems import MEDIA_TYPE, problem, sentence_for_status

PREFIX = "/api/"
# The page that shows the schema to people.
PAGES = ("/api/v1/docs/",)


class ProblemDocumentsMiddleware:
    """Put a problem document in the place of an error page, and keep answers out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX) or request.path_info in PAGES:
            return response
        if response.status_code >= HTTPStatus.BAD_REQUEST and not is_problem(response):
            response = _as_problem(request, response.status_code)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def is_problem(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)


def _as_problem(request: HttpRequest, status: int) -> HttpResponse:
    document = problem(status, *sentence_for_status(status), instance=request.path)
    return HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
