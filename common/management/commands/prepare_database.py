"""`manage.py prepare_database`: role, tables and rights, as the owner; run before each new version starts."""

from typing import Any

import environ
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from common.database import DatabaseRefusedError, grant_application_rights, prepare_database
from common.fresh_tables import make_fresh_tables


class Command(BaseCommand):
    help = "Makes database and application role where missing, migrates as the owner, and grants the role its rights."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        owner_url = settings.DATABASE_OWNER_URL
        role, password = connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]
        if not owner_url:
            raise CommandError("Set DATABASE_OWNER_URL to the owner of the database; DATABASE_URL is the application.")
        if environ.Env.db_url_config(owner_url)["USER"] == role:
            raise CommandError("DATABASE_URL and DATABASE_OWNER_URL name the same role: the application needs its own.")
        try:
            if not _lets_us_in():
                prepare_database(owner_url, application_role=role, password=password)
            connection.close()
            # Options as well: a migration may take longer than a page or a worker may.
            connection.settings_dict.update({"OPTIONS": {}} | environ.Env.db_url_config(owner_url))
            make_fresh_tables(connection)
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
            grant_application_rights(owner_url, role)
        except DatabaseRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal


def _lets_us_in() -> bool:
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
