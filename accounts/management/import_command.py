"""What all `manage.py import_…` and `manage.py export_…` commands share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.actions.imports import Chosen, import_file
from accounts.importers import Importer, Job, importer_of
from accounts.models import Organisation, User
from common.interchange.files import as_file
from common.interchange.jsonlines import FileError, printable, writing
from common.interchange.records import FORMATS, format_of
from common.interchange.reports import as_sentences, as_table

_BAR = 30


class ImportCommand(BaseCommand):
    """Reads one file, whole or not at all; exit code 2 and a sentence for each mistake when it cannot be imported."""

    kind: ClassVar[str]
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSON Lines or CSV, in UTF-8 or Shift_JIS")
        parser.add_argument("--format", choices=FORMATS, help="how it is written (by its name)")
        parser.add_argument("--dry-run", action="store_true", help="do everything, tell everything, keep nothing")
        parser.add_argument("--client", help="for this organisation (id or name) instead of the platform")
        parser.add_argument("--by", help="e-mail address of whoever imports")
        parser.add_argument("--report", type=Path, help="where to write mistakes and notes as CSV")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._import(options)

    def choices(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the importer of this kind is to know."""
        return {}

    def _import(self, options: Mapping[str, Any]) -> None:
        chosen = Chosen(
            owner=_organisation(options["client"]) if options["client"] else None,
            actor=_user(options["by"]) if options["by"] else None,
            options=self.choices(options),
            format=options["format"],
        )
        try:
            job = import_file(
                _importer(self.kind), options["file"], chosen=chosen, keep=not options["dry_run"], progress=self._show
            )
        except OSError as error:
            raise CommandError(printable(f"{options['file']}: {error.strerror}"), returncode=2) from error
        if self.stderr.isatty():
            self.stderr.write("")
        self._tell(job, options)

    def _show(self, job: Job) -> None:
        if self.stderr.isatty():
            done = job.data_import.percent * _BAR // 100
            bar = "#" * done + "·" * (_BAR - done)
            self.stderr.write(f"\r[{bar}] {job.data_import.percent:3} %, {job.tally.rows:,} rows", ending="")

    def _tell(self, job: Job, options: Mapping[str, Any]) -> None:
        report, tally = job.report, job.tally
        for sentence in as_sentences([*report.errors.kept, *report.warnings.kept]):
            self.stderr.write(printable(sentence))
        if options["report"]:
            _write(options["report"], b"".join(as_table(report.errors.kept, report.warnings.kept)))
        if report.errors.count:
            raise CommandError(f"{report.errors.count} mistakes, nothing was imported.", returncode=2)
        said = f"{tally.rows} rows: {tally.created} new, {tally.updated} changed, {tally.unchanged} as before"
        self.stdout.write(f"{said}; {report.warnings.count} notes." + (" Nothing kept." if options["dry_run"] else ""))


class ExportCommand(BaseCommand):
    """Writes every record of one kind, whole or not at all."""

    kind: ClassVar[str]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="file to write")
        parser.add_argument("--format", choices=FORMATS, help="how to write it (by the file's name)")
        parser.add_argument("--client", help="only of this organisation (id or name)")

    def handle(self, *_args: Any, **options: Any) -> None:
        importer, out = _importer(self.kind), options["out"]
        owner = _organisation(options["client"]) if options["client"] else None
        pieces = as_file(importer.records(None, owner), importer.fields, options["format"] or format_of(out.name))
        number = 0
        try:
            with writing(out) as (file,):
                for piece in pieces:
                    file.write(piece)
                    number += 1
        except FileError as error:
            raise CommandError(printable(str(error)), returncode=2) from error
        self.stdout.write(f"Wrote {number} lines.")


def _importer(kind: str) -> Importer:
    importer = importer_of(kind)
    assert importer is not None
    return importer


def _organisation(named: str) -> Organisation:
    found = Organisation.objects.filter(public_id=named)[:2] or Organisation.objects.filter(name=named)[:2]
    if len(found) != 1:
        raise CommandError(f"{len(found) or 'No'} organisations are called {printable(named)}.", returncode=2)
    return found[0]


def _user(email: str) -> User:
    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        raise CommandError(f"Nobody has the address {printable(email)}.", returncode=2)
    return found


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(printable(f"{path}: {error.strerror}"), returncode=2) from error
