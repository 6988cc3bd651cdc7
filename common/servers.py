"""Which PostgreSQL and Redis the demo and the tests use: those of the environment, else embedded ones."""

import atexit
import contextlib
import fcntl
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict

from common.database import (
    DatabaseRefusedError,
    at_database,
    create_database,
    drop_database,
    grant_application_rights,
    prepare_database,
    require_application_role,
)
from common.embedded import (
    DATABASE,
    EmbeddedError,
    EmbeddedPostgres,
    EmbeddedRedis,
    kept_secret,
    remove_embedded,
    start_postgres,
    start_redis,
)

LOCAL = Path(__file__).resolve().parent.parent / ".local"
_INHERITED = "KAKEHASHI_TEST_SERVERS"


@dataclass(frozen=True)
class Servers:
    """Addresses to use, and the servers of ours behind them."""

    owner_url: str
    app_url: str
    redis_url: str
    ours: list[EmbeddedPostgres | EmbeddedRedis] = field(default_factory=list)

    def stop(self) -> None:
        for server in reversed(self.ours):
            server.stop()


def open_servers(directory: Path, secrets_in: Path, *, durable: bool, database: str | None = None) -> Servers:
    """Start in `directory` what the environment does not name, and make database and role ready.

    DATABASE_URL alone is the address of an owner; together with DATABASE_OWNER_URL both are used as they are.
    `database` names another database on that server.
    """
    ours: list[EmbeddedPostgres | EmbeddedRedis] = []
    try:
        owner_url, app_url = _given_addresses(database)
        if not owner_url:
            postgres = start_postgres(directory / "postgres", durable=durable)
            ours.append(postgres)
            owner_url = postgres.url
        if app_url:
            require_application_role(app_url)
        else:
            password = kept_secret(secrets_in / "application-password")
            app_url = prepare_database(owner_url, application_role=f"{DATABASE}_app", password=password)
        redis_url = os.environ.get("REDIS_URL", "")
        if not redis_url:
            ours.append(start_redis(directory / "redis"))
            redis_url = ours[-1].url
    except BaseException:
        Servers("", "", "", ours).stop()
        raise
    return Servers(owner_url, app_url, redis_url, ours)


def _given_addresses(database: str | None) -> tuple[str, str]:
    """Owner's and application's address from the environment; empty where none is given."""
    owner_url, app_url = os.environ.get("DATABASE_OWNER_URL", ""), os.environ.get("DATABASE_URL", "")
    if not owner_url:
        owner_url, app_url = app_url, ""
    if owner_url and database:
        owner_url = at_database(owner_url, database)
        create_database(owner_url)
        app_url = app_url and at_database(app_url, database)
        if app_url:
            grant_application_rights(owner_url, str(conninfo_to_dict(app_url).get("user")))
    return owner_url, app_url


def embedded_for_tests() -> tuple[str, str, str]:
    """Addresses of owner, application and Redis for this run of the tests and every process it starts."""
    inherited = os.environ.get(_INHERITED)
    if inherited:
        owner_url, app_url, redis_url = json.loads(inherited)
        return owner_url, app_url, redis_url
    try:
        return _start_for_tests()
    except (DatabaseRefusedError, EmbeddedError) as sentence:
        sys.exit(f"Cannot start: {sentence}")


def _start_for_tests() -> tuple[str, str, str]:
    directory, claim = _claim_directory()
    database = f"{DATABASE}_test_{os.getpid()}"  # never the given database itself: the tests empty their tables
    (directory / "database").write_text(database, encoding="ascii")
    servers = open_servers(directory, LOCAL, durable=False, database=database)
    atexit.register(_leave, os.getpid(), servers, directory, claim)
    addresses = (servers.owner_url, servers.app_url, servers.redis_url)
    os.environ[_INHERITED] = json.dumps(addresses)
    return addresses


def _leave(pid: int, servers: Servers, directory: Path, claim: IO[str]) -> None:
    if os.getpid() == pid:  # a forked child that ends must not end the servers of its parent
        servers.stop()
        _remove(directory)
        claim.close()


def _claim_directory() -> tuple[Path, IO[str]]:
    """A folder for this process, and the lock that shows it is alive; folders of killed runs are removed."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "test.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        for left in LOCAL.glob("test-*"):
            with _abandoned(left) as free:
                if free:
                    _remove(left)
        directory = LOCAL / f"test-{os.getpid()}"
        directory.mkdir(exist_ok=True)
        claim = (directory / "alive").open("w")
        fcntl.flock(claim, fcntl.LOCK_EX)
    return directory, claim


@contextlib.contextmanager
def _abandoned(directory: Path) -> Iterator[bool]:
    try:
        claim = (directory / "alive").open("w")
    except FileNotFoundError:  # its owner removes it this moment
        yield False
        return
    with claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _remove(directory: Path) -> None:
    """Remove what a run left: its database on a given server, its own servers, its folder."""
    given, _app_url = _given_addresses(None)
    noted = directory / "database"
    if given and noted.exists():
        with contextlib.suppress(DatabaseRefusedError):  # it lies on a server that is not given any more
            drop_database(at_database(given, noted.read_text(encoding="ascii")))
    remove_embedded(directory / "postgres")
    remove_embedded(directory / "redis")
    remove_embedded(directory)
