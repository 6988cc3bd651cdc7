"""The database of a test run or a measurement: made and migrated by the owner, used by the application's role."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from time import sleep

import environ
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from common.database import grant_application_rights
from common.fresh_tables import make_fresh_tables

KEPT_TABLES = ("django_", "auth_", "vocabulary_", "accounts_legalversion")
_IN_THE_WAY = (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable)
_TRUNCATED_EVERY = 50
_EMPTIED = count(1)


def make_tables() -> None:
    """Build the tables as the owner, load the vocabulary, then work as the application's role like production does."""
    application = dict(connection.settings_dict)
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    connection.close()
    connection.settings_dict |= {name: owner[name] for name in ("USER", "PASSWORD")}
    make_fresh_tables(connection)
    call_command("migrate", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    connection.close()
    connection.settings_dict |= {name: application[name] for name in ("USER", "PASSWORD")}
    grant_application_rights(settings.DATABASE_OWNER_URL, application["USER"])


def empty_after_a_test() -> None:
    """As `empty_tables`, several times faster: a test fills few tables, and deleting few rows is quick.

    Now and then all are truncated, so that searches do not wade through what was deleted.
    """
    if next(_EMPTIED) % _TRUNCATED_EVERY == 0 or not _delete_rows():
        empty_tables()


def empty_tables() -> None:
    """Empty all but the vocabulary and the legal texts; the application's role may not TRUNCATE, the owner may."""
    connection.close()
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute("SET lock_timeout = '10s'")
        _truncate(owner, _tables_to_empty(owner))


def _tables_to_empty(owner: psycopg.Connection) -> list[str]:
    return [
        name
        for (name,) in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        if not name.startswith(KEPT_TABLES) or name in ("django_session", "vocabulary_proposedphrase")
    ]


def _delete_rows() -> bool:
    """Whether it worked: an owner who is no superuser may not pass over foreign keys and triggers, nor a lock wait."""
    connection.close()
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        try:
            owner.execute("SET session_replication_role = replica")
            owner.execute("SET lock_timeout = '1s'")
            one_row = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in _tables_to_empty(owner))
            for (name,) in owner.execute(" UNION ALL ".join(one_row)).fetchall():
                owner.execute(f'DELETE FROM "{name}"')
        except (psycopg.errors.InsufficientPrivilege, *_IN_THE_WAY):
            owner.rollback()
            return False
    return True


def _truncate(owner: psycopg.Connection, names: list[str]) -> None:
    """Processes that a test has started may hold rows at this moment: give way and try again."""
    statement = "TRUNCATE " + ", ".join(f'"{name}"' for name in names) + " CASCADE"
    for _attempt in range(4):
        with suppress(*_IN_THE_WAY):
            owner.execute(statement)
            return
        sleep(0.2)
    owner.execute(statement)
