"""Settings as a process of their own reads them, from nothing but the environment given."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "only-for-this-test",
    "ALLOWED_HOSTS": "kakehashi.example",
    "SITE_URL": "https://kakehashi.example",
    "DATABASE_URL": "postgres://app@localhost/kakehashi",
    "REDIS_URL": "redis://localhost/0",
    "SMTP_HOST": "localhost",
    "MEDIA_ROOT": "/nowhere/media",
    "OPERATOR_NAME": "見本運営",
    "OPERATOR_REPRESENTATIVE": "見本 太郎",
    "OPERATOR_ADDRESS": "見本県見本市1-2-3",
    "OPERATOR_TELEPHONE": "000-0000-0000",
    "OPERATOR_EMAIL": "desk@kakehashi.example",
}
_PRINT = """
import json, sys
if "asgi" in sys.argv: import config.asgi
from django.conf import settings
values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
print(json.dumps(values, default=lambda value: type(value).__name__))
"""

Run = Callable[..., subprocess.CompletedProcess[str]]
Read = Callable[..., dict[str, Any]]


@pytest.fixture
def run() -> Run:
    """Run Python with arguments; the environment holds what is given and nothing of ours."""

    def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env={"PATH": os.environ["PATH"]} | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run_python


@pytest.fixture
def production(run: Run) -> Read:
    """Production's settings, as a web process reads them with ``web=True``."""

    def read(*, web: bool = False, **environment: str) -> dict[str, Any]:
        ended = run("-c", _PRINT, *(["asgi"] if web else []), **(PRODUCTION | environment))
        assert ended.returncode == 0, ended.stderr
        values: dict[str, Any] = json.loads(ended.stdout)
        return values

    return read
