"""JSON as programs send it, and files where an address takes them."""

import io
from collections.abc import Mapping
from typing import IO, Any, Final

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, JSONParser

from common.api.problems import TooLargeError

MOST_FILE_BYTES: Final = 200 * 1024 * 1024
_PIECE: Final = 64 * 1024


class StrictJSONParser(JSONParser):
    """UTF-8, no larger than a form may be, no deeper than it can be read."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise TooLargeError
        try:
            return super().parse(io.BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error


class _FileParser(BaseParser):
    """A body that is one file, spooled to disk as it comes and told as the field ``file``, like an uploaded one.

    Its name is what the address is about (``what``) and the ending of its kind.
    """

    ending = ""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":
        what = (parser_context or {}).get("kwargs", {}).get("what", "file")
        file = TemporaryUploadedFile(f"{what}.{self.ending}", self.media_type or "", 0, None)
        files = MultiValueDict({"file": [file]})
        if request := (parser_context or {}).get("request"):
            request._request._files = files  # noqa: SLF001 -- closed with the request, as DRF does for forms
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > MOST_FILE_BYTES:
                raise TooLargeError
            file.write(piece)
        file.seek(0)
        file.size = size
        return DataAndFiles(QueryDict(mutable=True), files)


class CsvParser(_FileParser):
    media_type = "text/csv"
    ending = "csv"


class JsonLinesParser(_FileParser):
    media_type = "application/x-ndjson"
    ending = "jsonl"
