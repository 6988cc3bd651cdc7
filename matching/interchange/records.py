"""Records of orders and candidates: the object as it was read, and beside it the values that can be understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matching.interchange.fields import CANDIDATE_FIELDS, ORDER_FIELDS, PartlyRead, Reader, WrongTypeError
from matching.interchange.jsonlines import FileError, read_objects

NOT_KNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Record:
    """`source` is the object read, limited to known keys; `known` holds the read value of every key that has one."""

    id: str
    source: Mapping[str, Any]
    known: Mapping[str, Any]


@dataclass(slots=True)
class Remarks:
    """What was ignored while reading: each kind once, at its first line, with how often it came."""

    path: Path
    _found: dict[str, list[int]] = field(default_factory=dict)

    def note(self, line: int, remark: str) -> None:
        first = self._found.setdefault(remark, [line, 0])
        first[1] += 1

    def sentences(self) -> Iterator[str]:
        for remark, (line, count) in self._found.items():
            more = f" (and {count - 1} more)" if count > 1 else ""
            yield f"{self.path}, line {line}{more}: {remark}"


def read_orders(path: Path, remarks: Remarks) -> Iterator[Record]:
    """All orders of a file; FileError for a broken line, a missing id, or an id that occurs twice."""
    return _read(path, ORDER_FIELDS, remarks)


def read_candidates(path: Path, remarks: Remarks) -> Iterator[Record]:
    """All candidates of a file, under the same conditions as orders."""
    return _read(path, CANDIDATE_FIELDS, remarks)


def _read(path: Path, fields: Mapping[str, Reader], remarks: Remarks) -> Iterator[Record]:
    lines: dict[str, int] = {}
    for line, source in read_objects(path):
        for key in sorted(source.keys() - fields.keys()):
            remarks.note(line, f'the key "{key[:80]}" is not known and was ignored')
        known = dict(_known_values(source, fields, line, remarks))
        if "id" not in known:
            raise FileError(f'{path}, line {line}: an "id" is needed, a text that is not empty')
        if known["id"] in lines:
            raise FileError(f"{path}, line {line}: the id {known['id']} is already on line {lines[known['id']]}")
        lines[known["id"]] = line
        yield Record(known["id"], {key: source[key] for key in source if key in fields}, known)


def _known_values(
    source: Mapping[str, Any], fields: Mapping[str, Reader], line: int, remarks: Remarks
) -> Iterator[tuple[str, Any]]:
    for key, reader in fields.items():
        value = source.get(key)
        if value in (None, NOT_KNOWN, ""):
            continue
        try:
            read = reader(value)
        except WrongTypeError as error:
            remarks.note(line, f"{key}: {error}; read as not known")
            continue
        if isinstance(read, PartlyRead):
            remarks.note(line, f"{key}: in the list, {read.reason}; other items were left out")
            read = read.items
        yield key, read
