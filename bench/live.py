"""From the commit to the list in the open page: a published order beside work that only says "look again".

Both are measured in the same Chromium, in turns, on the same open page of candidates: from the commit on this machine's
clock until htmx has swapped the list (`htmx:after:swap`). Both contain the page's own pause of 200 ms.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from functools import partial
from time import time
from typing import TYPE_CHECKING

from django.db import transaction
from playwright.sync_api import sync_playwright

from accounts.actions import change_profile
from accounts.models import Profile
from bench.crowd import grow_crowd
from bench.floor import FLOOR
from bench.machine import percentile
from bench.orders import make_company, owner_of, write_draft
from bench.plants import running_platform
from bench.tables import Table, milliseconds
from matching.queries import current_slate
from orders.actions import publish_order
from outbox.actions import request_work
from tests.browser.conftest import FLAGS
from tests.live import cookies_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from accounts.models import Organisation
    from orders.models import Order

# People, and rounds of each kind.
SIZES = ((300, 20), (10_000, 12))
SHARES = (0.5, 0.95)
PAUSE = 0.2
PATIENCE_MS = 60_000
# Between two rounds, so that nothing of the one before is still on its way.
QUIET_MS = 500
# Notes in the page when, by this machine's clock, the list was swapped and shows people. An attribute, because the
# policy of the pages forbids to wait by evaluating code in them.
WATCH = """
document.addEventListener("htmx:after:swap", (event) => {
  const isShown = event.target.id === "ranking" && document.querySelector("#people > li");
  if (isShown) document.documentElement.dataset.swapped ??= Date.now();
});
"""
FORGET = "delete document.documentElement.dataset.swapped"


@dataclass
class Waits:
    """Seconds from commit to swap, by what was waited for."""

    ranked: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)


def measure() -> Table:
    columns = [_column(people, rounds) for people, rounds in SIZES]
    heads = [f"{people:,} people" for people, _rounds in SIZES]
    return Table(("figure", *heads), [(name, *(column[name] for column in columns)) for name in columns[0]])


def _column(people: int, rounds: int) -> dict[str, str]:
    """Figure → value."""
    ready, waits = _measured(people, rounds)
    return {
        "rounds of each kind": str(rounds),
        "published → list visible, p50 / p95": _shares(waits.ranked),
        "floor: announced → list visible, p50 / p95": _shares(waits.floor),
        "published ÷ floor, p50 / p95": _ratios(waits),
        "the same without the page's own pause of 200 ms": _ratios(waits, less=PAUSE),
        "profiles changed → list visible, p50 / p95": _shares(waits.changed),
        "started → worker answers": f"{ready:.1f} s",
    }


def _shares(values: list[float]) -> str:
    return " / ".join(milliseconds(percentile(values, share)) for share in SHARES)


def _ratios(waits: Waits, less: float = 0) -> str:
    ratios = [(percentile(waits.ranked, share) - less) / (percentile(waits.floor, share) - less) for share in SHARES]
    return " / ".join(f"{ratio:.2f}" for ratio in ratios)


def _measured(people: int, rounds: int) -> tuple[float, Waits]:
    """Seconds until the worker answered, and what was waited for then."""
    grow_crowd(people)
    company = make_company(name=f"計測{people}")
    with running_platform() as (platform, ready), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        context = browser.new_context(locale="ja-JP", base_url=platform.address)
        cookies = cookies_of(owner_of(company)).items()
        context.add_cookies([{"name": name, "value": value, "url": platform.address} for name, value in cookies])
        context.add_init_script(WATCH)
        waits = _waits(context.new_page(), company, rounds)
        browser.close()
    return ready, waits


def _chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return path or sys.exit("This measurement needs Chromium on PATH (Debian: apt-get install chromium).")


def _waits(page: Page, company: Organisation, rounds: int) -> Waits:
    """The first round is not counted: it fills caches of browser and web server."""
    waits, owner = Waits(), owner_of(company)
    for number in range(rounds + 1):
        order = write_draft(company, number)
        page.goto(f"/orders/{order.public_id}/candidates/")
        page.wait_for_selector("[data-live=on]", state="attached", timeout=PATIENCE_MS)
        waits.ranked.append(_seconds_until_swap(page, partial(publish_order, order, actor=owner)))
        waits.floor.append(_seconds_until_swap(page, partial(_request_floor, order)))
        waits.changed.append(_seconds_until_swap(page, partial(_change_the_first, order)))
    return Waits(waits.ranked[1:], waits.floor[1:], waits.changed[1:])


def _seconds_until_swap(page: Page, commit: Callable[[], object]) -> float:
    page.wait_for_timeout(QUIET_MS)
    page.evaluate(FORGET)
    commit()
    committed = time()
    swapped = page.wait_for_selector("html[data-swapped]", state="attached", timeout=PATIENCE_MS)
    assert swapped is not None
    return int(swapped.get_attribute("data-swapped") or 0) / 1000 - committed


@transaction.atomic
def _request_floor(order: Order) -> None:
    request_work(FLOOR, str(order.pk))


@transaction.atomic
def _change_the_first(order: Order) -> None:
    """The best person leaves and the second writes another line: every open order is ranked again."""
    slate = current_slate(order)
    assert slate is not None
    best, second = (Profile.objects.get(party_id=party) for party in slate.shown[:2])
    change_profile(best, is_listed=False)
    change_profile(second, headline=f"{order.title[:80]} {order.pk}")
