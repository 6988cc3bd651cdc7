"""The application's role reads and writes rows, and can do nothing else."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from common.database import DatabaseRefusedError, prepare_database, require_application_role


@pytest.mark.django_db
def test_application_connects_as_neither_owner_nor_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls,"
            " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid),"
            " (SELECT count(*) FROM pg_database WHERE datdba = pg_roles.oid),"
            " (SELECT count(*) FROM pg_auth_members WHERE member = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False, 0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE taken (id int)",
        "CREATE TEMPORARY TABLE taken (id int)",
        "CREATE SCHEMA taken",
        "ALTER TABLE accounts_user ADD COLUMN taken int",
        "ALTER TABLE accounts_user DISABLE TRIGGER USER",
        "DROP TABLE accounts_user",
        "TRUNCATE accounts_user CASCADE",
        "CREATE ROLE taken",
        "SET SESSION AUTHORIZATION postgres",
    ],
)
def test_application_may_not_change_the_structure(statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"denied|owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_owner_is_refused_as_the_application() -> None:
    with pytest.raises(DatabaseRefusedError, match="may do more than read and write rows"):
        require_application_role(settings.DATABASE_OWNER_URL)


@pytest.mark.django_db
def test_preparing_twice_changes_nothing() -> None:
    login = connection.settings_dict
    app_url = prepare_database(settings.DATABASE_OWNER_URL, application_role=login["USER"], password=login["PASSWORD"])
    with psycopg.connect(app_url) as application:
        assert application.execute("SELECT current_user").fetchone() == (login["USER"],)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://someone@127.0.0.1:9/nothing", r"database at 127\.0\.0\.1:9 cannot be used: .*refused"),
        ("postgresql://someone@127.0.0.1:9", "names no database"),
        ("postgresql://someone:secret@no-such-host.invalid/x", r"no-such-host\.invalid cannot be used"),
    ],
)
def test_unreachable_server_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(DatabaseRefusedError, match=sentence) as refusal:
        prepare_database(url, application_role="app", password="x")
    assert "\n" not in str(refusal.value)
    assert "secret" not in str(refusal.value)
