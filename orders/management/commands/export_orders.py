"""`manage.py export_orders`: orders as a file of records."""

from accounts.management.import_command import ExportCommand


class Command(ExportCommand):
    help = "Write orders as JSON Lines or CSV, with every field as it came."
    kind = "orders"
