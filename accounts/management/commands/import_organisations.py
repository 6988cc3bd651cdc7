"""`manage.py import_organisations`: organisations out of a file of records."""

from accounts.management.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import organisations from JSON Lines or CSV, all of them or none."
    kind = "organisations"
