"""Files to take away, sent piece by piece without being held in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

_BLOCK: Final = 64 * 1024
_IN_MEMORY: Final = 4 * 1024 * 1024


def download(request: HttpRequest, content: Iterable[bytes], name: str, content_type: str) -> HttpResponseBase:
    """``content`` is read to its end before this returns, so that an error is no half of a file."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- closed by whoever sends it
    for piece in content:
        file.write(piece)
    size = file.tell()
    file.seek(0)
    response = _whole(file) if size <= _IN_MEMORY else _in_pieces(request, file)
    response["Content-Type"] = content_type
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _whole(file: IO[bytes]) -> HttpResponseBase:
    with file:
        return HttpResponse(file.read())


def _in_pieces(request: HttpRequest, file: IO[bytes]) -> HttpResponseBase:
    return StreamingHttpResponse(_later(file) if isinstance(request, ASGIRequest) else _now(file))


def _now(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(lambda: file.read(_BLOCK), b"")


async def _later(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, _BLOCK):
            yield piece
