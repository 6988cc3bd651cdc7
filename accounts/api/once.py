"""Idempotency-Key: a write that is sent twice is carried out once, and answered the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import keep_answer
from accounts.api.callers import Caller, caller_of
from accounts.models import ApiAnswer
from accounts.models.tokens import KEY_LENGTH
from accounts.queries import kept_answer
from common.api.problems import RefusedError

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
KEPT_HEADERS: Final = ("Location", "Content-Type")
# Bodies that are files, wherever an address takes them: too large to be held in memory.
FILES: Final = ("multipart/", "text/csv", "application/x-ndjson")
# The first half of the lock's number, any constant of this program; the second is the key's.
LOCK_SPACE: Final = 4_711_903


class KeyInvalidError(RefusedError):
    status_code = HTTPStatus.BAD_REQUEST
    default_code = "idempotency_key_invalid"
    default_detail = _("An Idempotency-Key has 1 to 200 visible ASCII characters.")


class KeyReusedError(RefusedError):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = _("This Idempotency-Key was used for another request. Please use a new one for each request.")


class KeyInProgressError(RefusedError):
    default_code = "idempotency_key_in_progress"
    default_detail = _("The same request is being carried out at this moment. Please ask again in a second.")


def once(
    request: Request, carry_out: Callable[[], Response], render: Callable[[Response], Response]
) -> Response | HttpResponse:
    """Carry out a write at most once for its key; without a key, simply do it.

    The write and its answer are one transaction: a process that dies leaves neither or both. A refusal changes nothing
    and is not kept, so that the corrected request may carry the same key.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return carry_out()
    if not (0 < len(key) <= KEY_LENGTH and key.isascii() and key.isprintable()):
        raise KeyInvalidError
    caller, printed = caller_of(request), fingerprint(request)
    try:
        with transaction.atomic():
            _claim(caller, key)
            if (kept := kept_answer(caller.user, caller.token, key)) is not None:
                return _replay(kept, printed)
            response = render(carry_out())
            keep_answer(_answer(caller, key, printed, response))
            return response
    except IntegrityError as error:
        if "apianswer_key_once" not in str(error):
            raise
        raise KeyInProgressError(retry_after=1) from error


def fingerprint(request: Request) -> str:
    """The same for the same method, address and content; an uploaded file counts by its bytes."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\0".encode())
    for piece in _content(request):
        digest.update(piece)
    return digest.hexdigest()


def _content(request: Request) -> Iterator[bytes]:
    if not (request.content_type or "").startswith(FILES):
        yield request._request.body  # noqa: SLF001 -- DRF's own body is spent once it is read
        return
    if not isinstance(request.data, QueryDict):
        return  # an empty body
    for name, values in sorted(request.data.lists()):
        for value in values:
            yield f"\0{name}\0".encode()
            if isinstance(value, UploadedFile):
                yield from value.chunks()
                value.seek(0)
            else:
                yield str(value).encode()


def _claim(caller: Caller, key: str) -> None:
    """Until the end of the transaction, nobody else carries out a request with this key."""
    token = caller.token.pk if caller.token else 0
    number = hashlib.sha256(f"{caller.user.pk}:{token}:{key}".encode()).digest()[:4]
    with connection.cursor() as cursor:
        numbers = [LOCK_SPACE, int.from_bytes(number, signed=True)]
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", numbers)
        if not cursor.fetchone()[0]:
            raise KeyInProgressError(retry_after=1)


def _answer(caller: Caller, key: str, printed: str, response: Response) -> ApiAnswer:
    return ApiAnswer(
        user=caller.user,
        token=caller.token,
        key=key,
        fingerprint=printed,
        response_status=response.status_code,
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        body=response.content,
    )


def _replay(kept: ApiAnswer, printed: str) -> HttpResponse:
    if kept.fingerprint != printed:
        raise KeyReusedError
    headers: dict[str, Any] = kept.headers | {REPLAYED: "true"}
    return HttpResponse(bytes(kept.body), status=kept.response_status, headers=headers)
