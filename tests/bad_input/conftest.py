"""One world for all cases of a file; each case is rolled back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.template import Template
from django.test import Client
from django.test.utils import _TestState

from tests.authorisation.world import World, make_world
from tests.bad_input.governing import add_town
from tests.bad_input.lending import add_lender
from tests.bad_input.representing import add_representatives
from tests.factories import make_user


@pytest.fixture(scope="module")
def plain_templates() -> Iterator[None]:
    """Render as in production: tests usually report every template of a page, which takes a third of the time."""
    reporting = Template._render
    Template._render = _TestState.saved_data.template_render
    yield
    Template._render = reporting


@pytest.fixture(scope="module")
def quiet() -> Iterator[None]:
    """Thousands of refused requests need no line each."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def world(django_db_setup: None, plain_templates: None, quiet: None, django_db_blocker: Any) -> Iterator[World]:
    """The authorisation world in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        add_lender(made)
        add_town(made)
        add_representatives(made)
        make_user("known@example.jp")
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def rolled_back(world: World) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_of(world: World, actor: str, language: str = "ja") -> Client:
    """A browser of this actor that asks for pages in ``language``; a crash becomes an answer of 500."""
    client = Client(raise_request_exception=False)
    if (user := world.actors[actor]) is not None:
        client.force_login(user)
    client.cookies["django_language"] = language
    return client
