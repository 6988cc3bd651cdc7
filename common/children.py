"""Child processes that end with their parent: an own session, a signal from the kernel, a record for the next start."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LAUNCHER = Path(__file__).with_name("launch.py")
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOG_LIMIT_BYTES = 5_000_000


@dataclass(frozen=True)
class Account:
    """The system account a child runs as instead of ours."""

    uid: int
    gid: int


@dataclass
class Child:
    """One program of ours. `record` names the file that lets a later start end it when we were killed."""

    argv: Sequence[str]
    record: Path
    log: Path
    cwd: Path | None = None
    env: Mapping[str, str] | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 8.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """End what an earlier owner left, then start."""
        end_stray(self.record)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log, _signals_held():
            self.process = self._spawn(log.fileno())
            written = {"pid": self.process.pid, "born": _born(self.process.pid), "signal": int(self.stop_signal)}
            self.record.with_suffix(".new").write_text(json.dumps(written), encoding="ascii")
            self.record.with_suffix(".new").replace(self.record)

    def _spawn(self, log: int) -> subprocess.Popen[bytes]:
        account = self.account or Account(-1, -1)
        orders = [os.getpid(), int(self.stop_signal), account.uid, account.gid]
        return subprocess.Popen(  # noqa: S603 -- our own programs
            [sys.executable, "-I", "-S", str(_LAUNCHER), *map(str, orders), *self.argv],
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches only us; we end the others in order
        )

    def ask_to_stop(self) -> None:
        """Send the signal on which it ends in order; `stop` then waits for it."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask it to end, wait, then end its whole group. Quiet when it is not running."""
        self.ask_to_stop()
        process, self.process = self.process, None
        if process is None:
            return
        if process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self.patience)
        _kill_group(process.pid)
        process.wait()
        self.record.unlink(missing_ok=True)


def end_stray(record: Path, *, patience: float = 10.0) -> None:
    """End the process an earlier run recorded, if that very process (same birth time) still lives."""
    try:
        written = json.loads(record.read_text(encoding="ascii"))
        pid, born, stop_signal = int(written["pid"]), str(written["born"]), int(written["signal"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    if _born(pid) == born:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, stop_signal)
        deadline = time.monotonic() + patience
        while _born(pid) == born and time.monotonic() < deadline:
            time.sleep(0.05)
        _kill_group(pid)
    record.unlink(missing_ok=True)


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Between the birth of a child and its record no signal may interrupt us."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _born(pid: int) -> str:
    """When this process started, in whatever unit the system gives; empty when it is gone or a zombie."""
    try:
        shown = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
        ask = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
        return subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 -- a number
    state, *later = shown.rpartition(")")[2].split()
    return "" if state == "Z" else later[18]


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
