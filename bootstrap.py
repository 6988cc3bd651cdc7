"""Make `.venv` hold exactly what a lock file names: `python3 bootstrap.py LOCK [--steps N]`.

Runs on the Python a bare machine has (3.9 or later) with nothing installed. Brings uv into `.tools` when PATH has none,
takes Python 3.12 from PATH or pyenv or lets uv download it, and does nothing at all when `.venv` is already right.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

UV_MINIMUM = (0, 13)
SPACE_NEEDED = 1_500_000_000
TOOLS, VENV = Path(".tools"), Path(".venv")
EVERYTHING = "requirements-dev.lock"


class CannotInstall(Exception):  # noqa: N818 -- reads as the sentence it prints
    """One sentence for the person at the terminal."""


def main() -> None:
    """Install, or end with one sentence and exit code 1."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lock", type=Path)
    parser.add_argument("--steps", type=int, default=2, help="how many steps the whole command has")
    wanted = parser.parse_args()
    os.chdir(Path(__file__).resolve().parent)
    try:
        bring_environment(wanted.lock, wanted.steps)
    except CannotInstall as failure:
        sys.exit(f"Cannot install: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)


def bring_environment(lock: Path, steps: int) -> None:
    """Bring uv, Python 3.12 and the packages, one run at a time in a checkout."""
    if (VENV / ".packages").exists() and EVERYTHING in (VENV / ".packages").read_text():
        lock = Path(EVERYTHING)  # it names the same versions and more; taking some away would hurt whoever tests here
    mark = f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
    if environment_holds(mark):
        say(f"[1/{steps}] uv: ready\n[2/{steps}] Packages: ready\n")
        return
    with one_at_a_time():
        if environment_holds(mark):
            return
        if shutil.disk_usage(".").free < SPACE_NEEDED:
            raise CannotInstall(f"less than {SPACE_NEEDED / 1e9:.1f} GB of disk space is free here.")
        with progress(f"[1/{steps}] uv"):
            uv = find_uv() or install_uv()
        with progress(f"[2/{steps}] Packages of {lock.name}"):
            make_venv(uv)
            sync = [uv, "pip", "sync", "-q", "--require-hashes", "--no-build", "--python", str(VENV / "bin" / "python")]
            run([*sync, str(lock)], "the packages could not be installed")
            (VENV / ".packages").write_text(mark)


def environment_holds(mark: str) -> bool:
    """Whether `.venv` was completed from exactly this lock and its Python still runs."""
    stamp = VENV / ".packages"
    return stamp.exists() and stamp.read_text() == mark and python_version(VENV / "bin" / "python") == "3.12"


def find_uv() -> "str | None":
    """A uv that is new enough, from PATH or from an earlier run."""
    for found in (shutil.which("uv"), str(TOOLS / "bin" / "uv")):
        version = re.match(r"uv (\d+)\.(\d+)", answer_of([found, "--version"])) if found else None
        if version and tuple(map(int, version.groups())) >= UV_MINIMUM:
            return found
    return None


def install_uv() -> str:
    """Put uv into `.tools` with the pip of a virtual environment there."""
    venv = [sys.executable, "-m", "venv", "--clear", str(TOOLS / "python")]
    run(venv, "Python's venv module does not work (on Debian: apt-get install python3-venv)")
    pip = [str(TOOLS / "python" / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*pip, "--no-cache-dir", "--require-hashes", "-r", "requirements-uv.lock"], "uv could not be installed")
    (TOOLS / "bin").mkdir(exist_ok=True)
    shutil.copy2(TOOLS / "python" / "bin" / "uv", TOOLS / "bin" / "uv")
    return str(TOOLS / "bin" / "uv")


def make_venv(uv: str) -> None:
    """Make `.venv` with Python 3.12 unless it is there."""
    (VENV / ".packages").unlink(missing_ok=True)
    if python_version(VENV / "bin" / "python") == "3.12":
        return
    python = find_python() or "3.12"
    run(
        [uv, "venv", "-q", "--clear", "--python", python, str(VENV)],
        "Python 3.12 is not on PATH or in ~/.pyenv and could not be downloaded (get it with `pyenv install 3.12` "
        "or your system's packages, then start again)",
    )


def find_python() -> "str | None":
    """A Python 3.12 that runs; pyenv's shims are skipped, they may refuse."""
    roots = [Path(os.environ.get("PYENV_ROOT") or "/nonexistent"), home() / ".pyenv"]
    installed = [
        python
        for versions in (root / "versions" for root in roots)
        if os.access(versions, os.R_OK | os.X_OK)
        for python in sorted(versions.glob("3.12*/bin/python3.12"))
    ]
    named = [found for found in map(shutil.which, ("python3.12", "python3", "python")) if found]
    for candidate in [*named, *installed]:
        if python_version(Path(candidate)) == "3.12":
            return str(candidate)
    return None


def python_version(python: Path) -> str:
    """Like "3.12", or nothing when it does not run."""
    return answer_of([str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])


def answer_of(argv: "list[str]") -> str:
    """What a program prints, or nothing when it fails."""
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""


def run(argv: "list[str]", sentence: str) -> None:
    """Run quietly; everything it says goes to `.tools/install.log`, its cause into the sentence."""
    with (TOOLS / "install.log").open("a+") as log:
        start = log.tell()
        code = subprocess.run(argv, stdout=log, stderr=log, env=uv_environment(), check=False).returncode  # noqa: S603
        log.seek(start)
        said = log.read()
    if code != 0:
        raise CannotInstall(f"{sentence}: {cause(said)} (all of it: .tools/install.log)")


def cause(said: str) -> str:
    """The line that says most about a failure."""
    for pattern, meaning in (
        (r"No space left on device|ENOSPC", "the disk is full"),
        (r"building from source is disabled|no wheels? (with|for)", "this platform lacks a ready-made package"),
        (r"dns error|connection refused|network is unreachable|name resolution", "its server cannot be reached"),
    ):
        if re.search(pattern, said, re.IGNORECASE):
            return meaning
    lines = [line.strip(" ×╰─▶├│") for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def uv_environment() -> "dict[str, str]":
    """Where the home folder cannot be written, uv keeps its files in `.tools`."""
    own = dict(os.environ, UV_LINK_MODE="copy", UV_NO_PROGRESS="1")
    own.pop("VIRTUAL_ENV", None)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home() / ".cache")
    if not writable(cache) or not writable(home()):
        own.setdefault("UV_CACHE_DIR", str((TOOLS / "cache").resolve()))
        own.setdefault("UV_PYTHON_INSTALL_DIR", str((TOOLS / "pythons").resolve()))
    return own


def home() -> Path:
    """The home folder, also with HOME unset or for an account nobody entered in the system's list."""
    try:
        return Path(os.environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        return Path("/nonexistent")


def writable(folder: Path) -> bool:
    """Whether `folder`, or the first folder above it that exists, takes files."""
    while not os.access(folder, os.F_OK) and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


@contextlib.contextmanager
def one_at_a_time() -> "object":
    """Two commands in one checkout install one after the other."""
    try:
        TOOLS.mkdir(exist_ok=True)
        VENV.mkdir(exist_ok=True)
        door = (TOOLS / "lock").open("w")
        (VENV / ".writable").touch()
        (VENV / ".writable").unlink()
    except OSError as refusal:
        raise CannotInstall(f"this folder cannot be written ({refusal.filename}: {refusal.strerror}).") from refusal
    with door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def progress(title: str) -> "object":
    """Print a title, a dot a second, and the time it took."""
    done, started = threading.Event(), time.monotonic()

    def tick() -> None:
        while not done.wait(1):
            say(".")

    say(f"{title} ")
    ticking = threading.Thread(target=tick, daemon=True)
    ticking.start()
    try:
        yield
    except BaseException:
        done.set()
        say("\n")
        raise
    done.set()
    ticking.join()
    say(f" {time.monotonic() - started:.0f} s\n")


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
