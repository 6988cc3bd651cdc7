"""Records of orders and candidates for ranking: what cannot be understood counts as not known and is remarked on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accounts.interchange.fields import CANDIDATE_FIELDS
from common.interchange.complaints import Complaint
from common.interchange.jsonlines import FileError, read_objects
from common.interchange.records import Record, known_values
from common.interchange.values import Fields
from orders.interchange.fields import ORDER_FIELDS


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


def _read(path: Path, fields: Fields, remarks: Remarks) -> Iterator[Record]:
    lines: dict[str, int] = {}
    for line, source in read_objects(path):
        for key in sorted(source.keys() - fields.keys()):
            remarks.note(line, f'the key "{key[:80]}" is not known and was ignored')

        def complain(key: str, complaint: Complaint, line: int = line) -> None:
            remarks.note(line, f"{key}: {complaint.english}; read as not known")

        known = dict(known_values(source, fields, complain))
        if "id" not in known:
            raise FileError(f'{path}, line {line}: an "id" is needed, a text that is not empty')
        if known["id"] in lines:
            raise FileError(f"{path}, line {line}: the id {known['id']} is already on line {lines[known['id']]}")
        lines[known["id"]] = line
        yield Record(known["id"], {key: source[key] for key in source if key in fields}, known, line)
