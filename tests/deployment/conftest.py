"""What the tests of the production form share."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from common.database import at_database, create_database, drop_database
from tests.config.conftest import production, run
from tests.deployment.platform import NAME, Platform

__all__ = ["platform", "production", "run"]


@pytest.fixture(scope="session")
def migrated() -> Iterator[str]:
    """The name of a database that the `migrate` service has made ready, to copy."""
    name = f"{NAME}_ready"
    owner_url = at_database(os.environ["DATABASE_OWNER_URL"], name)
    create_database(owner_url)
    try:
        Platform(owner_url, at_database(os.environ["DATABASE_URL"], name), Path(), Path()).migrate()
        yield name
    finally:
        drop_database(owner_url)


@pytest.fixture
def platform(migrated: str, tmp_path: Path) -> Iterator[Platform]:
    owner_url = at_database(os.environ["DATABASE_OWNER_URL"], NAME)
    made = Platform(owner_url, at_database(os.environ["DATABASE_URL"], NAME), tmp_path / "media", tmp_path / "backups")
    made.media.mkdir()
    made.backups.mkdir()
    with psycopg.connect(owner_url, dbname="postgres", autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {NAME} TEMPLATE {migrated}")
    try:
        yield made
    finally:
        for name in made.databases():
            drop_database(at_database(owner_url, name))
