"""The shape of the project: what import-linter, ruff and mypy do not see."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("config", "portal", "matching", "orders", "messaging", "accounts", "vocabulary", "outbox", "common")
LONGEST_FILE = 400
# Who may point at whom: the user model is everybody's, and Django's own tables belong to nobody.
OUTSIDE = {"contenttypes", "auth", "sessions", "admin", "account", "pghistory"}
STATUS_WRITERS = re.compile(r"(^|/)actions(/|\.py$)")
# Past states of the demo cannot go through actions on the database's clock (DESIGN: portal/demo is the one place).
STATUS_WRITERS_ELSEWHERE = ("portal/demo/orders.py", "portal/demo/bids.py")

WRITES = {"create", "get_or_create", "update_or_create", "bulk_create", "update", "bulk_update", "delete", "save"}
# What is no move of the domain: the demo's past, mails on their way out, Django's own way to make a user, clockwork.
WRITERS_ELSEWHERE = re.compile(
    r"portal/demo/|messaging/(mailbox|gathering|tasks)\.py|accounts/models/users\.py|outbox/schedules\.py"
)
LONGEST_VIEW = 15
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-production.lock", "requirements-uv.lock"]


def python_files(*, with_tests: bool = False) -> Iterator[Path]:
    for package in (*APPS, *(("tests",) if with_tests else ())):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_top_level_package_stands_in_the_import_contract() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "apps")["layers"]
    assert found == set(layers) == {*APPS, "bench"}


def test_foreign_keys_point_only_to_lower_apps() -> None:
    order = {name: place for place, name in enumerate(reversed(APPS))}
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in order
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if (target := field.related_model._meta.app_label) not in OUTSIDE
        if field.related_model is not apps.get_model(settings.AUTH_USER_MODEL)
        if order[target] > order[model._meta.app_label]
    ]
    assert upward == []


def test_foreign_keys_across_apps_leave_no_name_behind() -> None:
    """A lower model must not grow attributes named by higher apps."""
    grown = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model and field.related_model._meta.app_label in APPS
        if field.related_model._meta.app_label != model._meta.app_label
        if not field.remote_field.hidden
    ]
    allowed = {"orders.Order.client", "messaging.Notification.user"}
    assert set(grown) - allowed == set()


def assignments_of_status(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            yield from (
                node.lineno for target in targets if isinstance(target, ast.Attribute) and target.attr == "status"
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            yield from (node.lineno for keyword in node.keywords if keyword.arg == "status")


def test_only_actions_assign_a_status() -> None:
    elsewhere = [
        f"{relative(path)}:{line}"
        for path in python_files()
        if not STATUS_WRITERS.search(relative(path)) and relative(path) not in STATUS_WRITERS_ELSEWHERE
        for line in assignments_of_status(ast.parse(path.read_text()))
    ]
    assert elsewhere == []


def stores_rows(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
        return False
    return node.func.attr == "save" or any(
        isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node.func)
    )


def test_only_actions_write_rows() -> None:
    elsewhere = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files()
        if not STATUS_WRITERS.search(relative(path)) and not WRITERS_ELSEWHERE.match(relative(path))
        for node in ast.walk(ast.parse(path.read_text()))
        if stores_rows(node)
    ]
    assert elsewhere == []


def test_views_only_fetch_ask_and_answer() -> None:
    long_views = [
        f"{relative(path)}:{node.lineno} {node.name}: {lines}"
        for path in python_files()
        if "views" in path.relative_to(ROOT).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.args.args and node.args.args[0].arg in ("request", "_request")
        if (lines := (node.end_lineno or 0) - node.body[0].lineno + 1) > LONGEST_VIEW
    ]
    assert long_views == []


def test_constraints_are_named_after_their_model() -> None:
    """A refusal of the database names the table and the rule, and orders.actions turns it into a sentence."""
    misnamed = [
        f"{model._meta.label}: {constraint.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for constraint in model._meta.constraints
        if not str(model._meta.model_name).startswith(constraint.name.partition("_")[0])
    ]
    assert misnamed == []


def test_inline_imports_say_why() -> None:
    silent = [
        f"{relative(path)}:{number}"
        for path in python_files(with_tests=True)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.match(r"\s+(?:from|import) .*# noqa: PLC0415(?! -- \w)", line)
    ]
    assert silent == []


def test_files_stay_readable_in_one_sitting() -> None:
    long_files = [
        f"{relative(path)}: {lines}"
        for path in python_files(with_tests=True)
        if (lines := path.read_text().count("\n")) > LONGEST_FILE
    ]
    assert long_files == []


@pytest.mark.parametrize("name", ["utils", "helpers", "manager", "service", "misc"])
def test_no_drawer_modules(name: str) -> None:
    assert [relative(path) for path in python_files() if path.stem == name or path.stem == name.rstrip("s")] == []


def test_no_web_request_talks_to_the_broker() -> None:
    """Only the doorbell publishes tasks; views, actions and receivers write work rows."""
    callers = [
        f"{relative(path)}:{node.lineno}"
        for path in python_files()
        if not relative(path).startswith("outbox/")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("delay", "apply_async", "send_task")
    ]
    assert callers == []


def test_no_installed_package_has_a_name_of_ours() -> None:
    """There are packages called matching and common, and whichever comes first on the path would be imported."""
    assert set(packages_distributions()) & {*APPS, "bench"} == set()


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    pattern = re.compile(r"https?://(?:pypi|files\.pythonhosted|registry\.npmjs|deb\.debian)|/opt/pypi|/root/\.pyenv")
    files = [ROOT / name for name in (*LOCKS, "pyproject.toml", "Makefile", "Dockerfile", "docker-compose.yml")]
    files += [ROOT / "assets" / name for name in ("package.json", "package-lock.json", ".npmrc")]
    assert [path.name for path in files if path.exists() and pattern.search(path.read_text())] == []


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_versions_and_hashes_only(name: str) -> None:
    """Every package with one version and the hashes of its files, wherever they are fetched from."""
    text = re.sub(r"^#.*\n", "", (ROOT / name).read_text(), flags=re.MULTILINE)
    packages = text.replace("\\\n", " ").splitlines()
    pinned = re.compile(r"[a-z0-9.-]+(\[[a-z,-]+\])?==[\w.]+( ; [^@]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
    assert [line[:60] for line in packages if not pinned.fullmatch(line.strip())] == []
    assert len(packages) > 0
    assert "://" not in text


def test_no_migration_runs_code_that_goes_on_changing() -> None:
    """What a migration does it holds itself; the first legal texts are published once and stay as they are."""
    ours = re.compile(rf"^from (?:{'|'.join(APPS)})\.(?!first_texts )", re.MULTILINE)
    migrations = [path for app in APPS for path in (ROOT / app / "migrations").glob("*.py")]
    assert migrations
    assert [relative(path) for path in migrations if ours.search(path.read_text())] == []
