"""`manage.py export_candidates`: people as a file of records, for offline ranking for example."""

from accounts.management.import_command import ExportCommand


class Command(ExportCommand):
    help = "Write everybody who takes part in matching, and imported people as they came; handles, no legal names."
    kind = "candidates"
