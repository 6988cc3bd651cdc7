"""What every request of a reader needs, asked as a browser asks the real server."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_freelancer, make_user

pytestmark = pytest.mark.django_db


def test_fragment_leads_the_whole_page_to_the_sign_in_form(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/me/profile/?x=1"}
    response = client.get("/dashboard/", headers=headers)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/account/login/?next=%2Fme%2Fprofile%2F"


def test_page_is_redirected_as_ever(client: Client) -> None:
    assert client.get("/dashboard/").status_code == 302


def test_the_real_server_reads_who_asks_once_and_answers_in_their_language() -> None:
    reader = make_user(language="en")
    make_freelancer(reader)
    browser = AsyncClient()
    browser.force_login(reader)
    with CaptureQueriesContext(connection) as caught:
        answer = async_to_sync(browser.get)(reverse("portal:about"))
    assert '<html lang="en"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store, private"
    read = [query["sql"] for query in caught if 'FROM "accounts_user"' in query["sql"]]
    assert len(read) == 1, read
    assert len([query for query in caught if 'FROM "django_session"' in query["sql"]]) == 1
