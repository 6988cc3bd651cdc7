"""Resident memory of each process of the platform, after its start and after work, at 300 and at 10,000 people."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING

from bench.crowd import grow_crowd
from bench.machine import children_of, resident_mebibytes
from bench.orders import make_company, owner_of, write_draft
from bench.plants import running_platform
from bench.tables import Table
from matching.actions import RANK_ORDER
from orders.actions import publish_order
from tests.faults.plant import wait_until_done
from tests.live import cookies_of

if TYPE_CHECKING:
    from accounts.models import Organisation
    from common.children import Child
    from orders.models import Order
    from tests.browser.platform import Platform

SIZES = (300, 10_000)
RANKINGS = 20
PATIENCE = 120.0
PROCESSES = ("web", "worker: parent", "worker: each child", "reconciler")


def measure() -> Table:
    """MiB, shared pages counted in proportion (PSS), one row for each process."""
    columns = [column for people in SIZES for column in _columns(people)]
    heads = [f"{moment}, {people:,} people" for people in SIZES for moment in ("after start", "after 20 rankings")]
    rows = [(name, *(f"{column[name]:.0f} MiB" for column in columns)) for name in PROCESSES]
    total = ("all", *(f"{column['all']:.0f} MiB" for column in columns))
    return Table(("process", *heads), [*rows, total])


def _columns(people: int) -> list[dict[str, float]]:
    grow_crowd(people)
    company = make_company(name=f"計測{people}")
    with running_platform() as (platform, _ready):
        started = _memory(platform)
        orders = [write_draft(company, number) for number in range(RANKINGS)]
        for order in orders:
            publish_order(order, actor=owner_of(company))
        wait_until_done(RANK_ORDER, PATIENCE)
        _look_at(platform, company, orders)
        return [started, _memory(platform)]


def _look_at(platform: Platform, company: Organisation, orders: list[Order]) -> None:
    cookies = cookies_of(owner_of(company)).items()
    cookie = "; ".join(f"{name}={value}" for name, value in cookies)
    for order in orders:
        connection = HTTPConnection("localhost", platform.port, timeout=30)
        connection.request("GET", f"/orders/{order.public_id}/candidates/", headers={"Cookie": cookie})
        with connection.getresponse() as answer:
            assert answer.status == 200, answer.status
            answer.read()
        connection.close()


def _memory(platform: Platform) -> dict[str, float]:
    """MiB of each of PROCESSES, and of all together."""
    web, parent, reconciler = (_pid(child) for child in (platform.web, platform.worker, platform.reconciler))
    children = [resident_mebibytes(pid) for pid in children_of(parent)]
    found = {
        "web": resident_mebibytes(web),
        "worker: parent": resident_mebibytes(parent),
        "worker: each child": sum(children) / len(children),
        "reconciler": resident_mebibytes(reconciler),
    }
    return found | {"all": found["web"] + found["worker: parent"] + sum(children) + found["reconciler"]}


def _pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid
