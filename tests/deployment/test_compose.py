"""The Compose file: valid, complete, careful, and starting programs that exist."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from celery.bin.celery import celery
from django.core.management import get_commands
from granian.cli import cli as granian
from uvicorn.main import main as uvicorn

from tests.config.conftest import Run
from tests.deployment.files import (
    COMPOSE_FILES,
    ROOT,
    SECRETS,
    VARIABLE,
    answers,
    command_of,
    compose,
    environment_of,
    platform_services,
    services,
)

# Set by config.wsgi and config.asgi, by the image, by the tests; or given to one kind of program only.
NOT_EVERYWHERE = {"DB_POOL", "STATIC_ROOT", "OUTBOX_EXTRA_HANDLERS", "DB_CONN_MAX_AGE", "DATABASE_OWNER_URL"}


def complaint(path: Path) -> str:
    """What the Compose specification has against a file; empty for nothing."""
    checker = Path(sys.executable).with_name("check-jsonschema")
    argv = [checker, "--builtin-schema", "vendor.compose-spec", path]
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    return "" if ended.returncode == 0 else ended.stdout


@pytest.mark.parametrize("name", COMPOSE_FILES)
def test_follows_the_specification(name: str) -> None:
    assert complaint(ROOT / name) == ""


def test_the_specification_catches_a_typo(tmp_path: Path) -> None:
    planted = tmp_path / "docker-compose.yml"
    planted.write_text((ROOT / "docker-compose.yml").read_text().replace("    shm_size:", "    shm_sise:"))
    assert "shm_sise" in complaint(planted)


def asked_for() -> dict[str, set[str]]:
    """Each variable of the Compose files, with how it is asked for: ``?``, ``-`` or nothing."""
    found: dict[str, set[str]] = {}
    for name in COMPOSE_FILES:
        for variable, kind, _text in VARIABLE.findall((ROOT / name).read_text()):
            found.setdefault(variable, set()).add(kind)
    return found


def documented() -> set[str]:
    """The names in the table of docs/operations.md."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE))


def test_every_variable_is_explained_and_nothing_else() -> None:
    assert set(asked_for()) == documented()


def test_secrets_have_no_default_and_are_asked_for() -> None:
    assert set(asked_for()) >= SECRETS
    for secret in SECRETS:
        assert "?" in asked_for()[secret]
        assert "-" not in asked_for()[secret]


def test_the_example_holds_no_secret_and_no_unknown_name() -> None:
    lines = (ROOT / "deploy/environment.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    required = {name for name, kinds in asked_for().items() if "?" in kinds and name != "PRIVATE_ADDRESS"}
    assert required - {"SHARED_MEDIA"} <= set(given) <= set(asked_for())
    assert {name for name, value in given.items() if value} == {"SMTP_PORT"}


def names_read(*modules: str) -> set[str]:
    """The variables that these settings read from the environment."""
    return {
        str(node.args[0].value)
        for module in modules
        for node in ast.walk(ast.parse((ROOT / f"config/settings/{module}.py").read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
        if node.args and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("name", platform_services())
def test_every_setting_is_given_and_every_value_is_read(name: str) -> None:
    given = set(environment_of(name, answers())) - {"DJANGO_SETTINGS_MODULE"}
    read = names_read("base", "production")
    assert read - given <= NOT_EVERYWHERE
    assert given - read == set()


def test_the_other_hosts_workers_are_set_up_alike() -> None:
    here, there = services()["worker"], compose("deploy/worker-host.yml")["services"]["worker"]
    assert set(here["environment"]) == set(there["environment"])
    assert {key: here[key] for key in ("command", "healthcheck")} == {
        key: there[key] for key in ("command", "healthcheck")
    }


def test_django_has_nothing_against_this_environment(run: Run) -> None:
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment_of("pages", answers()))
    assert checked.returncode == 0, checked.stderr


def test_only_who_migrates_and_saves_knows_the_owner() -> None:
    knowing = {name for name, service in services().items() if "OWNER" in str(service.get("environment"))}
    assert knowing == {"migrate", "backup", "db"}
    assert "kakehashi_owner" not in str(platform_services()["pages"])


@pytest.mark.parametrize("name", services())
def test_containers_may_do_little(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert bool(service.get("ports")) == (name == "proxy")
    assert service["restart"] == ("no" if name in ("migrate", "backup") else "unless-stopped")
    assert "privileged" not in service
    assert name in ("migrate", "backup") or "test" in service["healthcheck"]


def test_images_name_their_version() -> None:
    foreign = {service["image"] for service in services().values() if "build" not in service}
    assert all(re.search(r":[\w.-]*\d+\.\d+[\w.-]*$", image) for image in foreign), foreign


def test_every_volume_and_network_is_declared_and_used() -> None:
    for kind in ("volumes", "networks"):
        used = {place.partition(":")[0] for service in services().values() for place in service.get(kind, [])}
        assert {place for place in used if place.isidentifier()} == set(compose()[kind])


def test_the_databases_data_lie_where_version_18_keeps_them() -> None:
    assert "pg18" in services()["db"]["image"]
    assert services()["db"]["volumes"] == ["database:/var/lib/postgresql"]


@pytest.mark.parametrize(("name", "program"), [("pages", granian), ("stream", uvicorn)])
def test_servers_start_with_options_they_know(name: str, program: click.Command) -> None:
    executable, *options = command_of(name, answers())
    assert Path(sys.executable).with_name(executable).exists()
    context = program.make_context(executable, options)
    module, _, attribute = str(context.params["app"]).partition(":")
    assert hasattr(import_module(module), attribute)


def test_the_worker_starts_with_options_it_knows() -> None:
    executable, app, subcommand, *options = command_of("worker", answers())
    assert (executable, app, subcommand) == ("celery", "--app=config", "worker")
    known = {name for parameter in celery.commands[subcommand].params for name in parameter.opts}
    assert {option.partition("=")[0] for option in options} <= known


def test_management_commands_exist() -> None:
    started = [*command_of("reconciler"), *command_of("migrate")]
    named = re.findall(r"manage\.py (\w+)", " ".join(started))
    assert named == ["reconciler", "prepare_database", "load_vocabulary"]
    assert set(named) <= set(get_commands())
