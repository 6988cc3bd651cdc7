"""The demo started for real, from an interrupted first start to its removal."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from common.database import require_application_role
from portal.first_start import ROOT
from tests.bootstrap.processes import Living, family_of, still_living, wait_until

_GIVEN = ("DATABASE_", "REDIS_URL", "KAKEHASHI_", "DJANGO_SETTINGS_MODULE", "SECRET_KEY")


@dataclass
class Terminal:
    """Somebody who types `manage.py demo` and reads what it prints."""

    state: Path
    port: int
    said: list[str] = field(default_factory=list)
    family: set[Living] = field(default_factory=set)
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.said.clear()
        self.process = self.command("--port", str(self.port))

    def command(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--state", str(self.state), *arguments],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith(_GIVEN)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def answer(self, *arguments: str) -> tuple[str, int]:
        with self.command(*arguments) as process:
            said, _nothing = process.communicate(timeout=60)
            return said, process.returncode

    def read_until(self, words: str) -> None:
        """Read on until `words` were said; fails when it ends before."""
        assert self.process is not None
        assert self.process.stdout is not None
        text = ""
        while words not in text:
            letter = self.process.stdout.read(1)
            assert letter, "".join([*self.said, text])
            text += letter
        self.said.append(text)
        self.family |= family_of(self.process.pid)

    def end(self, number: signal.Signals) -> int:
        """Send a signal; every process it ever started must be gone."""
        assert self.process is not None
        assert self.process.stdout is not None
        self.family |= family_of(self.process.pid)
        self.process.send_signal(number)
        self.said.append(self.process.stdout.read())
        code = self.process.wait(60)
        self.process.stdout.close()
        assert wait_until(lambda: not still_living(self.family)), still_living(self.family)
        return code

    def status_of(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    made = Terminal(tmp_path / "state", port)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.communicate()
    made.answer("--reset")


def pid_of(terminal: Terminal, program: str) -> int:
    """What the record says; 0 between an end and the next start."""
    record = terminal.state / "demo" / f"{program}.pid"
    return int(json.loads(record.read_text())["pid"]) if record.exists() else 0


def test_demo_survives_interruption_and_leaves_no_process(terminal: Terminal) -> None:
    terminal.start()
    terminal.read_until("Demo orders and people")
    time.sleep(0.5)
    assert terminal.end(signal.SIGKILL) == -signal.SIGKILL

    terminal.start()
    terminal.read_until("Ctrl-C ends it")
    assert "Demo orders and people: ready" not in terminal.said[0]
    assert terminal.status_of("/") == 200
    assert terminal.status_of("/demo/mailbox/") == 200
    said, code = terminal.answer("--port", str(terminal.port + 1))
    assert (said.count("\n"), code) == (1, 1), said
    assert f"running already: process {terminal.process and terminal.process.pid}, http://127.0.0.1" in said
    assert "running already" in terminal.answer("--reset")[0]

    first_worker = pid_of(terminal, "worker")
    os.kill(first_worker, signal.SIGKILL)
    assert wait_until(lambda: pid_of(terminal, "worker") not in (0, first_worker))
    assert terminal.end(signal.SIGINT) == 0

    terminal.start()
    terminal.read_until("Ctrl-C ends it")
    for step in ("Tables and rights", "Vocabulary", "Demo orders and people"):
        assert f"{step}: ready" in terminal.said[0]
    assert application_role_is_modest(terminal)
    assert terminal.end(signal.SIGHUP) == 0

    assert terminal.answer("--reset")[1] == 0
    assert not (terminal.state / "demo").exists()


def application_role_is_modest(terminal: Terminal) -> bool:
    """Read the address the running web server was given, and look at the role in it."""
    environ = Path(f"/proc/{pid_of(terminal, 'web')}/environ").read_text()
    given = dict(entry.split("=", 1) for entry in environ.split("\0") if entry)
    assert "DATABASE_OWNER_URL" not in given
    require_application_role(given["DATABASE_URL"])
    with psycopg.connect(given["DATABASE_URL"]) as connection:
        return connection.info.user == "kakehashi_app"
