"""Every refusal of the API is a problem document (RFC 9457) in the reader's language, with a code that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from common.site import site_address

if TYPE_CHECKING:
    from django.utils.functional import Promise

MEDIA_TYPE = "application/problem+json"
UNKNOWN_STATUS = HTTPStatus.BAD_REQUEST

TITLES: dict[int, Promise] = {
    400: _("The request is not right"),
    401: _("Please sign in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This method is not possible here"),
    406: _("This format is not offered"),
    409: _("Not possible in the present state"),
    413: _("The request is too large"),
    415: _("This format is not understood"),
    422: _("The content cannot be accepted"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
    503: _("Busy right now"),
}

# Sentences of our own where the framework's are terse or name classes.
SENTENCES: dict[str, Promise] = {
    "not_authenticated": _("Send a token, or sign in first."),
    "permission_denied": _("You may not do this."),
    "not_found": _("There is nothing at this address, or you may not see it."),
    "method_not_allowed": _("The header “Allow” of this answer names the methods of this address."),
    "not_acceptable": _("Answers are JSON. Please accept “application/json”."),
    "unsupported_media_type": _("Please send JSON, with the header “Content-Type: application/json”."),
    "parse_error": _("The body is not JSON that can be read."),
    "error": _("This is our fault, not yours. It has been noted; please try again later."),
}

INVALID = _("Some entries are not right. They are listed under “errors”.")


class RefusedError(exceptions.APIException):
    """A refusal with a status and a code of its own; subclasses say which."""

    status_code = HTTPStatus.CONFLICT
    default_code = "refused"

    def __init__(self, *, retry_after: int | None = None) -> None:
        super().__init__()
        self.wait = retry_after


class TooLargeError(RefusedError):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("Please send less at once.")


class BusyError(RefusedError):
    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_code = "busy"
    default_detail = _("Many people are at work on this right now. Nothing was saved; please try again in a moment.")


@dataclass(frozen=True)
class Refusal:
    """How an error of the domain is told: status, code, sentence, and the fields it blames as (pointer, code, detail).

    ``variants`` are the codes and sentences of an error class that stands for several.
    """

    status: int
    code: str
    sentence: str | Promise = ""
    blames: Callable[[Any], Sequence[tuple[str, str, str]]] | None = None
    variants: Mapping[str, str | Promise] = field(default_factory=dict)


_REFUSALS: dict[type[Exception], Refusal] = {}


def register_refusals(refusals: dict[type[Exception], Refusal]) -> None:
    """Tell how errors of an app's actions are answered. Without a sentence of its own, the error's ``sentence`` is."""
    _REFUSALS.update(refusals)


def refusal_for(error: Exception) -> Refusal | None:
    """What was registered for the error's class or the nearest one above it."""
    return next((_REFUSALS[kind] for kind in type(error).__mro__ if kind in _REFUSALS), None)


class DomainRefusal(exceptions.APIException):
    """An error of the domain with what is told about it."""

    def __init__(self, error: Exception, refusal: Refusal) -> None:
        self.status_code = refusal.status
        code = getattr(error, "code", "") or refusal.code
        super().__init__(str(refusal.sentence or getattr(error, "sentence", "")), code)
        self.blamed = refusal.blames(error) if refusal.blames else ()
        self.wait = 1 if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE else None


def problem(status: int, code: str, sentence: str | Promise, *, instance: str = "") -> dict[str, Any]:
    """The members of a problem document; ``code`` is the last part of its ``type``."""
    return {
        "type": site_address() + reverse("api:problem", args=[code]),
        "title": str(TITLES.get(status, TITLES[UNKNOWN_STATUS])),
        "status": int(status),
        "detail": str(sentence),
        "instance": instance,
        "code": code,
    }


def sentence_for_status(status: int) -> tuple[str, str | Promise]:
    """Code and sentence for a refusal that no view has made: by a middleware, or before there was a view."""
    code = {
        403: "permission_denied", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 500: "error",
    }.get(status, "bad_request")  # fmt: skip
    return code, SENTENCES.get(code, TITLES.get(status, TITLES[UNKNOWN_STATUS]))


def problem_kind(code: str) -> dict[str, Any] | None:
    """What a code means, whoever asks: status, title and the sentence that usually comes with it."""
    found = _kinds().get(code)
    if found is None:
        return None
    status, sentence = found
    title = str(TITLES.get(status, TITLES[UNKNOWN_STATUS]))
    return {"code": code, "status": int(status), "title": title, "detail": str(sentence) or title}


def _kinds() -> dict[str, tuple[int, str | Promise]]:
    kinds: dict[str, tuple[int, str | Promise]] = {
        kind.default_code: (kind.status_code, SENTENCES.get(kind.default_code, getattr(kind, "default_detail", "")))
        for kind in _below(exceptions.APIException)
        if isinstance(kind.default_code, str)
    }
    kinds |= {"invalid": (400, INVALID), "error": (500, SENTENCES["error"]), "bad_request": (400, TITLES[400])}
    for error, refusal in _REFUSALS.items():
        kinds[refusal.code] = (refusal.status, refusal.sentence or getattr(error, "sentence", ""))
        kinds |= {code: (refusal.status, sentence) for code, sentence in refusal.variants.items()}
    return kinds


def _below(kind: type[exceptions.APIException]) -> Iterator[type[exceptions.APIException]]:
    yield kind
    for lower in kind.__subclasses__():
        yield from _below(lower)
