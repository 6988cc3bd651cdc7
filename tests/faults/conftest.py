from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.faults.handlers import TABLES
from tests.faults.plant import Plant


@pytest.fixture(scope="session")
def fault_tables(django_db_setup: None) -> Iterator[None]:
    """Made by the owner, as the application's role may not; without a unique key, so that doubles would show."""
    drop = "DROP TABLE IF EXISTS fault_runs, fault_effects, fault_ticks"
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute(drop)
        owner.execute(TABLES)
        for kind in ("TABLES", "SEQUENCES"):
            owner.execute(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {connection.settings_dict['USER']}")
    yield
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute(drop)


# Ended with the last test here: processes left running would work on the rows of other tests.
@pytest.fixture(scope="package")
def running_plant(fault_tables: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    plant = Plant(tmp_path_factory.mktemp("plant"))
    yield plant
    plant.stop()


@pytest.fixture
def plant(transactional_db: None, running_plant: Plant) -> Plant:
    running_plant.start()
    return running_plant
