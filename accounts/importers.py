"""Which kinds of records can be imported and exported. Apps register theirs when Django starts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.utils.translation import gettext_noop

from common.interchange.cells import cell_of
from common.interchange.complaints import Complaint, Problem
from common.interchange.records import Record
from common.interchange.reports import Report

if TYPE_CHECKING:
    from django.forms import Form
    from django.utils.functional import Promise

    from accounts.models import DataImport, ImportedRecord, Organisation, User
    from common.interchange.values import Fields


# What tells the example of an empty table from rows that are meant.
EXAMPLE_IDS: Final = ("記入例", "example-row")


@dataclass(slots=True)
class Tally:
    """What became of the rows of a file."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One import while it runs: for whom, with which choices, and what is to be told of it."""

    data_import: DataImport
    report: Report = field(default_factory=Report)
    tally: Tally = field(default_factory=Tally)
    # What others are told, be the file imported or not: done once what was written is kept or undone.
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    @property
    def owner(self) -> Organisation | None:
        return self.data_import.owner

    @property
    def options(self) -> Mapping[str, Any]:
        options: Mapping[str, Any] = self.data_import.options
        return options

    def remark(self, record: Record, column: str, message: str, **facts: str | int) -> None:
        self.report.warn(record.line, column, Complaint(message, facts))

    def refuse(self, record: Record, column: str, message: str, **facts: str | int) -> None:
        self.report.refuse(record.line, column, Complaint(message, facts))


class Writer(Protocol):
    """Writes the records of one job, batch by batch, inside one transaction."""

    def write(self, records: Sequence[Record]) -> None: ...

    def finish(self) -> None:
        """Announce once what all batches did."""


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of record. ``options`` is the form for the choices of whoever imports, given user and owner.

    ``records`` gives what somebody may take out, in the exchange format. ``example`` is one record with the columns
    that such a file usually has, in a language and for an owner. ``follow_up`` is the address of the page that goes on
    with what was imported, "" for none.
    """

    kind: str
    label: Promise
    fields: Fields
    may_import: Callable[[User, Organisation | None], bool]
    writer: Callable[[Job], Writer]
    records: Callable[[User | None, Organisation | None], Iterable[Mapping[str, Any]]]
    options: Callable[..., Form] | None = None
    example: Callable[[str, Organisation | None], Mapping[str, Any]] = lambda _language, _owner: {"id": ""}
    follow_up: Callable[[DataImport], str] = lambda _data_import: ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table to fill in: what it is called there, its key, and the example's cell."""

    heading: str
    key: str
    example: str


def columns_of(importer: Importer, language: str, owner: Organisation | None) -> list[Column]:
    """As the example has them, headed in the reader's language."""
    is_japanese, columns = language.startswith("ja"), []
    for key, value in importer.example(language, owner).items():
        heading, shape = importer.fields[key].heading, importer.fields[key].shape
        columns.append(Column(heading if heading and is_japanese else key, key, cell_of(value, shape)))
    return columns


def headed(importer: Importer | None, problems: Iterable[Problem], language: str) -> list[Problem]:
    """The problems with their columns called by heading and key, for readers of the language the headings are in."""
    fields = importer.fields if importer and language.startswith("ja") else {}
    return [
        replace(problem, column=f"{fields[problem.column].heading}（{problem.column}）")
        if problem.column in fields and fields[problem.column].heading
        else problem
        for problem in problems
    ]


_IMPORTERS: dict[str, Importer] = {}


def register_importer(importer: Importer) -> None:
    _IMPORTERS[importer.kind] = importer


def importer_of(kind: str) -> Importer | None:
    return _IMPORTERS.get(kind)


def importers_for(user: User, owner: Organisation | None) -> list[Importer]:
    """What somebody may import for this owner."""
    return [importer for importer in _IMPORTERS.values() if importer.may_import(user, owner)]


@dataclass(frozen=True, slots=True)
class Sorted[Row: ImportedRecord]:
    """A record with the row it became before, None for a new one."""

    record: Record
    row: Row | None
    digest: str

    @property
    def is_unchanged(self) -> bool:
        return self.row is not None and self.row.source == dict(self.record.source)


def sorted_out[Row: ImportedRecord](
    job: Job, known: Iterable[Row], twins: Iterable[Row], records: Sequence[Record]
) -> Iterator[Sorted[Row]]:
    """The records of a batch, each with its row among ``known``.

    An id that this file had before is refused. Content that another record had before (``twins``) is remarked on.
    """
    rows = {row.external_id: row for row in known}
    same = {row.digest: row.external_id for row in twins}
    lines = {row.external_id: row.line for row in rows.values() if row.last_import_id == job.data_import.pk}
    for record in records:
        if record.id in lines:
            job.refuse(
                record, "id", gettext_noop("The id “%(id)s” is already on line %(line)s."), id=record.id[:80],
                line=lines[record.id],
            )  # fmt: skip
            continue
        lines[record.id] = record.line
        digest = digest_of(record.source)
        if same.setdefault(digest, record.id) != record.id:
            job.remark(
                record, "", gettext_noop("Everything but the id is the same as in “%(id)s”. Is it there twice?"),
                id=same[digest][:80],
            )  # fmt: skip
        yield Sorted(record, rows.get(record.id), digest)


def digest_of(source: Mapping[str, Any]) -> str:
    """Equal for records that say the same, whatever their ids."""
    content = {key: value for key, value in source.items() if key != "id"}
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()
