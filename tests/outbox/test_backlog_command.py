"""`manage.py backlog`: a healthy platform, and each thing somebody should look at."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from outbox.actions import record_heartbeat, request_work
from outbox.models import Work

pytestmark = pytest.mark.django_db


def shown() -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("backlog", stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(str(ended.code))
    return out.getvalue(), 0


@pytest.fixture
def _healthy() -> None:
    record_heartbeat("worker", "here")
    record_heartbeat("reconciler", "here")
    with transaction.atomic():
        request_work("messaging.send_mail", "1")


@pytest.mark.usefixtures("_healthy")
def test_fresh_work_and_signs_of_life_are_well() -> None:
    text, code = shown()
    assert code == 0
    assert "waiting     1" in text
    assert text.count("alive") == 2


@pytest.mark.usefixtures("_healthy")
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE outbox_work SET dead = true", "given up    1"),
        ("UPDATE outbox_work SET requested_at = now() - interval '150 s'", "oldest      15"),
        ("UPDATE outbox_heartbeat SET at = now() - interval '31 s' WHERE name = 'worker'", "worker      SILENT"),
        ("DELETE FROM outbox_heartbeat WHERE name = 'reconciler'", "reconciler  SILENT"),
    ],
)
def test_each_trouble_ends_with_one(statement: str, said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    text, code = shown()
    assert (code, said in text) == (1, True), text
    assert Work.objects.count() == 1
