"""`manage.py export_organisations`: organisations as a file of records."""

from accounts.management.import_command import ExportCommand


class Command(ExportCommand):
    help = "Write organisations as JSON Lines or CSV, with every field as it came."
    kind = "organisations"
