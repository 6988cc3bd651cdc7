"""One database for the test run: made and migrated by the owner, used by the application's role."""

from collections.abc import Iterator
from typing import Any

import environ
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from common.database import grant_application_rights

KEPT_TABLES = ("django_", "auth_", "vocabulary_")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """Migrate as the owner, load the vocabulary, then work as the application's role like production does."""
    application = dict(connection.settings_dict)
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict |= {name: owner[name] for name in ("USER", "PASSWORD")}
        call_command("migrate", verbosity=0)
        call_command("load_vocabulary", verbosity=0)
        connection.close()
        connection.settings_dict |= {name: application[name] for name in ("USER", "PASSWORD")}
        grant_application_rights(settings.DATABASE_OWNER_URL, application["USER"])


def _empty_tables(_case: TransactionTestCase) -> None:
    """Empty what a test may have filled; the application's role may not TRUNCATE, the owner may."""
    connection.close()
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute("SET lock_timeout = '10s'")
        names = [
            name
            for (name,) in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            if not name.startswith(KEPT_TABLES) or name in ("django_session", "vocabulary_proposedphrase")
        ]
        owner.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in names) + " CASCADE")


TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _japanese_reader() -> Iterator[None]:
    """Every test begins with the platform's default language, whatever the one before left behind."""
    from django.utils import translation  # noqa: PLC0415 -- settings must be ready

    with translation.override("ja"):
        yield
