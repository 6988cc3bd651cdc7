"""Handlers of the fault tests, loaded by OUTBOX_EXTRA_HANDLERS. Each run and each kept effect leaves a row."""

from __future__ import annotations

import os
from datetime import timedelta
from time import sleep

from django.db import connection

from outbox.leases import Lease
from outbox.registry import scheduled, work_handler

QUICK, SLOW, POISON = "faults.quick", "faults.slow", "faults.poison"
SLOW_SECONDS = 4.0

TABLES = """
CREATE TABLE fault_runs (id bigserial PRIMARY KEY, kind text, key text, version bigint, pid int,
                         at timestamptz DEFAULT clock_timestamp());
CREATE TABLE fault_effects (LIKE fault_runs INCLUDING ALL);
CREATE TABLE fault_ticks (LIKE fault_runs INCLUDING ALL);
"""


def _note(table: str, lease: Lease) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kind, key, version, pid) VALUES (%s, %s, %s, %s)",
            [lease.kind, lease.key, lease.version, os.getpid()],
        )


def _work(lease: Lease, seconds: float) -> None:
    _note("fault_runs", lease)
    sleep(seconds)
    with lease.completing():
        _note("fault_effects", lease)


@work_handler(QUICK)
def work_quickly(lease: Lease) -> None:
    _work(lease, 0.02)


@work_handler(SLOW)
def work_slowly(lease: Lease) -> None:
    _work(lease, SLOW_SECONDS)


@work_handler(POISON)
def fail_always(lease: Lease) -> None:
    _note("fault_runs", lease)
    raise RuntimeError("poison")


@scheduled("faults.tick", every=timedelta(seconds=1))
def tick() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO fault_ticks (pid) VALUES (%s)", [os.getpid()])
