"""The two public lists forms load."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_municipality_options_list_one_prefecture_in_the_readers_language(client: Client) -> None:
    page = client.get("/vocabulary/municipalities/", {"prefecture": "32"})
    assert page.status_code == 200
    assert page.content.decode().count("<option") == 20
    assert '<option value="322016">松江市</option>' in page.content.decode()
    english = client.get("/vocabulary/municipalities/", {"prefecture": "32"}, headers={"accept-language": "en"})
    assert '<option value="322016">Matsue City</option>' in english.content.decode()


def test_municipality_options_may_be_kept_by_caches_per_language(client: Client) -> None:
    page = client.get("/vocabulary/municipalities/", {"prefecture": "32"})
    assert "max-age=3600" in page.headers["Cache-Control"]
    assert "Accept-Language" in page.headers["Vary"]


@pytest.mark.parametrize("code", ["", "99", "3", "３２", "<b>", "32' OR 1=1", "\x00", "\ud83d", "x" * 5000])
def test_municipality_options_of_nonsense_are_the_empty_one(client: Client, code: str) -> None:
    page = client.get("/vocabulary/municipalities/", {"prefecture": code.encode("utf-8", "surrogatepass")})
    assert page.status_code == 200
    assert page.content.decode().count("<option") == 1


def test_skill_options_suggest_labels(client: Client) -> None:
    page = client.get("/vocabulary/skills/", {"q": "ネット通販"}).content.decode()
    assert page.count("<option") == 1
    assert "ECサイト構築" in page


@pytest.mark.parametrize("typed", ["", "<script>", "\x00", "\u202e", "x" * 5000, "🎉"])
def test_skill_options_of_nonsense_are_empty_and_safe(client: Client, typed: str) -> None:
    page = client.get("/vocabulary/skills/", {"q": typed})
    assert page.status_code == 200
    assert b"<script" not in page.content


def test_lists_are_read_only(client: Client) -> None:
    assert client.post("/vocabulary/skills/").status_code == 405
    assert client.post("/vocabulary/municipalities/").status_code == 405
