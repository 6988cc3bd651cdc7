"""`manage.py import_orders`: orders out of a file of records."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import orders from JSON Lines or CSV, all of them or none."
    kind = "orders"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--publish", action="store_true", help="publish what lacks nothing; needs --by")

    def choices(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        if options["publish"] and not options["by"]:
            raise CommandError("Orders are published by somebody: please give --by.", returncode=2)
        return {"publish": options["publish"]}
