"""Whatever a view raises becomes a problem document."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from drf_standardized_errors.formatter import ExceptionFormatter, flatten_errors
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import exceptions

from common.api.problems import (
    INVALID,
    MEDIA_TYPE,
    SENTENCES,
    BusyError,
    DomainRefusal,
    TooLargeError,
    problem,
    refusal_for,
)

if TYPE_CHECKING:
    from django.utils.functional import Promise
    from drf_standardized_errors.types import Error
    from rest_framework.response import Response

# Serialization failure, deadlock, lock not available: others were faster.
_LOST_RACES = frozenset({"40001", "40P01", "55P03"})


class ProblemHandler(ExceptionHandler):
    """Turns whatever a view raises into a problem document; what nobody expected is logged and becomes a 500."""

    def run(self) -> Response | None:
        """Some refusals come before anybody has looked who asks, and with it in which language to answer."""
        with suppress(Exception):
            _ = getattr(self.context["request"], "user", None)
        answer: Response | None = super().run()
        return answer

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if (refusal := refusal_for(exc)) is not None:
            return DomainRefusal(exc, refusal)
        if isinstance(exc, RequestDataTooBig):
            return TooLargeError()
        if isinstance(exc, OperationalError) and getattr(exc.__cause__, "sqlstate", None) in _LOST_RACES:
            return BusyError(retry_after=1)
        converted: Exception = super().convert_known_exceptions(exc)
        return converted

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        response = super().get_response(exc, data)
        response.content_type = MEDIA_TYPE
        return response


class ProblemFormatter(ExceptionFormatter):
    """Writes the document."""

    def run(self) -> dict[str, Any]:
        request = self.context["request"]
        document = problem(self.exc.status_code, *self._said(), instance=request.path if request else "")
        if isinstance(self.exc, exceptions.ValidationError):
            document["errors"] = [_blamed(error) for error in flatten_errors(self.exc.detail)]
        elif isinstance(self.exc, DomainRefusal) and self.exc.blamed:
            document["errors"] = [
                {"pointer": pointer, "code": code, "detail": detail} for pointer, code, detail in self.exc.blamed
            ]
        return document

    def _said(self) -> tuple[str, str | Promise]:
        """Code and sentence."""
        if isinstance(self.exc, exceptions.ValidationError):
            return "invalid", INVALID
        detail = self.exc.detail
        code = str(detail.code if isinstance(detail, exceptions.ErrorDetail) else self.exc.default_code)
        is_plain = isinstance(self.exc, exceptions.APIException) and type(self.exc).__module__ == exceptions.__name__
        return code, SENTENCES.get(code, str(detail)) if is_plain else str(detail)


def _blamed(error: Error) -> dict[str, str]:
    """A JSON pointer into the body (RFC 6901), "#" for the body as a whole."""
    path = "" if error.attr in (None, "non_field_errors") else "/" + str(error.attr).replace(".", "/")
    return {"pointer": "#" + path.removesuffix("/non_field_errors"), "code": error.code, "detail": error.detail}
