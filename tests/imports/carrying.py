"""Bringing files, as a page or a terminal would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from accounts.actions.imports import Chosen, import_file, upload_import, want_import
from accounts.importers import Job, importer_of
from accounts.models import DataImport, Organisation, User
from outbox.actions import run_work
from outbox.models import Work


def bring(kind: str, path: Path, *, keep: bool = True, **chosen: Any) -> Job:
    """Import a file at once."""
    importer = importer_of(kind)
    assert importer is not None
    return import_file(importer, path, chosen=Chosen(**chosen), keep=keep, progress=lambda _job: None)


def upload(kind: str, name: str, content: bytes, actor: User, owner: Organisation | None = None, **options: Any) -> Any:
    importer = importer_of(kind)
    assert importer is not None
    return upload_import(importer, (name, [content]), actor=actor, owner=owner, options=options)


def work_off(data_import: DataImport) -> DataImport:
    """What a worker does once the upload or the wish is committed."""
    assert run_work(Work.objects.get(kind="accounts.import", key=str(data_import.pk)).pk)
    data_import.refresh_from_db()
    return data_import


def import_wholly(data_import: DataImport, actor: User) -> DataImport:
    work_off(data_import)
    want_import(data_import, actor=actor)
    return work_off(data_import)
