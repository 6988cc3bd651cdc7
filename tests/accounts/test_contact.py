"""The contact page, its limits, and the queue of administrators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.errors import AnswerMissingError, MoveNotAllowedError
from accounts.models import ContactMessage
from accounts.rules import MESSAGES_OF_ONE_AN_HOUR
from accounts.states import ContactStatus
from messaging.models import Notification, OutgoingMail
from tests.accounts.conftest import signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TYPED = {"topic": "harassment", "name": "見本 花子", "email": "Asking@Example.jp", "text": "相談したいことがあります。"}


def send(client: Client | None = None, *, reader: str = "203.0.113.1", **changed: str) -> str:
    answer = (client or Client()).post("/contact/", TYPED | changed, REMOTE_ADDR=reader)
    return answer.headers.get("Location", "") or answer.text


def test_a_message_is_kept_confirmed_and_told_to_administrators() -> None:
    admin = make_user(is_staff=True, language="en")
    client = Client()
    client.cookies["django_language"] = "en"
    assert send(client) == "/contact/sent/"
    assert "Thank you" in client.get("/contact/sent/").text
    message = ContactMessage.objects.get()
    assert (message.email, message.status, message.language, message.user) == ("asking@example.jp", "open", "en", None)
    confirmed = OutgoingMail.objects.get(to="asking@example.jp")
    assert message.public_id in confirmed.subject
    assert TYPED["text"] not in confirmed.body
    assert "Harassment" in confirmed.body
    assert Notification.objects.get(user=admin).path == f"/staff/contact/{message.public_id}/"
    assert OutgoingMail.objects.filter(to=admin.email).exists()


def test_the_form_knows_whoever_is_signed_in() -> None:
    user = make_user("known@example.jp", full_name="山田 花子")
    client = signed_in(user)
    page = client.get("/contact/?topic=disclosure").text
    assert 'value="known@example.jp"' in page
    assert 'value="disclosure" selected' in page
    send(client)
    assert ContactMessage.objects.get().user == user


def test_programs_that_fill_in_everything_are_thanked_and_forgotten() -> None:
    assert send(website="https://spam.example/") == "/contact/sent/"
    assert not ContactMessage.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_flood_from_one_address_is_stopped_with_a_sentence() -> None:
    for number in range(MESSAGES_OF_ONE_AN_HOUR):
        assert send(reader=f"203.0.113.{number}") == "/contact/sent/"
    refused = send(reader="203.0.113.99", email="ASKING@example.jp")
    assert "1時間ほど待つか" in refused
    assert TYPED["text"] in refused
    assert send(reader="203.0.113.99", email="other@example.jp") == "/contact/sent/"
    ContactMessage.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert send(reader="203.0.113.99") == "/contact/sent/"


def test_a_flood_from_one_place_of_the_network_is_stopped() -> None:
    for number in range(10):
        assert send(email=f"someone{number}@example.jp") == "/contact/sent/"
    assert "1時間ほど待つか" in send(email="someone10@example.jp")
    assert ContactMessage.objects.count() == 10
    assert send(email="someone11@example.jp", reader="203.0.113.2") == "/contact/sent/"


def test_administrators_answer_and_close() -> None:
    send()
    message = ContactMessage.objects.get()
    client = signed_in(make_user(is_staff=True, full_name="運営 花子"))
    assert message.public_id in client.get(reverse("accounts:staff_contact")).text
    address = reverse("accounts:staff_contact_message", args=[message.public_id])
    assert TYPED["text"] in client.get(address).text
    missing = client.post(address, {"status": "answered", "answer": ""})
    assert missing.status_code == 422
    assert "どう答えたか" in missing.text
    assert client.post(address, {"status": "answered", "answer": "電話しました。"}).status_code == 302
    message.refresh_from_db()
    assert (message.status, message.answer) == ("answered", "電話しました。")
    assert message.public_id not in client.get(reverse("accounts:staff_contact")).text
    assert message.public_id in client.get(reverse("accounts:staff_contact") + "?status=answered").text


def test_only_moves_of_the_table_are_made() -> None:
    send()
    message, admin = ContactMessage.objects.get(), make_user(is_staff=True)
    actions.move_contact_message(message, status=ContactStatus.CLOSED, answer="", actor=admin)
    with pytest.raises(MoveNotAllowedError):
        actions.move_contact_message(message, status=ContactStatus.ANSWERED, answer="はい", actor=admin)
    with pytest.raises(AnswerMissingError):
        actions.move_contact_message(message, status=ContactStatus.ANSWERED, answer="", actor=admin)
    actions.move_contact_message(message, status=ContactStatus.OPEN, answer="", actor=admin)
    message.refresh_from_db()
    assert message.status == "open"


@pytest.mark.parametrize("query", ["?status=no-such", "?cursor=zz", "?cursor=-1&status=closed"])
def test_the_queue_answers_any_question(query: str) -> None:
    assert signed_in(make_user(is_staff=True)).get(reverse("accounts:staff_contact") + query).status_code == 200
