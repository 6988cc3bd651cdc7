"""Whatever keeps the demo from starting is one sentence and an exit code, never a traceback."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from common import embedded
from common.embedded import EmbeddedError
from portal import first_start
from portal.first_start import ROOT, CannotStartError


def run_demo(state: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--state", str(state), *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.development", "DATABASE_OWNER_URL": "", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port somebody listens on for the length of a test."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_port_in_use_is_said_by_the_command(tmp_path: Path, busy_port: int) -> None:
    ended = run_demo(tmp_path, "--port", str(busy_port))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"Port {busy_port} is in use" in ended.stderr


def test_folder_that_cannot_be_made_is_said_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = run_demo(tmp_path / "file" / "state")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "cannot be made: Not a directory" in ended.stderr


def test_unreachable_database_is_said_by_the_command(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    ended = run_demo(tmp_path, "--port", str(port), DATABASE_URL="postgresql://someone@127.0.0.1:9/nothing")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "The database at 127.0.0.1:9 cannot be used" in ended.stderr


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", "８０８０", ""])
def test_impossible_port_is_named(port: str) -> None:
    with pytest.raises(CannotStartError, match="is not a port"):
        first_start.require_port("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_address_of_another_machine_is_named(host: str) -> None:
    with pytest.raises(CannotStartError, match="is not an address of this machine"):
        first_start.require_port(host, "8000")


def test_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=3_000_000))
    with pytest.raises(CannotStartError, match="Only 3 MB of disk space is free"):
        first_start.require_room(tmp_path)


def test_second_demo_in_a_folder_is_told_of_the_first(tmp_path: Path) -> None:
    second = first_start.claimed(tmp_path, "second")
    with (
        first_start.claimed(tmp_path, "process 1, http://127.0.0.1:8000/"),
        pytest.raises(CannotStartError, match=r"running already: process 1, http://127\.0\.0\.1:8000/"),
    ):
        second.__enter__()
    with first_start.claimed(tmp_path, "later"):
        pass


def test_platform_without_postgresql_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(EmbeddedError, match="start PostgreSQL 18 yourself and set DATABASE_URL"):
        embedded.start_postgres(tmp_path)


def test_platform_without_redis_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name, path=None: None)
    with pytest.raises(EmbeddedError, match="install redis-server or valkey-server, or set REDIS_URL"):
        embedded.start_redis(tmp_path)
