"""Production's programs, started by the Compose file's own commands: pages, stream and Redis."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.urls import reverse

from common.children import Child
from common.embedded import EmbeddedError, _redis_program
from outbox.actions import record_heartbeat
from tests.deployment.files import ROOT, answers, command_of, environment_of, services
from tests.live import wait_until

NAME = answers()["SITE_HOST"]
BY_PROXY = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The Compose file's environment, with the servers of the tests and a folder of collected static files."""
    folder = tmp_path_factory.mktemp("production")
    env = {"PATH": os.environ["PATH"], **environment_of("pages", answers())}
    env |= {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": settings.REDIS_URL,
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
    }
    collect = ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    common = {key: env[key] for key in ("PATH", "STATIC_ROOT")} | {"DJANGO_SETTINGS_MODULE": "config.settings.base"}
    subprocess.run([sys.executable, *collect], cwd=ROOT, env=common, check=True, timeout=120)
    return env


def started(name: str, environment: dict[str, str], folder: Path) -> Iterator[int]:
    """The port of a service started by its own command on a free one of this machine."""
    port = free_port()
    program, *options = [
        re.sub(r"^--port=\d+$", f"--port={port}", argument.replace("0.0.0.0", "127.0.0.1"))
        for argument in command_of(name, answers() | {"PAGE_PROCESSES": "1"})
    ]
    child = Child(
        [str(Path(sys.executable).with_name(program)), *options],
        record=folder / f"{name}.pid",
        log=folder / f"{name}.log",
        cwd=ROOT,
        env=environment,
        patience=15,
    )
    child.start()
    try:
        wait_until(lambda: answers_at(port) or not child.running, 60)
        assert child.running, child.log.read_text()
        yield port
    finally:
        child.stop()


def answers_at(port: int) -> bool:
    try:
        return fetch(port, "/healthz/").status == 200
    except OSError:
        return False


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


def fetch(port: int, path: str, **headers: str) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path, headers={"Host": NAME} | headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@pytest.fixture(scope="module")
def pages(
    django_db_setup: None, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    yield from started("pages", environment, tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def stream(
    django_db_setup: None, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    yield from started("stream", environment, tmp_path_factory.mktemp("stream"))


def test_granian_serves_a_page_with_everything_that_protects_it(pages: int) -> None:
    answer = fetch(pages, reverse("account_login"), **BY_PROXY)
    text = answer.body.decode()
    assert answer.status == 200
    assert "ログイン" in text
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert re.match("__Host-csrf=.*Path=/.*Secure", answer.headers["Set-Cookie"])


def test_granian_serves_static_files_for_ever(pages: int) -> None:
    text = fetch(pages, reverse("account_login"), **BY_PROXY).body.decode()
    sheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', text)
    assert sheet
    answer = fetch(pages, sheet[1], **BY_PROXY, **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.body) > 1000


def test_without_tls_there_is_only_the_way_to_tls(pages: int) -> None:
    answer = fetch(pages, "/about/")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/about/")


def test_another_name_is_refused(pages: int) -> None:
    assert fetch(pages, "/", **BY_PROXY | {"Host": "elsewhere.example"}).status == 400


def test_uploads_have_no_address(pages: int, environment: dict[str, str]) -> None:
    kept = Path(environment["MEDIA_ROOT"]) / "evidence.pdf"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("private")
    for path in ("/media/evidence.pdf", "/evidence.pdf", "/static/../media/evidence.pdf", "/srv/media/evidence.pdf"):
        assert fetch(pages, path, **BY_PROXY).status in (302, 400, 404)


def test_the_stream_answers_under_its_own_program(stream: int) -> None:
    answer = fetch(stream, reverse("messaging:stream"), **BY_PROXY)
    assert (answer.status, answer.headers["Content-Type"]) == (401, "application/problem+json")


def health_check(name: str, environment: dict[str, str], port: int | None = None) -> subprocess.CompletedProcess[str]:
    _kind, _python, *arguments = services()[name]["healthcheck"]["test"]
    if port is not None:
        arguments[-1] = str(port)
    argv = [sys.executable, *arguments]
    return subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False)


def test_health_checks_see_a_page_and_its_absence(pages: int, stream: int, environment: dict[str, str]) -> None:
    for name, port in (("pages", pages), ("stream", stream)):
        assert health_check(name, environment, port).returncode == 0
        gone = health_check(name, environment, free_port())
        assert gone.returncode == 1
        assert "refused" in gone.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["worker", "reconciler"])
def test_health_checks_see_a_sign_of_life_and_silence(name: str, environment: dict[str, str]) -> None:
    assert health_check(name, environment).returncode == 1
    record_heartbeat(name, "here")
    assert health_check(name, environment).returncode == 0


def test_redis_takes_its_settings_from_the_standard_input(tmp_path: Path) -> None:
    try:
        program = _redis_program()
    except EmbeddedError as missing:
        pytest.skip(str(missing))
    port = free_port()
    script = command_of("redis")[2].replace("dir /tmp", f"dir {tmp_path}\nbind 127.0.0.1\nport {port}")
    Path(tmp_path / "valkey-server").symlink_to(Path(program).resolve())
    process = subprocess.Popen(
        [shutil.which("sh") or "sh", "-c", script],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "REDIS_PASSWORD": "fits"},
        stdout=subprocess.DEVNULL,
    )
    try:
        with redis.Redis(port=port, password="fits", decode_responses=True) as client:
            wait_until(lambda: _pings(client), 15)
            found = client.config_get("*")
            assert (found["save"], found["appendonly"], found["maxmemory-policy"]) == ("", "no", "noeviction")
        with redis.Redis(port=port) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        assert "fits" not in Path(f"/proc/{process.pid}/cmdline").read_text()
    finally:
        process.terminate()
        process.wait(10)


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
