"""What a demo start checks before it begins, and how it knows that a database was made ready completely."""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
_ROOM_NEEDED_BYTES = 400_000_000
# Whatever changes in these means tables or demo data may have to change.
_SOURCES = (
    "requirements.lock",
    "*/migrations/*.py",
    "common/database.py",
    "vocabulary/data/**/*",
    "vocabulary/actions.py",
    "portal/demo/**/*",
)
_COMPLETE = " complete"


class CannotStartError(Exception):
    """One sentence for the person at the terminal."""


def require_folder(state: Path) -> None:
    """Make the demo's folder, or say why that is impossible."""
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise CannotStartError(f"The folder {state} cannot be made: {refusal.strerror}.") from refusal
    if not os.access(state, os.W_OK | os.X_OK):
        raise CannotStartError(f"The folder {state} cannot be written: it belongs to another account.")


def require_room(state: Path) -> None:
    free = shutil.disk_usage(state).free
    if free < _ROOM_NEEDED_BYTES:
        raise CannotStartError(f"Only {free // 1_000_000} MB of disk space is free; the demo needs 400 MB.")


@contextlib.contextmanager
def claimed(state: Path, holder: str) -> Iterator[None]:
    """Hold the checkout's one demo; `holder` tells the next one who has it."""
    with (state / "demo.lock").open("a+") as claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as refusal:
            claim.seek(0)
            raise CannotStartError(f"A demo of this folder is running already: {claim.read().strip()}.") from refusal
        claim.truncate(0)
        claim.write(holder)
        claim.flush()
        yield


def require_port(host: str, port: str) -> int:
    """The port as a number, when `host` and `port` can be listened on."""
    if not port.isascii() or not port.isdigit() or len(port) > 5 or not 0 < int(port) < 65536:
        raise CannotStartError(f"PORT={port} is not a port: choose a number from 1 to 65535, for example PORT=8080.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as refusal:
        raise CannotStartError(_why_no_port(host, port, refusal)) from refusal
    except UnicodeError as refusal:  # a part of the name is empty or longer than names can be
        raise CannotStartError(f"HOST={host} is not an address of this machine.") from refusal
    return int(port)


def _why_no_port(host: str, port: str, refusal: OSError) -> str:
    if refusal.errno == errno.EADDRINUSE:
        return f"Port {port} is in use: end the program that uses it, or choose another one: make demo PORT=8080"
    if refusal.errno == errno.EACCES:
        return f"Port {port} needs more rights: choose one above 1023, for example make demo PORT=8080"
    return f"HOST={host} is not an address of this machine: {refusal.strerror}."


def fingerprint() -> str:
    """Changes whenever tables, vocabulary or demo data may have to."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def is_ready(app_url: str, wanted: str) -> bool:
    """Whether the database says that every step before the first page ended for exactly these sources."""
    return _mark(app_url) in (wanted, wanted + _COMPLETE)


def is_complete(app_url: str, wanted: str) -> bool:
    """Whether it also says that what is loaded behind the running pages is all there."""
    return _mark(app_url) == wanted + _COMPLETE


def mark_ready(owner_url: str, wanted: str, *, complete: bool = False) -> None:
    """Leave the mark in the database itself, so that it goes when the data goes."""
    mark = wanted + _COMPLETE if complete else wanted
    with psycopg.connect(owner_url, connect_timeout=5) as connection:
        connection.execute(sql.SQL("COMMENT ON TABLE public.django_migrations IS {}").format(sql.Literal(mark)))


def _mark(app_url: str) -> str | None:
    with psycopg.connect(app_url, connect_timeout=5) as connection:
        found = connection.execute("SELECT obj_description(to_regclass('public.django_migrations'))").fetchone()
    return found[0] if found else None
