"""Real servers out of wheels: any folder, as any account, and nothing left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from common.embedded import EmbeddedPostgres, EmbeddedRedis, remove_embedded, start_postgres, start_redis
from portal.first_start import ROOT
from tests.bootstrap.processes import family_of, still_living, wait_until

SESSION = """
import sys, time
from pathlib import Path
from common import servers
servers.LOCAL = Path(sys.argv[1])
print(*servers.embedded_for_tests(), flush=True)
sys.stdin.read()
"""


def mode_of_folders_above(path: Path) -> list[int]:
    return [folder.stat().st_mode for folder in path.parents]


def short_lived_folders() -> set[Path]:
    return {found for folder in ("/tmp", "/var/tmp") for found in Path(folder).glob("kakehashi-*")}


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    directory = tmp_path_factory.mktemp("shared") / "postgres"
    server = start_postgres(directory, durable=False)
    yield server
    server.stop()
    remove_embedded(directory)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    server = start_redis(tmp_path)
    yield server
    server.stop()


def test_postgres_runs_from_any_folder_and_leaves_no_trace(tmp_path: Path) -> None:
    """Private, too long for a socket, named in Japanese with a space."""
    directory = tmp_path / ("長い 道" * 8) / "postgres"
    directory.parent.mkdir(mode=0o700)
    before, modes = short_lived_folders(), mode_of_folders_above(directory)
    server = start_postgres(directory, durable=False)
    with psycopg.connect(server.url, dbname="postgres") as connection:
        assert connection.info.server_version >= 180000
    server.stop()
    remove_embedded(directory)
    assert short_lived_folders() <= before
    assert mode_of_folders_above(directory) == modes
    assert not directory.exists()


def test_postgres_wants_a_password(postgres: EmbeddedPostgres) -> None:
    without = postgres.url.replace(psycopg.conninfo.conninfo_to_dict(postgres.url)["password"], "")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(without, dbname="postgres")


def test_killed_postgres_starts_again_with_its_data(postgres: EmbeddedPostgres) -> None:
    with psycopg.connect(postgres.url, dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    process = postgres.child.process
    assert process is not None
    process.kill()
    assert wait_until(lambda: not postgres.running)
    postgres.start()
    with psycopg.connect(postgres.url, dbname="postgres") as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_killed_redis_starts_again_at_the_same_address(own_redis: EmbeddedRedis) -> None:
    process = own_redis.child.process
    assert process is not None
    process.kill()
    assert wait_until(lambda: not own_redis.running)
    own_redis.start()
    with redis.Redis.from_url(own_redis.url) as client:
        assert client.ping()


def test_redis_wants_a_password(own_redis: EmbeddedRedis) -> None:
    address = own_redis.url.rpartition("@")[2]
    with redis.Redis.from_url(f"redis://:wrong@{address}") as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def start_session(folder: Path) -> subprocess.Popen[str]:
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "KAKEHASHI_", "REDIS_"))
    }
    return subprocess.Popen(
        [sys.executable, "-c", SESSION, str(folder)],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_test_sessions_run_side_by_side_and_clear_up_after_a_killed_one(tmp_path: Path) -> None:
    with start_session(tmp_path) as killed, start_session(tmp_path) as polite:
        assert killed.stdout is not None
        assert polite.stdout is not None
        first, second = killed.stdout.readline().split(), polite.stdout.readline().split()
        assert len({*first, *second}) == 6
        assert len(list(tmp_path.glob("test-*"))) == 2
        family = family_of(killed.pid)
        killed.send_signal(signal.SIGKILL)
        polite.communicate("")
    assert wait_until(lambda: not still_living(family))
    assert [left.name for left in tmp_path.glob("test-*")] == [f"test-{killed.pid}"]
    with start_session(tmp_path) as later:
        later.communicate("")
    assert list(tmp_path.glob("test-*")) == []
