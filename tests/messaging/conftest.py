"""Readers and the running server for tests of messages."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from messaging import sentences
from tests.factories import make_user
from tests.live import asgi_server  # noqa: F401 -- a fixture

KIND = "tests.happened"


@pytest.fixture
def sentence(monkeypatch: pytest.MonkeyPatch) -> str:
    """A registered kind of sentence with the fact ``title``; its body is translated by Django itself."""
    monkeypatch.setattr(sentences, "_SENTENCES", dict(sentences._SENTENCES))
    sentences.register(KIND, _("Home"), _("%(title)s"))
    return KIND


@pytest.fixture
def readers(transactional_db: None) -> list[User]:
    return [make_user(f"reader{number}@example.jp") for number in range(3)]
