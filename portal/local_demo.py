"""The demo on one machine: servers, data, processes, and what the person at the terminal sees of it."""

import contextlib
import http.client
import ipaddress
import os
import re
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import translation

from common.children import Child, end_stray
from common.embedded import kept_secret, remove_embedded
from common.servers import Servers, open_servers
from portal import first_start
from portal.demo.accounts import demo_logins
from portal.first_start import ROOT, CannotStartError
from portal.processes import Stopped, Supervisor

_FIRST_PAGE_SECONDS = 120
_ANY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 -- compared with, not listened on
_PROGRAMS = {
    "web": "-m uvicorn config.asgi:application --lifespan off --no-access-log --timeout-graceful-shutdown 2",
    "worker": "-m celery -A config worker -P prefork -c 2 --without-gossip --without-mingle --loglevel WARNING",
    "reconciler": "manage.py reconciler",
}
_SETUP = {
    "Tables and rights": "prepare_database --verbosity 0",
    "Vocabulary": "load_vocabulary",
    "Demo orders and people": "load_demo --core",
}
_REST = "load_demo --gently"
_STEPS = len(_SETUP) + 3


@dataclass
class LocalDemo:
    """One demo; everything it keeps lies in `state`. `step` counts the lines of progress already shown."""

    state: Path
    host: str
    port: str
    step: int = 0
    steps: int = field(init=False)
    supervisor: Supervisor = field(init=False)

    def __post_init__(self) -> None:
        self.steps = self.step + _STEPS
        self.supervisor = Supervisor(lambda line: say(f"{line} (see {self.logs})\n"))

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def kept(self) -> Path:
        return self.state / "demo"

    def run(self) -> None:
        """Start everything and look after it until `Stopped` is raised; ends every process on the way out."""
        first_start.require_folder(self.state)
        with first_start.claimed(self.state, f"process {os.getpid()}, {self._address()}"):
            for record in self.kept.glob("*.pid"):
                end_stray(record)
            first_start.require_port(self.host, self.port)
            first_start.require_room(self.state)
            self.kept.mkdir(exist_ok=True)
            try:
                self._start_everything()
                self.supervisor.watch()
            except Stopped:
                say("\nStopping …\n")
                raise
            finally:
                self.supervisor.stop()

    def reset(self) -> None:
        """Remove data and logs; refused while the demo runs."""
        if self.state.exists():
            with first_start.claimed(self.state, "its removal"):
                for record in self.kept.glob("*.pid"):
                    end_stray(record)
                for server in ("postgres", "redis"):
                    remove_embedded(self.kept / server)
                for folder in (self.kept, self.logs):
                    shutil.rmtree(folder, ignore_errors=True)
        say("The demo's data is gone; `make demo` starts afresh.\n")
        if os.environ.get("DATABASE_URL"):
            say("The database named by DATABASE_URL was not touched: drop it yourself to start afresh there.\n")

    def _start_everything(self) -> None:
        with self._progress("PostgreSQL and Redis"):
            servers = open_servers(self.kept, self.state, durable=True)
            for server in servers.ours:
                self.supervisor.start(type(server).__name__, server)
        env = self._environment(servers)
        self._set_up(servers, env)
        with self._progress("Web server, worker and reconciler"):
            for name, command in _PROGRAMS.items():
                place = ["--host", self.host, "--port", self.port] if name == "web" else []
                connections = {} if name == "web" else {"DB_CONN_MAX_AGE": "60"}
                self.supervisor.start(name, self._child(name, [*command.split(), *place], {**env, **connections}))
        with self._progress("First page"):
            self._wait_for_first_page()
        self._greet()
        if not first_start.is_complete(servers.app_url, first_start.fingerprint()):
            self._load_rest(servers, env)

    def _set_up(self, servers: Servers, env: Mapping[str, str]) -> None:
        """Bring tables and data up to date; a database that carries the mark of these sources is ready."""
        wanted = first_start.fingerprint()
        if first_start.is_ready(servers.app_url, wanted):
            for title in _SETUP:
                self._count(f"{title}: ready\n")
            return
        for title, command in _SETUP.items():
            with self._progress(title):
                owner = {"DATABASE_OWNER_URL": servers.owner_url} if command.startswith("prepare_database") else {}
                self._complete(self._child("setup", ["manage.py", *command.split()], {**env, **owner}))
        first_start.mark_ready(servers.owner_url, wanted)

    def _load_rest(self, servers: Servers, env: Mapping[str, str]) -> None:
        """Two years of stories come in while the pages can be used already; interrupted, the next start goes on."""
        child, began = self._child("stories", ["manage.py", *_REST.split()], dict(env)), time.monotonic()
        say("\nTwo years of orders and 2,700 more people are coming in while you look around.\n")

        def ended() -> None:
            if child.process is not None and child.process.returncode == 0:
                first_start.mark_ready(servers.owner_url, first_start.fingerprint(), complete=True)
                say(
                    f"They are all there after {time.monotonic() - began:.0f} s; their rankings follow by themselves.\n"
                )
            else:
                say(f"They did not all come in: {_last_line(child.log)}. The next start goes on (see {child.log}).\n")

        self.supervisor.start_once("stories", child, ended)

    def _complete(self, child: Child) -> None:
        """Run a step to its end, ended with everything else when we are stopped meanwhile."""
        self.supervisor.start("setup", child)
        process = child.process
        code = process.wait() if process is not None else 1
        self.supervisor.parts.pop()
        child.stop()
        if code != 0:
            raise CannotStartError(f"this step failed: {_last_line(child.log)} (all of it: {child.log}).")

    def _child(self, name: str, arguments: Iterable[str], env: Mapping[str, str]) -> Child:
        return Child(
            [sys.executable, *arguments],
            record=self.kept / f"{name}.pid",
            log=self.logs / f"{name}.log",
            cwd=ROOT,
            env=env,
        )

    def _environment(self, servers: Servers) -> dict[str, str]:
        """What every process of the demo gets; only the migrating one also gets the owner's address."""
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        hosts = names_of_this_machine() if self.host in _ANY_ADDRESS else [self.host]
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "SECRET_KEY": kept_secret(self.kept / "secret-key"),
            "ALLOWED_HOSTS": ",".join(_in_addresses(host) for host in hosts),
            "SITE_URL": self._address(),
            **env,
            "DATABASE_URL": servers.app_url,
            "REDIS_URL": servers.redis_url,
            "PYTHONUNBUFFERED": "1",
        }

    def _wait_for_first_page(self) -> None:
        web = next(watched.part for watched in self.supervisor.parts if watched.name == "web")
        deadline = time.monotonic() + _FIRST_PAGE_SECONDS
        while time.monotonic() < deadline and web.running:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection(self._reached_at(), int(self.port), timeout=30)
                connection.request("GET", "/")
                status = connection.getresponse().status
                connection.close()
                if status < 400:
                    return
                raise CannotStartError(f"the first page answers {status} (see {self.logs / 'web.log'}).")
            time.sleep(0.1)
        raise CannotStartError(f"the web server does not answer: {_last_line(self.logs / 'web.log')}.")

    def _greet(self) -> None:
        say(f"\nKakehashi is running:       {self._address()}\n")
        say(f"Mails it would send:        {self._address()}demo/mailbox/\n")
        say(f"A token for programs:       {self._address()}me/tokens/ (signed in; README, “From a program”)\n")
        say(f"What programs can do:       {self._address()}api/v1/docs/\n\n")
        with translation.override("en"):
            for login in demo_logins():
                say(f"  {login.email:<42} {login.password:<20} {login.actor}\n")
        if not _is_loopback(self.host):
            say(
                "\nAttention: anybody in your network can open this, sign in with these passwords and read every mail."
                "\nIt answers to this machine's own names; set ALLOWED_HOSTS for others.\n"
            )
        say(f"\nCtrl-C ends it and keeps the data; `make demo-reset` removes the data. Logs: {self.logs}\n")

    def _reached_at(self) -> str:
        return "127.0.0.1" if self.host in _ANY_ADDRESS else self.host

    def _address(self) -> str:
        return f"http://{_in_addresses(self._reached_at())}:{self.port}/"

    def _count(self, text: str) -> None:
        self.step += 1
        say(f"[{self.step}/{self.steps}] {text}")

    @contextlib.contextmanager
    def _progress(self, title: str) -> Iterator[None]:
        """Print a title, a dot a second, and the seconds it took."""
        done, started = threading.Event(), time.monotonic()

        def tick() -> None:
            while not done.wait(1):
                say(".")

        self._count(f"{title} ")
        ticking = threading.Thread(target=tick, daemon=True)
        ticking.start()
        try:
            yield
        finally:
            done.set()
            ticking.join()
            say(f" {time.monotonic() - started:.0f} s\n")


def say(text: str) -> None:
    """Print at once; a terminal that was closed must not keep us from ending in order."""
    with contextlib.suppress(OSError):
        sys.stdout.write(text)
        sys.stdout.flush()


def names_of_this_machine() -> list[str]:
    """The names and addresses under which others may reach it, as far as it knows them."""
    names = {socket.gethostname(), socket.getfqdn()}
    with contextlib.suppress(OSError):
        names |= {str(place[4][0]) for place in socket.getaddrinfo(socket.gethostname(), None)}
    # A datagram socket that is connected sends nothing, but knows the address it would send from.
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as outward:
            outward.connect((elsewhere, 9))
            names.add(outward.getsockname()[0])
    return sorted(name.lower().partition("%")[0] for name in names)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_addresses(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _last_line(log: Path) -> str:
    """The line that says most about a failure: the last that names an error, else the last."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    named = [line for line in lines[-20:] if re.match(r"[\w.]*Error\b", line)]
    return (named or lines or ["it said nothing"])[-1].strip().rstrip(".")
