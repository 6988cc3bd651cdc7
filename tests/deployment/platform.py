"""A platform of its own for tests that migrate, save and bring back."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from common.embedded import EmbeddedError, _postgres_install
from tests.deployment.files import ROOT, answers, command_of, environment_of

NAME = f"kakehashi_backup_{os.getpid()}"
State = dict[str, tuple[int, str | None]]


def programs() -> Path:
    try:
        return _postgres_install() / "bin"
    except EmbeddedError as missing:
        pytest.skip(str(missing))


@dataclass(frozen=True)
class Platform:
    """A database of its own on the tests' server, a folder of uploads, and one for backups."""

    owner_url: str
    app_url: str
    media: Path
    backups: Path

    def migrate(self) -> None:
        """The command of the `migrate` service."""
        shell, flag, command = command_of("migrate")
        env = environment_of("migrate", answers()) | self._environment()
        env |= {"DATABASE_URL": self.app_url, "DATABASE_OWNER_URL": self.owner_url}
        subprocess.run([shell, flag, command], cwd=ROOT, env=env, check=True, timeout=120, capture_output=True)

    def backup(self) -> str:
        """The name of the new backup."""
        ended = self._script(command_of("backup")[1])
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip().splitlines()[-1]

    def restore(self, name: str) -> subprocess.CompletedProcess[str]:
        return self._script("/deploy/restore.sh", name)

    def state(self) -> State:
        """Of every table and every file: how many rows or bytes, and a check sum."""
        found: State = {}
        with psycopg.connect(self.owner_url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            for (table,) in tables.fetchall():
                query = sql.SQL(
                    "SELECT count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {} t"
                )
                found[table] = connection.execute(query.format(sql.Identifier(table))).fetchone() or (0, None)
            numbers = connection.execute("SELECT sequencename, last_value FROM pg_sequences")
            found |= {name: (last or 0, "sequence") for name, last in numbers}
        for path in filter(Path.is_file, self.media.rglob("*")):
            content = path.read_bytes()
            found[str(path.relative_to(self.media))] = (len(content), hashlib.sha256(content).hexdigest())
        return found

    def change(self, *statements: str) -> None:
        with psycopg.connect(self.owner_url) as connection:
            for statement in statements:
                connection.execute(statement)

    def databases(self) -> set[str]:
        with psycopg.connect(self.owner_url, dbname="postgres") as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s",
                [NAME, f"{NAME}_ready"],
            )
            return {name for (name,) in rows}

    def libpq(self) -> dict[str, str]:
        """What PostgreSQL's programs read from the environment."""
        given = conninfo_to_dict(self.owner_url)
        names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
        return {name: str(given[part]) for name, part in names.items() if part in given}

    def _script(self, path: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = environment_of("backup", answers()) | self._environment() | self.libpq()
        env |= {"BACKUP_DIR": str(self.backups)}
        argv = ["sh", str(ROOT) + path, *arguments]
        return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=120, check=False)

    def _environment(self) -> dict[str, str]:
        path = f"{programs()}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {"PATH": path, "MEDIA_ROOT": str(self.media)}
