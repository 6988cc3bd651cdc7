"""Backup and restore, really done: the scripts of the `backup` service with PostgreSQL's own programs."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from common.database import at_database, drop_database, require_application_role
from common.embedded import _where_postgres_runs, remove_embedded, start_postgres
from tests.deployment.files import ROOT
from tests.deployment.platform import NAME, Platform, programs


def fill(platform: Platform) -> None:
    platform.change(
        "INSERT INTO outbox_heartbeat SELECT '架け橋 ' || n, E'line\\nbreak', now() FROM generate_series(1, 5000) n",
    )
    (platform.media / "evidence").mkdir()
    (platform.media / "evidence" / "登記簿.pdf").write_bytes(os.urandom(300_000))
    (platform.media / "small.txt").write_text("kept")


def test_everything_comes_back(platform: Platform) -> None:
    fill(platform)
    before = platform.state()
    name = platform.backup()
    platform.change(
        "DELETE FROM outbox_heartbeat WHERE name LIKE '%1%'", "DROP TABLE vocabulary_proposedphrase CASCADE"
    )
    (platform.media / "small.txt").unlink()
    (platform.media / "later.txt").write_text("written after the backup")
    changed = platform.state()

    restored = platform.restore(name)
    assert restored.returncode == 0, restored.stderr
    assert before["outbox_heartbeat"][0] == 5000
    assert platform.state() == before
    assert changed != before

    platform.migrate()
    require_application_role(platform.app_url)
    with psycopg.connect(platform.app_url) as application:
        assert application.execute("SELECT count(*) FROM outbox_heartbeat").fetchone() == (5000,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DROP TABLE outbox_heartbeat")
    kept = next(other for other in platform.databases() if "_before_" in other)
    with psycopg.connect(at_database(platform.owner_url, kept)) as old:
        assert old.execute("SELECT count(*) FROM outbox_heartbeat").fetchone() == (changed["outbox_heartbeat"][0],)
    assert list(platform.backups.glob("media-before-*.tar"))


def test_a_damaged_backup_or_a_busy_platform_changes_nothing(platform: Platform) -> None:
    fill(platform)
    name = platform.backup()
    before = platform.state()
    with psycopg.connect(platform.app_url):
        busy = platform.restore(name)
    assert busy.returncode != 0
    assert "stop pages, stream, worker and reconciler first" in busy.stderr

    dump = platform.backups / name / "database.dump"
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 0xFF
    dump.write_bytes(content)
    damaged = platform.restore(name)
    assert damaged.returncode != 0
    assert "database.dump: FAILED" in damaged.stdout + damaged.stderr
    assert platform.state() == before
    assert platform.databases() == {NAME}


def test_a_backup_that_cannot_be_finished_leaves_nothing_and_old_ones_go(platform: Platform) -> None:
    for day in range(1, 17):
        (platform.backups / f"2026-01-{day:02}T18-00-00Z").mkdir()
    newest = platform.backup()
    kept = sorted(path.name for path in platform.backups.iterdir())
    assert kept == [*(f"2026-01-{day:02}T18-00-00Z" for day in range(4, 17)), newest]

    drop_database(platform.owner_url)
    failed = platform._script("/deploy/backup.sh")
    assert failed.returncode != 0
    assert sorted(path.name for path in platform.backups.iterdir()) == kept


def test_a_base_backup_starts_as_it_is(platform: Platform, tmp_path: Path) -> None:
    fill(platform)
    command = re.search(
        r"exec -T db pg_basebackup --username=\w+ (.+) > base.tar", (ROOT / "docs/operations.md").read_text()
    )
    assert command
    before = platform.state()
    directory = tmp_path / "elsewhere"
    directory.mkdir()
    (directory / "owner-password").write_text(urlsplit(platform.owner_url).password or "")
    account, home, _programs = _where_postgres_runs(directory)
    data = home / "data"
    try:
        data.mkdir(mode=0o700)
        argv = [str(programs() / "pg_basebackup"), "--checkpoint=fast", *command[1].split()]
        with (tmp_path / "base.tar").open("wb") as saved:
            subprocess.run(argv, env=os.environ | platform.libpq(), stdout=saved, check=True, timeout=120)
        subprocess.run(["tar", "-xf", str(tmp_path / "base.tar"), "-C", str(data)], check=True)
        for path in (data, *data.rglob("*")) if account else ():
            shutil.chown(path, account.uid, account.gid)
        server = start_postgres(directory)
        try:
            assert Platform(at_database(server.url, NAME), "", platform.media, platform.backups).state() == before
        finally:
            server.stop()
    finally:
        remove_embedded(directory)


def test_a_new_password_in_the_environment_is_enough(platform: Platform) -> None:
    role = f"kakehashi_rotation_{os.getpid()}"

    def address(password: str) -> str:
        parts = urlsplit(platform.owner_url)
        return parts._replace(netloc=f"{role}:{password}@{parts.netloc.rpartition('@')[2]}").geturl()

    try:
        for password in ("first", "second"):
            Platform(platform.owner_url, address(password), platform.media, platform.backups).migrate()
            require_application_role(address(password))
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(address("first"))
    finally:
        drop_database(platform.owner_url)
        with psycopg.connect(platform.owner_url, dbname="postgres") as owner:
            owner.execute(f"DROP ROLE IF EXISTS {role}")
