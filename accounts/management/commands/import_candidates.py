"""`manage.py import_candidates`: people out of a file of records."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from accounts.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import people from JSON Lines or CSV, all of them or none. They are hidden until they have agreed."
    kind = "candidates"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--consent", action="store_true", help="these people have agreed to be shown and ranked")

    def choices(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"consent": options["consent"]}
