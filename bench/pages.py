"""How often each list page asks the database, showing one row and showing fifty: the two must be equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from bench.tables import Table
from matching.actions import RANK_ORDER
from matching.snapshots import forget_snapshot
from messaging.actions import notify_each
from messaging.models import MailboxMessage
from orders.drafts import WantedSkill
from outbox.actions import request_work, run_work
from outbox.models import Work
from tests.database import empty_tables
from tests.factories import make_freelancer, make_member, make_user
from tests.orders.making import make_bid, make_company, make_order, owner_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Profile, User
    from orders.models import Order

    type Scene = Callable[[int], tuple[User | None, str]]

FEW, MANY = 1, 50
SKILLS = (WantedSkill("kintone", is_must=True), WantedSkill("ec-operation"))
HELD = ("kintone", "ec-operation")


def measure() -> Table:
    rows: list[tuple[str, ...]] = []
    for name, scene in SCENES.items():
        few, many = (_queries(scene, count) for count in (FEW, MANY))
        rows.append((name, str(few), str(many), "yes" if few == many else "NO"))
    return Table(("page", "queries for 1 row", "for 50 rows", "equal"), rows)


def _queries(scene: Scene, rows: int) -> int:
    """Of the second visit: the first one fills caches that live as long as the process."""
    empty_tables()
    forget_snapshot()
    user, path = scene(rows)
    browser = Client(SERVER_NAME="localhost")
    if user is not None:
        browser.force_login(user)
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path} answers {answer.status_code}")
    return len(captured)


def _open_orders(rows: int, path: str) -> tuple[None, str]:
    for _ in range(rows):
        make_order(skills=SKILLS)
    return None, path


def _landing(rows: int) -> tuple[None, str]:
    return _open_orders(rows, reverse("portal:landing"))


def _order_list(rows: int) -> tuple[None, str]:
    return _open_orders(rows, reverse("orders:list"))


def _company_with_orders(rows: int, path: str) -> tuple[User, str]:
    company = make_company()
    for _ in range(rows):
        make_bid(make_order(company, skills=SKILLS))
    return owner_of(company), path


def _own_orders(rows: int) -> tuple[User, str]:
    return _company_with_orders(rows, reverse("orders:mine"))


def _company_dashboard(rows: int) -> tuple[User, str]:
    return _company_with_orders(rows, reverse("portal:dashboard"))


def _compared_bids(rows: int) -> tuple[User, str]:
    order = make_order(skills=SKILLS)
    for _ in range(rows):
        make_bid(order, _person())
    return owner_of(order.client), reverse("orders:bids", args=[order.public_id])


def _candidates(rows: int) -> tuple[User, str]:
    for _ in range(rows):
        _person()
    order = make_order(skills=SKILLS)
    _rank(order)
    return owner_of(order.client), reverse("matching:candidates", args=[order.public_id]) + "?shown=50"


def _bidder_with_matches(rows: int) -> Profile:
    person = _person()
    for _ in range(rows):
        order = make_order(skills=SKILLS)
        _rank(order)
        make_bid(order, person)
    return person


def _my_bids(rows: int) -> tuple[User, str]:
    return _bidder_with_matches(rows).user, reverse("orders:my_bids")


def _my_matches(rows: int) -> tuple[User, str]:
    return _bidder_with_matches(rows).user, reverse("matching:my_matches")


def _freelancer_dashboard(rows: int) -> tuple[User, str]:
    return _bidder_with_matches(rows).user, reverse("portal:dashboard")


def _members(rows: int) -> tuple[User, str]:
    company = make_company()
    for _ in range(rows - 1):
        make_member(company, role=Role.EDITOR)
    return owner_of(company), reverse("accounts:members")


def _notifications(rows: int) -> tuple[User, str]:
    user = make_user()
    for number in range(rows):
        with transaction.atomic():
            notify_each(
                [user],
                kind="well_ranked",
                facts={"title": "注文", "rank": 1, "score": "80.0"},
                path="/",
                dedupe_key=str(number),
            )
    return user, reverse("messaging:notifications")


def _mailbox(rows: int) -> tuple[User, str]:
    for number in range(rows):
        MailboxMessage.objects.create(to=f"person{number}@example.jp", subject="知らせ", body="本文")
    return make_user(), reverse("mailbox:list")


def _person() -> Profile:
    return make_freelancer(skills=HELD, headline="受注をまとめます", rate_jpy_hour=3_000, remote="full")


def _rank(order: Order) -> None:
    with transaction.atomic():
        request_work(RANK_ORDER, str(order.pk))
    run_work(Work.objects.get(kind=RANK_ORDER, key=str(order.pk)).pk)


SCENES: dict[str, Scene] = {
    "landing": _landing,
    "orders": _order_list,
    "a company's own orders": _own_orders,
    "bids on one order": _compared_bids,
    "candidates": _candidates,
    "a company's dashboard": _company_dashboard,
    "my bids": _my_bids,
    "my matches": _my_matches,
    "a freelancer's dashboard": _freelancer_dashboard,
    "members": _members,
    "notifications": _notifications,
    "mailbox": _mailbox,
}
