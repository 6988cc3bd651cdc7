"""What a fragment gets when the session has ended meanwhile."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_fragment_leads_the_whole_page_to_the_sign_in_form(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/me/profile/?x=1"}
    response = client.get("/dashboard/", headers=headers)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/account/login/?next=%2Fme%2Fprofile%2F"


def test_page_is_redirected_as_ever(client: Client) -> None:
    assert client.get("/dashboard/").status_code == 302
