"""Whoever may no longer read loses the live stream at once: the call comes when the change can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep
from typing import Any

import psycopg
import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actions import decide_unasked
from accounts.models import Measure, User
from accounts.reported import party_subject
from messaging.queries import Ticket, ticket_of, valid_tickets
from tests.factories import PASSWORD, make_freelancer, make_user

pytestmark = pytest.mark.django_db(transaction=True)

NEW_PASSWORD = "another sentence nobody would think of"


@pytest.fixture
def reader(transactional_db: None) -> User:
    return make_user()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ticket(client: Client, user: User) -> Ticket:
    session = client.session
    assert session.session_key is not None
    return ticket_of(user, session.session_key, dict(session.items()))


@contextmanager
def woken_for_good(held: Ticket) -> Iterator[None]:
    """The body makes the reader's streams be woken, and whoever looks then finds that the stream has to end."""
    valid_when_woken: list[bool] = []

    def listen(listener: psycopg.Connection[Any]) -> None:
        for note in listener.notifies(timeout=5, stop_after=1):
            assert note.payload == f"[{held.user_id}]"
            valid_when_woken.append(held in valid_tickets([held]))
        connection.close()

    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as listener:
        listener.execute("LISTEN kakehashi_stream")
        thread = Thread(target=listen, args=[listener])
        thread.start()
        yield
        thread.join()
    assert valid_when_woken == [False]


@pytest.fixture
def slow_deletion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is woken before the session is gone has the time to notice."""
    delete: Callable[..., None] = SessionStore.delete

    def wait_and_delete(store: SessionStore, session_key: str | None = None) -> None:
        sleep(0.3)
        delete(store, session_key)

    monkeypatch.setattr(SessionStore, "delete", wait_and_delete)


@pytest.mark.usefixtures("slow_deletion")
def test_signing_out(reader: User) -> None:
    client = signed_in(reader)
    with woken_for_good(ticket(client, reader)):
        client.post(reverse("account_logout"))


@pytest.mark.usefixtures("slow_deletion")
def test_signing_out_of_the_administration() -> None:
    staff = make_user(is_staff=True)
    client = signed_in(staff)
    with woken_for_good(ticket(client, staff)):
        client.post(reverse("admin:logout"))


def test_changing_the_password(reader: User) -> None:
    elsewhere, client = signed_in(reader), Client()
    client.post(reverse("account_login"), {"login": reader.email, "password": PASSWORD})
    typed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    with woken_for_good(ticket(elsewhere, reader)):
        client.post(reverse("account_change_password"), typed)


def test_setting_a_forgotten_password(reader: User) -> None:
    elsewhere, client = signed_in(reader), Client()
    key = default_token_generator.make_token(reader)
    path = {"uidb36": user_pk_to_url_str(reader), "key": key}
    form = client.get(reverse("account_reset_password_from_key", kwargs=path), follow=True)
    with woken_for_good(ticket(elsewhere, reader)):
        client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


def test_being_switched_off(reader: User) -> None:
    client, administrator = signed_in(reader), signed_in(make_user(is_staff=True, is_superuser=True))
    rows = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    with woken_for_good(ticket(client, reader)):
        administrator.post(reverse("admin:accounts_user_change", args=[reader.pk]), rows)


def test_being_suspended(reader: User) -> None:
    """The next look ends the open stream, and no new one opens."""
    party = make_freelancer(reader).party
    client = signed_in(reader)
    held = ticket(client, reader)
    assert held in valid_tickets([held])
    facts = {"measure": Measure.SUSPEND, "reason": "規約に反します。", "until": None}
    with woken_for_good(held):
        decide_unasked(party_subject(party), **facts, actor=make_user(is_staff=True))
    assert client.get(reverse("messaging:stream"), headers={"Accept": "text/event-stream"}).status_code == 403
