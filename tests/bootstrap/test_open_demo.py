"""A demo that others can reach says so, and still answers only to its own names."""

import socket
from pathlib import Path

import pytest

from common.servers import Servers
from portal.local_demo import LocalDemo

SERVERS = Servers("postgresql://owner@localhost/x", "postgresql://app@localhost/x", "redis://localhost", [])


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)


def allowed_hosts(folder: Path, host: str) -> list[str]:
    (folder / "demo").mkdir(exist_ok=True)
    return LocalDemo(folder, host, "8000")._environment(SERVERS)["ALLOWED_HOSTS"].split(",")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_demo_open_to_the_network_answers_to_its_own_names_only(tmp_path: Path, host: str) -> None:
    allowed = allowed_hosts(tmp_path, host)
    assert socket.gethostname().lower() in allowed
    assert not {"*", "", ".", host} & set(allowed)


def test_a_given_address_is_the_only_one_added(tmp_path: Path) -> None:
    assert allowed_hosts(tmp_path, "192.0.2.7") == ["192.0.2.7"]
    assert allowed_hosts(tmp_path, "2001:db8::7") == ["[2001:db8::7]"]


@pytest.mark.parametrize(
    ("host", "is_open"),
    [("127.0.0.1", False), ("::1", False), ("localhost", False), ("0.0.0.0", True), ("192.0.2.7", True)],
)
def test_only_a_demo_open_to_the_network_warns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str, is_open: bool
) -> None:
    LocalDemo(tmp_path, host, "8000")._greet()
    said = capsys.readouterr().out
    assert ("anybody in your network can open this" in said) == is_open
