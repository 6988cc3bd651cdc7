"""The two roles of the database: an owner for migrations, and the application's, which may only read and write rows."""

import contextlib
from collections.abc import Iterator
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

_OWN_ROLE = "give the application a role of its own in DATABASE_URL and the owner in DATABASE_OWNER_URL"
_LOCK = 4_601_277  # any number; one preparation at a time in a database


class DatabaseRefusedError(Exception):
    """The server cannot be used like this; the text is one sentence for the person at the terminal."""


def prepare_database(owner_url: str, *, application_role: str, password: str) -> str:
    """Make the database and the application's role where missing, and return the address the application uses.

    Raises `DatabaseRefusedError` when the server cannot be reached or the owner lacks a right.
    """
    create_database(owner_url)
    with _connected(owner_url) as connection:
        _prepare_role(connection, application_role, password)
        _grant_rights(connection, application_role)
    return _with_login(owner_url, application_role, password)


def grant_application_rights(owner_url: str, role: str) -> None:
    """Let `role` read and write every row of today's and tomorrow's tables, and nothing else."""
    with _connected(owner_url) as connection:
        _grant_rights(connection, role)


def require_application_role(app_url: str) -> None:
    """Raise `DatabaseRefusedError` unless the application gets in, as a role that owns nothing and may do little."""
    with _connected(app_url) as connection:
        found = connection.execute(
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls"
            " OR EXISTS (SELECT FROM pg_database WHERE datname = current_database() AND datdba = pg_roles.oid)"
            " OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        if found is None or found[0]:
            role = connection.info.user
            raise DatabaseRefusedError(f"The role {role} may do more than read and write rows: {_OWN_ROLE}.")


def create_database(owner_url: str) -> None:
    """Make the database that `owner_url` names, unless it is there."""
    name = str(conninfo_to_dict(owner_url).get("dbname", ""))
    if not name:
        raise DatabaseRefusedError("DATABASE_URL names no database: end it with one, for example /kakehashi.")
    try:
        psycopg.connect(owner_url, connect_timeout=5).close()
    except psycopg.OperationalError as refusal:
        with _connected(owner_url, dbname="postgres") as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                raise _refused(owner_url, refusal) from refusal
            with _rights_needed("create the database"):
                connection.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(_id(name)))


def drop_database(owner_url: str) -> None:
    """Drop the database that `owner_url` names, with every connection to it."""
    name = str(conninfo_to_dict(owner_url)["dbname"])
    with _connected(owner_url, dbname="postgres") as connection, _rights_needed("drop the database"):
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_id(name)))


def at_database(url: str, name: str) -> str:
    """The same server and login, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(name, safe='')}"))


def server_of(url: str) -> str:
    """The address without its secrets, for messages."""
    parts = conninfo_to_dict(url)
    host = parts.get("host", "localhost")
    return f"{host}:{parts['port']}" if "port" in parts else str(host)


def _prepare_role(connection: psycopg.Connection, role: str, password: str) -> None:
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    found = connection.execute(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
    ).fetchone()
    if found is not None and found[0]:
        raise DatabaseRefusedError(f"The role {role} may do more than read and write rows: {_OWN_ROLE}.")
    statement = "ALTER ROLE {} LOGIN PASSWORD {}"
    if found is None:
        statement = "CREATE ROLE {} LOGIN PASSWORD {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION"
    with _rights_needed(f"create or change the role {role}"):
        connection.execute(sql.SQL(statement).format(_id(role), sql.Literal(password)))
    if connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").fetchone():
        with contextlib.suppress(psycopg.errors.InsufficientPrivilege):  # nothing needs it yet
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")


def _grant_rights(connection: psycopg.Connection, role: str) -> None:
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    database = _id(connection.info.dbname)
    with _rights_needed(f"give rights to the role {role}"):
        for statement in (
            "REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {database} TO {role}",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, USAGE ON SEQUENCES TO {role}",
        ):
            connection.execute(sql.SQL(statement).format(database=database, role=_id(role)))


@contextlib.contextmanager
def _connected(url: str, **changes: str) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=5, **changes)  # type: ignore[arg-type]  # any parameter
    except psycopg.Error as refusal:
        raise _refused(url, refusal) from refusal
    with connection:
        yield connection


@contextlib.contextmanager
def _rights_needed(what: str) -> Iterator[None]:
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as refusal:
        raise DatabaseRefusedError(
            f"The database's owner may not {what}: give it that right, or set DATABASE_OWNER_URL to an owner "
            "and DATABASE_URL to the application's role."
        ) from refusal


def _refused(url: str, refusal: psycopg.Error) -> DatabaseRefusedError:
    reason = str(refusal).strip().splitlines()[0].removeprefix("connection failed: ")
    return DatabaseRefusedError(f"The database at {server_of(url)} cannot be used: {reason}")


def _with_login(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role, safe='')}:{quote(password, safe='')}@{place}"))


def _id(name: str) -> sql.Identifier:
    return sql.Identifier(name)
