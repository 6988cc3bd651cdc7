"""What production's settings make of the environment, and what starts without any."""

import re
from unittest.mock import patch

import pytest
from django.core.mail import mailers
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from common.management.commands import prepare_database
from tests.config.conftest import Read, Run
from tests.factories import PASSWORD, make_user

LIMITS = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"]


@pytest.mark.parametrize(
    "program",
    [
        ("-c", "import config.asgi"),
        ("-m", "celery", "-A", "config", "worker", "-P", "solo", "--loglevel", "WARNING"),
        ("manage.py", "reconciler"),
    ],
)
def test_servers_guess_no_settings(run: Run, program: tuple[str, ...]) -> None:
    ended = run(*program)
    assert ended.returncode != 0
    assert re.search("DJANGO_SETTINGS_MODULE|No Django settings specified", ended.stderr)


def test_the_demos_key_is_known_to_nobody(run: Run) -> None:
    shown = [
        run(
            "-c",
            "from django.conf import settings; print(settings.SECRET_KEY)",
            DJANGO_SETTINGS_MODULE="config.settings.development",
        ).stdout.strip()
        for _ in range(2)
    ]
    assert min(map(len, shown)) >= 50
    assert shown[0] != shown[1]


def test_a_mail_server_that_hangs_holds_a_worker_for_seconds_only(production: Read) -> None:
    with override_settings(MAILERS=production()["MAILERS"]):
        assert mailers["default"].timeout == 5


def test_only_behind_a_proxy_its_word_counts(production: Read) -> None:
    alone, behind = production(), production(BEHIND_PROXY="1")
    assert (alone["SECURE_PROXY_SSL_HEADER"], alone["ALLAUTH_TRUSTED_PROXY_COUNT"]) == (None, 0)
    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


@pytest.mark.django_db
@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_failures_count_for_the_reader_who_failed() -> None:
    proxy, user = Client(), make_user()

    def sign_in(reader: str, email: str, password: str) -> str:
        fields = {"login": email, "password": password}
        return proxy.post("/account/login/", fields, headers={"X-Forwarded-For": reader}, follow=True).text

    for number in range(11):
        # Whatever the reader claims before, the last address is the one the proxy saw.
        answer = sign_in(f"203.0.113.{number}, 198.51.100.1", f"nobody{number}@example.jp", "wrong" * 4)
    assert "5分ほど待つか" in answer
    assert "5分ほど待つか" not in sign_in("198.51.100.2", user.email, PASSWORD)


def test_pages_share_connections_and_wait_shorter_than_workers(production: Read) -> None:
    page, worker = (production(web=web)["DATABASES"]["default"] for web in (True, False))
    assert page["OPTIONS"]["pool"]
    assert "pool" not in worker["OPTIONS"]
    assert "statement_timeout=5s" in page["OPTIONS"]["options"]
    assert production(web=True, DB_POOL="0")["DATABASES"]["default"]["OPTIONS"] == worker["OPTIONS"]


@pytest.mark.django_db
def test_background_work_waits_for_nothing_without_end() -> None:
    assert limits() == {"statement_timeout": "20s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "1min"}


@pytest.mark.django_db(transaction=True)
def test_the_owner_migrates_without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    monkeypatch.setattr(prepare_database, "call_command", lambda *_command, **_options: seen.append(limits()))
    with patch.dict(connection.settings_dict):
        call_command("prepare_database")
        connection.close()
    assert [set(values.values()) for values in seen] == [{"0"}]


def limits() -> dict[str, str]:
    """What the server has been told to wait for at most."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)", [LIMITS])
        return dict(cursor.fetchall())
