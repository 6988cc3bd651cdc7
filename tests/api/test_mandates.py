"""A support organisation's program writes for the clients that gave a mandate, exactly as far as it reaches."""

from __future__ import annotations

import datetime

import pytest
from rest_framework.test import APIClient

from accounts.actions import end_mandate, give_mandate
from accounts.models import Mandate, MandateAct, Organisation, OrganisationKind, Reach, User
from common.japan import today_in_japan
from orders.models import Order
from tests.api.callers import assert_problem, program
from tests.factories import make_company, make_freelancer, owner_of
from tests.imports.carrying import import_wholly, upload
from tests.orders.making import make_bid, make_draft
from tests.orders.making import make_order as make_open_order

pytestmark = pytest.mark.django_db
ORDERS = "/api/v1/orders/"


@pytest.fixture
def company() -> Organisation:
    return make_company(name="奥出雲そろばん")


@pytest.fixture
def chamber() -> Organisation:
    return make_company(name="奥出雲商工会", kind=OrganisationKind.SUPPORT)


@pytest.fixture
def adviser(chamber: Organisation) -> User:
    return owner_of(chamber)


@pytest.fixture
def client(adviser: User, chamber: Organisation) -> APIClient:
    return program(adviser, chamber)


def give(company: Organisation, chamber: Organisation, reach: Reach) -> Mandate:
    until = today_in_japan() + datetime.timedelta(days=90)
    return give_mandate(company, chamber, reach=reach, valid_until=until, actor=owner_of(company))


def begin(client: APIClient, company: Organisation) -> str:
    begun = client.post(ORDERS, {"title": "在庫を数えたい", "client": company.public_id})
    assert begun.status_code == 201, begun.content
    return f"{ORDERS}{begun.json()['id']}/"


def test_without_a_mandate_there_is_nothing(client: APIClient, company: Organisation) -> None:
    draft = make_draft(company)
    problem = assert_problem(client.post(ORDERS, {"title": "在庫", "client": company.public_id}), 400, "invalid")
    assert problem["errors"][0]["pointer"] == "#/client"
    assert_problem(client.get(f"{ORDERS}{draft.public_id}/"), 404, "not_found")
    assert client.get(f"{ORDERS}mine/").json()["results"] == []


def test_a_mandate_for_drafts(client: APIClient, company: Organisation, chamber: Organisation) -> None:
    give(company, chamber, Reach.DRAFT)
    told = client.get("/api/v1/me/").json()["clients"]
    assert [(one["id"], one["reach"]) for one in told] == [(company.public_id, "draft")]
    address = begin(client, company)
    assert client.patch(address, {"title": "在庫を毎週数えたい"}).status_code == 200
    order = Order.objects.get()
    assert (order.client, order.title) == (company, "在庫を毎週数えたい")
    assert MandateAct.objects.get().subject == order.public_id
    assert client.get(f"{ORDERS}mine/").json()["results"][0]["own"]["may_edit"] is True
    assert_problem(client.post(f"{address}publish/"), 403, "role_not_allowed")


def test_bids_are_read_and_answered_only_when_it_says_so(
    client: APIClient, company: Organisation, chamber: Organisation
) -> None:
    order = make_open_order(company, remote="full")
    bid = make_bid(order, make_freelancer())
    mandate = give(company, chamber, Reach.PUBLISH)
    assert client.get(f"{ORDERS}{order.public_id}/").json()["own"] is not None
    assert client.get(f"{ORDERS}{order.public_id}/bids/").json()["results"] == []
    assert_problem(client.get(f"/api/v1/bids/{bid.public_id}/"), 404, "not_found")
    assert_problem(client.post(f"/api/v1/bids/{bid.public_id}/award/"), 404, "not_found")
    end_mandate(mandate, actor=owner_of(company))
    give(company, chamber, Reach.ANSWER)
    assert len(client.get(f"{ORDERS}{order.public_id}/bids/").json()["results"]) == 1
    assert client.post(f"/api/v1/bids/{bid.public_id}/award/").json()["status"] == "awarded"


def test_it_ends_at_once_and_is_nobody_elses(
    client: APIClient, adviser: User, company: Organisation, chamber: Organisation
) -> None:
    mandate = give(company, chamber, Reach.ANSWER)
    address = begin(client, company)
    other = make_company()
    other.memberships.create(user=adviser, role="owner")
    assert_problem(program(adviser, other).get(address), 404, "not_found")
    assert_problem(program(adviser).get(address), 404, "not_found")
    end_mandate(mandate, actor=owner_of(company))
    assert_problem(client.get(address), 404, "not_found")
    assert_problem(client.patch(address, {"title": "x"}), 404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_a_file_for_a_client_is_published_only_where_the_mandate_covers_it(
    client: APIClient, adviser: User, company: Organisation, chamber: Organisation
) -> None:
    mandate = give(company, chamber, Reach.DRAFT)
    table = "id,title,prefecture\no-1,在庫を数えたい,32\n".encode()
    brought = client.post(f"/api/v1/imports/orders/?organisation={company.public_id}", table, content_type="text/csv")
    assert brought.json()["organisation"] == company.public_id
    assert client.get(brought.headers["Location"]).status_code == 200
    done = import_wholly(upload("orders", "a.csv", table, adviser, company, publish=True), adviser)
    assert (done.status, [one.line for one in done.warnings]) == ("done", [0])
    end_mandate(mandate, actor=owner_of(company))
    assert_problem(client.get(brought.headers["Location"]), 404, "not_found")
