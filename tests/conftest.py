"""One database for the test run, emptied after each test that writes for everybody to see."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import TransactionTestCase

from tests.database import empty_after_a_test, make_tables


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        make_tables()


def _empty_tables(_case: TransactionTestCase) -> None:
    empty_after_a_test()


TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _japanese_reader() -> Iterator[None]:
    """Every test begins with the platform's default language, whatever the one before left behind."""
    from django.utils import translation  # noqa: PLC0415 -- settings must be ready

    with translation.override("ja"):
        yield
