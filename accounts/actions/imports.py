"""Every write about imports: a file is brought, checked in the background, imported when wanted, forgotten in time.

The check does everything the import does and undoes it, so both find the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched
from pathlib import Path
from typing import Any, Final, cast

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.errors import ImportMovedError
from accounts.importers import EXAMPLE_IDS, Importer, Job, importer_of
from accounts.models import DataImport, ImportChunk, Organisation, User
from accounts.signals import import_changed
from accounts.states import IMPORT_MOVES, UNDER_WAY, ImportStatus
from common.interchange.complaints import Complaint
from common.interchange.encodings import BLOCK, Lines, lines_in, lines_of_path
from common.interchange.records import Format, Record, Source, format_of, read_records
from outbox.actions import request_work
from outbox.leases import Lease

IMPORT: Final = "accounts.import"
BATCH: Final = 500
FILES_KEPT: Final = timedelta(days=30)
_TRY_AGAIN: Final = timedelta(seconds=5)
# Any number that no other advisory lock of this database has: one import at a time.
_ONE_AT_A_TIME: Final = 7_402_118_031


@dataclass(frozen=True)
class Chosen:
    """How a file is imported at once: for whom, by whom, with which choices; without a format its name tells."""

    owner: Organisation | None = None
    actor: User | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    format: Format | None = None


@transaction.atomic
def upload_import(
    importer: Importer,
    file: tuple[str, Iterable[bytes]],
    *,
    actor: User,
    owner: Organisation | None,
    options: Mapping[str, Any],
) -> DataImport:
    """Keep a file (its name and its content in pieces) and have it checked. Raises PermissionDenied."""
    if not importer.may_import(actor, owner):
        raise PermissionDenied
    name, content = file
    data_import = DataImport.objects.create(
        kind=importer.kind,
        format=format_of(name),
        file_name=name[-200:],
        size=0,
        owner=owner,
        created_by=actor,
        options=dict(options),
    )
    data_import.size = _keep_content(data_import, content)
    data_import.save(update_fields=["size"])
    request_work(IMPORT, str(data_import.pk))
    return data_import


def want_import(data_import: DataImport, *, actor: User) -> None:
    """Have a checked file imported; quiet when it is under way or done. Raises PermissionDenied, ImportMovedError."""
    with transaction.atomic():
        current = _lock(data_import)
        _require_right(current, actor)
        if current.status in {ImportStatus.WANTED, ImportStatus.DONE}:
            return
        _move(current, ImportStatus.WANTED, bytes_read=0)
        request_work(IMPORT, str(current.pk))


def discard_import(data_import: DataImport, *, actor: User) -> None:
    """Forget the file of an import that is not wanted; the line in the history stays.

    Quiet when it is done. Raises PermissionDenied, ImportMovedError.
    """
    with transaction.atomic():
        current = _lock(data_import)
        _require_right(current, actor)
        if current.status != ImportStatus.DISCARDED:
            _move(current, ImportStatus.DISCARDED, ended_at=timezone.now(), problems={})
            current.chunks.all().delete()


def work_on_import(lease: Lease) -> None:
    """Check or import the file of this work row, whichever it waits for."""
    data_import = DataImport.objects.select_related("owner").filter(pk=int(lease.key), status__in=UNDER_WAY).first()
    if data_import is None:
        return
    job, read = Job(data_import), _Counted(_lines_of(data_import))
    with lease.kept(lambda: _show_progress(job, read.bytes)), lease.completing():
        if not _is_alone():
            request_work(IMPORT, lease.key, wait=_TRY_AGAIN)
            return
        is_wanted = data_import.status == ImportStatus.WANTED
        is_kept = carry_out(job, read, keep=is_wanted)
        for tell_others in job.afterwards:
            tell_others()
        to = ImportStatus.DONE if is_kept else ImportStatus.REFUSED if job.report.errors.count else ImportStatus.CHECKED
        _store_outcome(_lock(data_import), job, to)


def import_file(importer: Importer, path: Path, *, chosen: Chosen, keep: bool, progress: Callable[[Job], None]) -> Job:
    """Import a file at once, for the command line; with ``keep`` False, or with any mistake, nothing stays."""
    data_import = DataImport(
        kind=importer.kind,
        format=chosen.format or format_of(path.name),
        file_name=path.name[-200:],
        size=path.stat().st_size,
        owner=chosen.owner,
        created_by=chosen.actor,
        options=dict(chosen.options),
        status=ImportStatus.WANTED,
    )
    job, read = Job(data_import), _Counted(lines_of_path(path))

    def tell(job: Job) -> None:
        data_import.bytes_read = read.bytes
        progress(job)

    with transaction.atomic():
        _wait_alone()
        data_import.save()
        if carry_out(job, read, keep=keep, progress=tell):
            _store_outcome(data_import, job, ImportStatus.DONE)
        else:
            transaction.set_rollback(True)
    for tell_others in job.afterwards:
        tell_others()
    return job


def carry_out(job: Job, lines: Lines, *, keep: bool, progress: Callable[[Job], None] = lambda _job: None) -> bool:
    """Read and write everything; all of it is undone unless it is to be kept and nothing is wrong. Says which."""
    importer = importer_of(job.data_import.kind)
    assert importer is not None
    source = Source(lines, cast("Format", job.data_import.format))
    with transaction.atomic():
        _check_references_at_once()
        writer = importer.writer(job)
        records = _without_examples(read_records(source, importer.fields, job.report), job)
        for batch in batched(records, BATCH):
            job.tally.rows += len(batch)
            writer.write(batch)
            progress(job)
        if not job.tally.rows and not job.report.errors.count:
            job.report.refuse(0, "", Complaint(gettext_noop("The file holds no rows.")))
        if not job.report.errors.count:
            writer.finish()
        is_kept = keep and not job.report.errors.count
        if not is_kept:
            transaction.set_rollback(True)
    return is_kept


def _without_examples(records: Iterable[Record], job: Job) -> Iterator[Record]:
    """Whoever fills the empty table in may leave its example where it is."""
    for record in records:
        if record.id in EXAMPLE_IDS:
            job.remark(record, "", gettext_noop("This is the example of the empty table. It is left out."))
        else:
            yield record


def fail_import(pk: int) -> None:
    """The background gave up on it; the file stays, so that somebody can look at it."""
    with transaction.atomic():
        current = DataImport.objects.select_for_update(no_key=True).filter(pk=pk, status__in=UNDER_WAY).first()
        if current is not None:
            _move(current, ImportStatus.FAILED, ended_at=timezone.now())


def forget_import_files() -> None:
    """Files of ended imports go after a while: they hold what people wrote about people."""
    old = DataImport.objects.filter(created_at__lt=timezone.now() - FILES_KEPT).exclude(status__in=UNDER_WAY)
    ImportChunk.objects.filter(data_import__in=old).delete()


class _Counted:
    """Lines that count how many bytes of them were read, over all passes."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.bytes = 0

    def __call__(self) -> Iterator[bytes]:
        for line in self._lines():
            self.bytes += len(line)
            yield line


def _keep_content(data_import: DataImport, content: Iterable[bytes]) -> int:
    size = position = 0
    for piece in content:
        for start in range(0, len(piece), BLOCK):
            part = piece[start : start + BLOCK]
            ImportChunk.objects.create(data_import=data_import, position=position, content=part)
            position, size = position + 1, size + len(part)
    return size


def _lines_of(data_import: DataImport) -> Lines:
    def blocks() -> Iterator[bytes]:
        position = 0
        while True:
            found = ImportChunk.objects.filter(data_import=data_import, position=position)
            content = found.values_list("content", flat=True).first()
            if content is None:
                return
            yield bytes(content)
            position += 1

    return lambda: lines_in(blocks())


def _show_progress(job: Job, bytes_read: int) -> None:
    """Called from the thread that keeps the lease, so that others see it before the import ends."""
    with transaction.atomic():
        DataImport.objects.filter(pk=job.data_import.pk).update(bytes_read=bytes_read, rows=job.tally.rows)
        import_changed.send(sender=DataImport, data_import=job.data_import)


def _store_outcome(data_import: DataImport, job: Job, to: ImportStatus) -> None:
    report, tally, now = job.report, job.tally, timezone.now()
    problems = {
        "errors": [problem.to_json() for problem in report.errors.kept],
        "warnings": [problem.to_json() for problem in report.warnings.kept],
    }
    ended = {"checked_at": now} if to == ImportStatus.CHECKED else {"ended_at": now}
    facts = {
        "rows": tally.rows,
        "created": tally.created,
        "updated": tally.updated,
        "unchanged": tally.unchanged,
        "error_count": report.errors.count,
        "warning_count": report.warnings.count,
        "problems": problems,
        "bytes_read": data_import.size * 2,
    }
    _move(data_import, to, **facts, **ended)


def _move(data_import: DataImport, to: ImportStatus, **facts: Any) -> None:
    if to not in IMPORT_MOVES[data_import.status]:
        raise ImportMovedError
    data_import.status = to
    for name, value in facts.items():
        setattr(data_import, name, value)
    data_import.save(update_fields=["status", *facts])
    import_changed.send(sender=DataImport, data_import=data_import)


def _lock(data_import: DataImport) -> DataImport:
    return DataImport.objects.select_for_update(no_key=True).get(pk=data_import.pk)


def _require_right(data_import: DataImport, actor: User) -> None:
    importer = importer_of(data_import.kind)
    if importer is None or not importer.may_import(actor, data_import.owner):
        raise PermissionDenied


def _check_references_at_once() -> None:
    """Not at the commit: a million checks that wait make every later trigger slower, and fill the server's memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def _wait_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
