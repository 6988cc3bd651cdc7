"""Logs name what happened, never what opens an invitation or an account."""

import logging
import secrets

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path as address

from common.text import path_without_secrets

TOKEN = secrets.token_urlsafe(32)


def failing(request: HttpRequest, token: str) -> HttpResponse:
    raise RuntimeError("the view failed")


urlpatterns = [address("broken/<slug:token>/", failing)]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines as the settings' handler writes them."""
    lines: list[str] = []
    handler = logging.getHandlerByName("stderr")
    assert handler is not None
    monkeypatch.setattr(handler, "emit", lambda record: lines.append(handler.format(record)))
    return lines


@pytest.mark.parametrize("path", ["/invitations/{}/", "/invitations/{}/x/", "/account/password/reset/{}/"])
@pytest.mark.django_db
def test_a_refused_link_is_logged_without_its_token(logged: list[str], path: str) -> None:
    refused = Client().get(path.format(TOKEN), {"next": f"/invitations/{TOKEN}/"})
    assert refused.status_code == 404
    assert any("request_finished" in line and "404" in line for line in logged)
    assert TOKEN not in "".join(logged)


@pytest.mark.urls("tests.common.test_logs")
@pytest.mark.django_db
def test_a_failed_link_is_logged_without_its_token(logged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.views.debug.ExceptionReporter.get_traceback_text", lambda _reporter: "")
    Client(raise_request_exception=False).get(f"/broken/{TOKEN}/")
    assert any("Internal Server Error: /broken/…/" in line for line in logged)
    assert TOKEN not in "".join(logged)


def test_short_parts_of_a_path_stay() -> None:
    assert path_without_secrets("/orders/2b3c4d5f6g7h/bids/?next=/x/") == "/orders/2b3c4d5f6g7h/bids/"
    assert path_without_secrets(f"/invitations/{TOKEN}/") == "/invitations/…/"
