"""Sign-up, verification, login, reset and their limits, as people go through them."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from messaging.models import OutgoingMail
from tests.accounts.conftest import Company, signed_in
from tests.accounts.test_members import invite
from tests.factories import PASSWORD, make_company, make_freelancer, make_user

pytestmark = pytest.mark.django_db

EMAIL = "new.person@example.jp"


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"https?://testserver(/\S+)", mail.body)
    assert found, mail.body
    return found[1]


def sign_up(client: Client, email: str = EMAIL, password: str = PASSWORD, **extra: str) -> Any:
    return client.post("/account/signup/", {"email": email, "password1": password, "consent": "on"} | extra)


def log_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **extra: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password} | extra)


def test_signing_up_needs_the_mail_before_the_first_login() -> None:
    client = Client()
    assert sign_up(client, "New.Person@Example.jp").headers["Location"] == "/account/confirm-email/"
    mail = OutgoingMail.objects.get()
    assert mail.to == EMAIL
    user = User.objects.get(email=EMAIL)
    assert user.language == "ja"
    assert log_in(client).headers["Location"] == "/account/confirm-email/"
    assert "_auth_user_id" not in client.session
    client.post(link_in(mail))
    assert EmailAddress.objects.get(user=user).verified
    assert log_in(client).headers["Location"] == "/welcome/"
    assert client.get("/welcome/").status_code == 200


def test_the_sign_in_form_knows_the_address_just_verified_and_shows_passwords_on_request() -> None:
    client = Client()
    assert EMAIL not in client.get("/account/login/").text
    sign_up(client)
    client.post(link_in(OutgoingMail.objects.get()))
    page = client.get("/account/login/").text
    assert f'value="{EMAIL}"' in page
    assert 'data-show="パスワードを表示する"' in page
    assert EMAIL not in Client().get("/account/login/").text


@pytest.mark.parametrize(("language", "words"), [("ja", "メールアドレス"), ("en", "e-mail address")])
def test_the_first_mail_is_in_the_language_of_the_page(language: str, words: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    sign_up(client)
    mail = OutgoingMail.objects.get()
    assert words in mail.body.replace("email", "e-mail")
    assert User.objects.get().language == language


def test_mails_follow_the_readers_language_not_the_pages() -> None:
    make_user(EMAIL, language="en")
    client = Client()
    client.cookies["django_language"] = "ja"
    client.post("/account/password/reset/", {"email": EMAIL})
    mail = OutgoingMail.objects.get()
    assert not re.search("[ぁ-ん]", mail.subject + mail.body)


@pytest.mark.parametrize("password", ["short", "fourteen chars", EMAIL])
def test_weak_passwords_are_refused(password: str) -> None:
    answer = sign_up(Client(), password=password)
    assert "field-error" in answer.text
    assert not User.objects.exists()


def test_signing_up_says_what_a_password_must_be() -> None:
    assert "15文字以上にしてください" in Client().get("/account/signup/").text


def test_a_known_address_looks_like_a_new_one_to_strangers() -> None:
    known = make_user(EMAIL)
    answer = sign_up(Client(), password="quite another sentence")
    assert answer.headers["Location"] == "/account/confirm-email/"
    assert User.objects.get() == known
    assert known.check_password(PASSWORD)
    assert OutgoingMail.objects.get().to == EMAIL


def test_login_leads_where_one_wanted_to_go() -> None:
    make_freelancer(make_user(EMAIL))
    assert log_in(Client(), next="/me/profile/").headers["Location"] == "/me/profile/"
    assert log_in(Client()).headers["Location"] == "/dashboard/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_login_leads_to_no_other_site(target: str) -> None:
    make_company(make_user(EMAIL))
    assert log_in(Client(), next=target).headers["Location"] == "/dashboard/"


def test_an_invited_person_is_led_to_the_invitation(company: Company) -> None:
    invite(company, EMAIL)
    make_user(EMAIL)
    assert log_in(Client()).headers["Location"] == "/invitations/"


def test_five_failures_block_with_a_clear_sentence() -> None:
    make_user(EMAIL)
    client = Client()
    for _attempt in range(5):
        assert "メールアドレスかパスワードが正しくありません。" in log_in(client, password="wrong" * 4).text
    blocked = log_in(client)
    assert "5分ほど待つか、新しいパスワードを設定してください。" in blocked.text
    assert "_auth_user_id" not in client.session
    other = make_user()
    assert log_in(Client(), other.email).status_code == 302


def test_a_forgotten_password_is_replaced() -> None:
    user = make_user(EMAIL)
    client = Client()
    client.post("/account/password/reset/", {"email": "nobody@example.jp"})
    client.post("/account/password/reset/", {"email": EMAIL})
    mail = OutgoingMail.objects.get(to=EMAIL)
    form_address = client.get(link_in(mail), follow=True).redirect_chain[-1][0]
    new = "another sentence of mine"
    page = client.get(form_address)
    assert "15文字以上にしてください" in page.text
    fields = {"password1": new} | ({"password2": new} if 'name="password2"' in page.text else {})
    client.post(form_address, fields)
    user.refresh_from_db()
    assert user.check_password(new)
    assert 'name="password1"' not in Client().get(link_in(mail), follow=True).text


def test_an_inactive_person_cannot_sign_in() -> None:
    make_user(EMAIL, is_active=False)
    client = Client()
    log_in(client)
    assert "_auth_user_id" not in client.session


def test_settings_keep_name_and_language() -> None:
    user = make_user(EMAIL)
    client = signed_in(user)
    answer = client.post("/me/settings/", {"full_name": " 山田\u202e 花子 ", "language": "en"})
    assert answer.cookies["django_language"].value == "en"
    user.refresh_from_db()
    assert (user.full_name, user.language) == ("山田 花子", "en")
    assert "Your settings are saved." in client.get("/me/settings/").text
    client.post("/me/settings/", {"full_name": "", "language": ""})
    user.refresh_from_db()
    assert (user.full_name, user.language) == ("", "")


@pytest.mark.parametrize("data", [{"language": "xx"}, {"full_name": "長" * 101}])
def test_bad_settings_are_explained(data: dict[str, str]) -> None:
    user = make_user(full_name="山田")
    answer = signed_in(user).post("/me/settings/", data)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    user.refresh_from_db()
    assert (user.full_name, user.language) == ("山田", "")
