"""Changes to how one signs in: the owner hears of them, and they ask for the password again."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from messaging.models import OutgoingMail
from tests.accounts.conftest import signed_in
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

EMAIL = "owner@example.jp"
OTHER = "second@example.jp"
NEW_PASSWORD = "another sentence of mine"


def change_password(client: Client) -> None:
    fields = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/account/password/change/", fields).status_code == 302


@pytest.mark.parametrize(
    ("language", "subject"), [("ja", "パスワードが変更されました"), ("en", "Your password has been changed")]
)
def test_the_owner_hears_in_their_language_that_the_password_changed(language: str, subject: str) -> None:
    client = signed_in(make_user(EMAIL, language=language))
    client.cookies["django_language"] = "en" if language == "ja" else "ja"
    change_password(client)
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (EMAIL, subject)
    assert "127.0.0.1" in mail.body
    assert bool(re.search("[ぁ-ん]", mail.body)) == (language == "ja")


def test_the_old_address_hears_that_another_is_the_main_one() -> None:
    user = make_user(EMAIL)
    EmailAddress.objects.create(user=user, email=OTHER, verified=True)
    client = signed_in(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"email": OTHER, "action_primary": ""})
    mail = OutgoingMail.objects.get(to=EMAIL)
    assert EMAIL in mail.body
    assert OTHER in mail.body


def test_a_new_address_asks_for_the_password_again() -> None:
    user = make_user(EMAIL)
    client = signed_in(user)
    refused = client.post("/account/email/", {"email": OTHER, "action_add": ""})
    question = refused.headers["Location"]
    assert question.startswith("/account/reauthenticate/")
    assert not EmailAddress.objects.filter(email=OTHER).exists()
    wrong = client.post(question, {"password": "not my password", "next": "/account/email/"})
    assert 'role="alert"' in wrong.text
    assert not EmailAddress.objects.filter(email=OTHER).exists()
    client.post(question, {"password": PASSWORD, "next": "/account/email/"})
    assert EmailAddress.objects.filter(user=user, email=OTHER, verified=False).exists()


@pytest.mark.parametrize(("language", "heading"), [("ja", "ご本人の確認"), ("en", "Is it really you?")])
def test_the_question_for_the_password_stands_in_our_frame(language: str, heading: str) -> None:
    client = signed_in(make_user(EMAIL))
    client.cookies["django_language"] = language
    page = client.get("/account/reauthenticate/?next=/account/email/").text
    assert f'<h1 class="page-title">{heading}</h1>' in page
    assert 'autocomplete="current-password"' in page
    assert 'value="/account/email/"' in page
