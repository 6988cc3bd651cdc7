from __future__ import annotations

from datetime import timedelta

import pytest

from outbox import registry
from outbox.registry import DuplicateNameError, UnknownKindError, scheduled, work_handler, work_kind


@pytest.fixture(autouse=True)
def _own_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "WORK_KINDS", {})
    monkeypatch.setattr(registry, "SCHEDULED_JOBS", {})


def test_second_handler_of_the_same_name_is_refused() -> None:
    work_handler("tests.twice")(lambda _lease: None)
    with pytest.raises(DuplicateNameError):
        work_handler("tests.twice")(lambda _lease: None)


def test_second_job_of_the_same_name_is_refused() -> None:
    scheduled("tests.twice", every=timedelta(seconds=1))(lambda: None)
    with pytest.raises(DuplicateNameError):
        scheduled("tests.twice", every=timedelta(seconds=1))(lambda: None)


def test_handler_is_found_with_its_limit() -> None:
    work_handler("tests.long", soft_limit=60)(lambda _lease: None)
    assert work_kind("tests.long").soft_limit == 60
    with pytest.raises(UnknownKindError):
        work_kind("tests.unheard_of")
