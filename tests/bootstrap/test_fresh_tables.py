"""A new database is built in one go, an older one migrates: both must end the same, to the last trigger and row."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from common.database import at_database, create_database, drop_database
from common.fresh_tables import make_fresh_tables

ROOT = Path(__file__).resolve().parents[2]
OURS = "relnamespace = 'public'::regnamespace"
SAME = {
    "tables": f"SELECT relname, relkind, relpersistence, reloptions FROM pg_class WHERE {OURS}",
    "columns": "SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,"
    " pg_get_expr(adbin, adrelid) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'"
    f" LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND NOT attisdropped AND {OURS}",
    "constraints": "SELECT relname, conname, condeferrable, condeferred, pg_get_constraintdef(pg_constraint.oid)"
    f" FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE {OURS}",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT relname, tgname, pg_get_triggerdef(pg_trigger.oid), obj_description(pg_trigger.oid)"
    f" FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND {OURS}",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    " AND prokind = 'f' AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')",
    "migrations": "SELECT app, name FROM django_migrations",
    "content types": "SELECT app_label, model FROM django_content_type",
    "permissions": "SELECT codename FROM auth_permission",
    "legal texts": "SELECT kind, number, body_ja, body_en, needs_consent, valid_from FROM accounts_legalversion",
}


@pytest.fixture
def migrated() -> Iterator[str]:
    """The owner's address of another database, brought to today by one migration after the other."""
    url = at_database(settings.DATABASE_OWNER_URL, f"kakehashi_migrated_{os.getpid()}")
    create_database(url)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.development", "DATABASE_URL": url}
    step_by_step = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    try:
        subprocess.run(step_by_step, cwd=ROOT, env=env, check=True)
        yield url
    finally:
        drop_database(url)


@pytest.mark.django_db
def test_both_ways_end_in_the_same_tables(migrated: str) -> None:
    """The database of this run was built straight away."""
    straight = described(settings.DATABASE_OWNER_URL)
    step_by_step = described(migrated)
    assert len(straight["triggers"]) > 50
    for what, found in straight.items():
        assert found == step_by_step[what], what


@pytest.mark.django_db
def test_nothing_is_built_where_migrations_have_run() -> None:
    assert make_fresh_tables(connection) is False


def described(url: str) -> dict[str, set[str]]:
    with psycopg.connect(url) as database:
        return {what: {repr(row) for row in database.execute(query)} for what, query in SAME.items()}
