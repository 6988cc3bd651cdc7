"""The files of the production form, read for the tests."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE_FILES = ("docker-compose.yml", "deploy/worker-host.yml", "deploy/shared-servers.yml")
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::([-?])([^}]*))?\}")
Service = dict[str, Any]

SECRETS = {"SECRET_KEY", "OWNER_DATABASE_PASSWORD", "APPLICATION_DATABASE_PASSWORD", "REDIS_PASSWORD"}


def compose(name: str = "docker-compose.yml") -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / name).read_text())
    return loaded


def services() -> dict[str, Service]:
    found: dict[str, Service] = compose()["services"]
    return found


def platform_services() -> dict[str, Service]:
    """Those that run our own program."""
    return {name: service for name, service in services().items() if service["image"].startswith("kakehashi:")}


def filled_in(text: str, values: dict[str, str]) -> str:
    """The text as Compose would interpolate it; a value that is asked for and not given is a KeyError."""

    def value(match: re.Match[str]) -> str:
        name, kind, default = match.groups()
        return values.get(name) or default if kind == "-" else values[name]

    return VARIABLE.sub(value, text).replace("$$", "$")


def environment_of(name: str, values: dict[str, str]) -> dict[str, str]:
    return {key: filled_in(str(value), values) for key, value in services()[name].get("environment", {}).items()}


def command_of(name: str, values: dict[str, str] | None = None) -> list[str]:
    return [filled_in(argument, values or {}) for argument in services()[name]["command"]]


def answers() -> dict[str, str]:
    """A .env as an operator would fill it in."""
    given = dict.fromkeys(SECRETS, "0123456789abcdef" * 4)
    return given | {
        "SITE_HOST": "kakehashi.example.lg.jp",
        "TLS": "it@example.lg.jp",
        "SMTP_HOST": "mail.example.lg.jp",
        "DEFAULT_FROM_EMAIL": "Kakehashi <no-reply@example.lg.jp>",
        "OPERATOR_NAME": "見本市デジタル課",
        "OPERATOR_REPRESENTATIVE": "見本 太郎",
        "OPERATOR_ADDRESS": "見本県見本市1-2-3",
        "OPERATOR_TELEPHONE": "000-0000-0000",
        "OPERATOR_EMAIL": "desk@example.lg.jp",
    }
