"""Records as files of either format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from common.interchange.jsonlines import line_of
from common.interchange.records import Format
from common.interchange.tables import table
from common.interchange.values import Fields

CONTENT_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
}


def as_file(records: Iterable[Mapping[str, Any]], fields: Fields, written: Format) -> Iterator[bytes]:
    """The file in pieces; a table has a column for every field, an object only the keys it has."""
    if written == "csv":
        yield from table(records, fields)
    else:
        for record in records:
            yield line_of({key: record[key] for key in fields if key in record})
