"""Signing up and in through allauth, in our frame and words."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(make_user())
    return client


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "ログイン"),
        ("account_signup", "新規登録"),
        ("account_reset_password", "パスワードをお忘れの方"),
    ],
)
def test_public_account_page_stands_in_our_frame(client: Client, name: str, heading: str) -> None:
    page = client.get(reverse(name)).content.decode()
    assert f'<h1 class="page-title">{heading}</h1>' in page
    assert 'class="site-head"' in page
    assert "data-live-stream" not in page


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "account_logout"])
def test_own_account_page_stands_in_our_frame(signed_in: Client, name: str) -> None:
    page = signed_in.get(reverse(name)).content.decode()
    assert '<h1 class="page-title">' in page
    assert "data-live-stream" in page


def test_sign_in_with_a_wrong_password_keeps_the_address_and_says_so(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "nobody@example.jp", "password": "wrong"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'role="alert"' in page
    assert 'value="nobody@example.jp"' in page


def test_sign_in_and_out_by_plain_forms(client: Client) -> None:
    user = make_user()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.session.get("_auth_user_id") == str(user.pk)
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_language_switch_is_a_plain_form_that_returns_to_the_page(client: Client) -> None:
    about = reverse("portal:about")
    answer = client.post(reverse("set_language"), {"language": "en", "next": about})
    assert answer.headers["Location"] == about
    with translation.override("en"):
        assert '<html lang="en">' in client.get(about).content.decode()
