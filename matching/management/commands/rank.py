"""`manage.py rank`: rank people for orders from files, with no server and no database."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.interchange.jsonlines import FileError, printable
from common.japan import today_in_japan
from matching.interchange.offline import Files, rank_files


class Command(BaseCommand):
    """Reads two JSON Lines files and writes the ranking; exit code 2 when a file cannot be used."""

    help = "Rank candidates for orders, both from JSON Lines files. Starts no server and touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--orders", type=Path, required=True, help="orders, one JSON object a line")
        parser.add_argument("--candidates", type=Path, required=True, help="candidates, one JSON object a line")
        parser.add_argument("--out", type=Path, required=True, help="where to write the ranking")
        parser.add_argument("--top", type=_positive, default=50, help="how many people of each order (50)")
        parser.add_argument("--excluded", type=Path, help="where to write who was excluded, and by which rule")
        parser.add_argument("--vocabulary", type=Path, help="another vocabulary than the one that ships")
        parser.add_argument("--as-of", type=_iso_date, help="the day to rank for, as 2027-04-01 (today)")

    def handle(self, *args: Any, **options: Any) -> None:
        files = Files(**{key: options[key] for key in ("orders", "candidates", "out", "excluded", "vocabulary")})
        try:
            outcome = rank_files(files, top=options["top"], as_of=options["as_of"] or today_in_japan())
        except FileError as error:
            raise CommandError(printable(str(error)), returncode=2) from error
        for remark in outcome.remarks:
            self.stderr.write(printable(remark))
        self.stdout.write(printable(f"{outcome.orders} orders × {outcome.candidates} candidates → {files.out}"))


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ArgumentTypeError("a whole number of 1 or more is needed")
    return int(value)


def _iso_date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ArgumentTypeError("a date such as 2027-04-01 is needed") from error
