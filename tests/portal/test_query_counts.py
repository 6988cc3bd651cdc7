"""Every page that lists something asks the database this often, for one row and for three.

The numbers are reviewed like code: a page that needs one more says so here. Signing in (session, user) and what every
page of a signed-in reader shows (unread notices, place in the stream, company, profile) are counted as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import (
    Invitation,
    Mandate,
    Organisation,
    OrganisationKind,
    Profile,
    Reach,
    Role,
    User,
    WorkConfirmation,
)
from common.japan import today_in_japan
from matching.actions import RANK_ORDER
from matching.snapshots import forget_snapshot
from messaging.models import MailboxMessage, Notification
from orders.drafts import WantedLanguage, WantedSkill
from orders.models import Bid
from outbox.actions import run_work
from outbox.models import Work
from tests.factories import (
    make_company,
    make_firm,
    make_freelancer,
    make_lender,
    make_member,
    make_personnel,
    make_user,
    owner_of,
)
from tests.matching.making import make_run
from tests.orders.making import make_bid, make_order

# address, reader → queries
EXPECTED = {
    ("portal:landing", ""): 5,
    ("orders:list", ""): 6,
    ("orders:detail", ""): 6,
    ("portal:organisation", ""): 11,
    ("mailbox:list", ""): 1,
    ("portal:dashboard", "owner"): 19,
    ("orders:list", "owner"): 13,
    ("orders:mine", "owner"): 12,
    ("orders:detail", "owner"): 16,
    ("orders:bids", "owner"): 17,
    ("matching:candidates", "owner"): 18,
    ("matching:candidate", "owner"): 23,
    ("accounts:members", "owner"): 9,
    ("accounts:work_questions", "owner"): 7,
    ("matching:party", "owner"): 19,
    ("messaging:notifications", "owner"): 7,
    ("portal:dashboard", "person"): 17,
    ("orders:list", "person"): 13,
    ("orders:detail", "person"): 22,
    ("orders:my_bids", "person"): 7,
    ("matching:my_matches", "person"): 10,
    ("matching:my_match", "person"): 16,
    ("accounts:profile", "person"): 16,
    ("accounts:profile_preview", "person"): 12,
    ("accounts:showcase", "person"): 10,
    ("matching:gap_costs", "person"): 15,
    ("messaging:notifications", "person"): 7,
    ("accounts:invitations", "person"): 7,
}
# The dashboards of further actors.
EXPECTED_DESKS = {"firm": 22, "lent": 12, "lender": 13, "support": 12}
SKILLS = (WantedSkill("kintone", is_must=True), WantedSkill("python"), WantedSkill("ec-operation"))
LANGUAGES = (WantedLanguage("ja", 3), WantedLanguage("en", 2), WantedLanguage("vi", 1))


@dataclass
class Rows:
    readers: dict[str, User]
    ids: dict[str, list[str]]


def make_rows(count: int) -> Rows:
    """Everything ``count`` times: orders with skills and bids, matches, members, invitations, notices, mails."""
    company = make_company()
    people = [make_freelancer(skills=("kintone", "python", "ec-operation")[:count]) for _ in range(count)]
    orders = [
        make_order(company, skills=SKILLS[:count], languages=LANGUAGES[:count], remote="full") for _ in range(count)
    ]
    for order in orders:
        for person in people:
            make_bid(order, person)
        run_work(Work.objects.get(kind=RANK_ORDER, key=str(order.pk)).pk)
    _tell(company, people[0].user, count)
    order, party = orders[0].public_id, people[0].party.public_id
    ids = {page: [order] for page in ("orders:detail", "orders:bids", "matching:candidates", "matching:my_match")}
    ids["matching:candidate"] = [order, party]
    ids["matching:party"] = [party]
    ids["portal:organisation"] = [company.public_id]
    return Rows({"owner": owner_of(company), "person": people[0].user}, ids)


def _tell(company: Organisation, person: User, count: int) -> None:
    for number in range(count):
        member = make_member(company, role=Role.VIEWER)
        Invitation.objects.create(
            organisation=company,
            email=f"guest{number}@example.jp",
            role=Role.VIEWER,
            token_digest=str(number) * 64,
            expires_at=timezone.now() + timedelta(days=7),
        )
        for user in (person, owner_of(company)):
            facts = {"title": "受注", "rank": 1, "score": "80.0"}
            Notification.objects.create(user=user, kind="well_ranked", facts=facts, dedupe_key=f"x{number}", path="/")
        asking = make_freelancer().party
        WorkConfirmation.objects.create(party=asking, client=company, title="受注の一覧")
        MailboxMessage.objects.create(to=member.user.email, subject="件名", body="本文")


def queries_of(user: User | None, address: str) -> int:
    browser = Client()
    if user is not None:
        browser.force_login(user)
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200, address
    return len(captured)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_as_often_for_three_rows_as_for_one(count: int) -> None:
    forget_snapshot()
    rows = make_rows(count)
    found = {
        (page, reader): queries_of(rows.readers.get(reader), reverse(page, args=rows.ids.get(page, [])))
        for page, reader in EXPECTED
    }
    assert {which: number for which, number in found.items() if number != EXPECTED[which]} == {}


def make_desk(kind: str, count: int) -> User:
    """Everything a desk lists, ``count`` times."""
    makers: dict[str, Any] = {"firm": make_firm, "lent": lambda: make_personnel(user=make_user())}
    if kind == "support":
        support = make_company(kind=OrganisationKind.SUPPORT)
        for _ in range(count):
            client = make_company()
            day = today_in_japan() + timedelta(days=3)
            Mandate.objects.create(support=support, client=client, reach=Reach.ANSWER, valid_until=day)
            make_bid(make_order(client))
        return owner_of(support)
    lender = make_lender()
    people: list[Profile] = [makers[kind]()] if kind in makers else [make_personnel(lender) for _ in range(count)]
    for _ in range(count):
        order = make_order()
        make_run(order, [person.party_id for person in people])
        for person in people:
            Bid.objects.create(order=order, party=person.party, price_yen=1, plan="計画", start_on=today_in_japan())
    party = people[0].party
    return party.user if kind == "lent" and party.user else owner_of(party.organisation)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", EXPECTED_DESKS)
def test_desks_ask_as_often_for_three_rows_as_for_one(
    kind: str, django_assert_num_queries: Any, client: Client
) -> None:
    for count in (1, 3):
        client.force_login(make_desk(kind, count))
        client.get(reverse("portal:dashboard"))
        with django_assert_num_queries(EXPECTED_DESKS[kind]):
            client.get(reverse("portal:dashboard"))
