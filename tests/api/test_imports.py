"""Files over the API: brought, checked, imported and taken away as on the pages."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import DataImport, Organisation, Role
from common.api import parsers
from orders.models import Order
from orders.states import OrderStatus
from tests.api.callers import assert_problem, program
from tests.factories import make_company, make_member, make_user, owner_of
from tests.imports.carrying import work_off
from tests.orders.making import make_draft

pytestmark = pytest.mark.django_db(transaction=True)
IMPORTS, EXPORTS = "/api/v1/imports/", "/api/v1/exports/"
CSV, LINES = "text/csv", "application/x-ndjson"
TABLE = "id,title,prefecture\no-1,在庫を数えたい,32\no-2,受注を受けたい,32\n".encode()
KEY = {"Idempotency-Key": "file/1"}


@pytest.fixture
def company(db: None) -> Organisation:
    return make_company()


@pytest.fixture
def owner(company: Organisation) -> APIClient:
    return program(owner_of(company), company)


def bring(client: APIClient, content: bytes = TABLE, what: str = "orders", kind: str = CSV, **more: Any) -> Any:
    return client.post(f"{IMPORTS}{what}/{more.pop('query', '')}", content, content_type=kind, **more)


def checked(answer: Any) -> DataImport:
    assert answer.status_code == 201, answer.content
    return work_off(DataImport.objects.get(public_id=answer.json()["id"]))


def test_a_table_is_checked_imported_and_taken_away(owner: APIClient, company: Organisation) -> None:
    brought = bring(owner)
    assert (brought.json()["status"], brought.json()["file_name"]) == ("uploaded", "orders.csv")
    checked(brought)
    address = brought.headers["Location"]
    state = owner.get(address).json()
    told = [state[name] for name in ("status", "rows", "created", "error_count", "organisation")]
    assert told == ["checked", 2, 2, 0, company.public_id]
    assert Order.objects.count() == 0, "the check is a dry run"
    assert owner.post(f"{address}run/").json()["status"] == "wanted"
    work_off(DataImport.objects.get())
    assert owner.get(address).json()["status"] == "done"
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.DRAFT}
    assert [one["id"] for one in owner.get(IMPORTS).json()["results"]] == [state["id"]]
    table = owner.get(f"{EXPORTS}orders/csv/")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["o-1", "o-2"]
    lines = owner.get(f"{EXPORTS}orders/jsonl/", headers={"Accept": LINES})
    assert lines.headers["Content-Type"].startswith(LINES)
    assert [json.loads(line)["id"] for line in lines.content.splitlines()] == ["o-1", "o-2"]


def test_the_report_names_line_column_and_reason(owner: APIClient) -> None:
    lines = b'{"id": "o-1", "title": "x", "prefecture": "32", "duration_weeks": "soon", "colour": 1}\n{broken\n'
    brought = bring(owner, lines, kind=LINES)
    checked(brought)
    report = owner.get(brought.headers["Location"], headers={"Accept-Language": "en"}).json()
    assert report["status"] == "refused"
    assert [(one["line"], one["column"]) for one in report["errors"]] == [(1, "duration_weeks"), (2, "")]
    assert all(one["reason"] for one in report["errors"])
    assert ("colour", 1) in {(one["column"], one["line"]) for one in report["warnings"]}
    assert_problem(owner.post(f"{brought.headers['Location']}run/"), 409, "import_moved")
    assert owner.post(f"{brought.headers['Location']}discard/").json()["status"] == "discarded"
    assert_problem(owner.post(f"{IMPORTS}nnnnnnnnnnnn/run/"), 404, "not_found")


def test_a_form_and_a_repeated_key(owner: APIClient) -> None:
    def send(content: bytes) -> Any:
        file = SimpleUploadedFile("注文.csv", content)
        return owner.post(f"{IMPORTS}orders/", {"file": file}, format="multipart", headers=KEY)

    first = send(TABLE)
    assert (first.status_code, first.json()["file_name"]) == (201, "注文.csv")
    assert send(TABLE).content == first.content
    assert_problem(send(TABLE + b"o-3,,\n"), 422, "idempotency_key_reused")
    raw = {"Idempotency-Key": "file/2"}
    assert bring(owner, headers=raw).content == bring(owner, headers=raw).content
    assert_problem(bring(owner, TABLE + b"o-3,,\n", headers=raw), 422, "idempotency_key_reused")
    assert DataImport.objects.count() == 2


def test_what_is_no_file_is_refused(owner: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = assert_problem(bring(owner, b""), 400, "invalid")
    assert problem["errors"][0]["pointer"] == "#/file"
    assert_problem(owner.post(f"{IMPORTS}orders/", {"file": "x"}, format="multipart"), 400, "invalid")
    assert_problem(owner.post(f"{IMPORTS}orders/", {"id": "o-1"}), 415, "unsupported_media_type")
    named = SimpleUploadedFile("table.xlsx", TABLE)
    assert_problem(owner.post(f"{IMPORTS}orders/", {"file": named}, format="multipart"), 400, "invalid")
    monkeypatch.setattr(parsers, "MOST_FILE_BYTES", 20)
    assert_problem(bring(owner), 413, "too_large")
    assert DataImport.objects.count() == 0


def test_a_large_body_is_read_in_pieces(owner: APIClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    table = b"id,title\n" + b"".join(b"o-%d,x\n" % number for number in range(100))
    brought = bring(owner, table, headers=KEY)
    assert (brought.status_code, brought.json()["size"]) == (201, len(table))
    assert checked(brought).rows == 100


def test_who_brings_what(owner: APIClient, company: Organisation) -> None:
    bring(owner)
    other = make_company()
    stranger = program(owner_of(other), other)
    assert stranger.get(IMPORTS).json()["results"] == []
    assert_problem(stranger.get(f"{IMPORTS}{DataImport.objects.get().public_id}/"), 404, "not_found")
    assert_problem(bring(stranger, query=f"?organisation={company.public_id}"), 400, "invalid")
    viewer = make_member(company, role=Role.VIEWER).user
    assert_problem(bring(program(viewer, company)), 403, "permission_denied")
    assert_problem(bring(program(make_user())), 403, "permission_denied")
    for what in ("candidates", "organisations"):
        assert_problem(bring(owner, what=what), 403, "permission_denied")
        assert_problem(owner.get(f"{EXPORTS}{what}/csv/"), 403, "permission_denied")
    assert_problem(bring(program(owner_of(company), company, {"orders:write"})), 403, "scope_missing")


def test_administrators_bring_for_the_platform_with_a_token_of_their_own(company: Organisation) -> None:
    staff = make_user(is_staff=True)
    make_draft(company)
    make_draft(make_company())
    client = program(staff)
    line = '{"id": "c-1", "kind": "freelancer", "display_name": "雪解け"}\n'.encode()
    brought = bring(client, line, "candidates", LINES, query="?consent=true")
    assert (brought.json()["organisation"], brought.json()["options"]) == (None, {"consent": True})
    assert len(client.get(f"{EXPORTS}orders/jsonl/").content.splitlines()) == 2
    orders = bring(client, query=f"?organisation={company.public_id}&publish=true")
    assert orders.json()["options"] == {"client": company.public_id, "publish": True}
    member = make_member(company, user=staff, role=Role.EDITOR).user
    of_company = program(member, company)
    assert len(of_company.get(f"{EXPORTS}orders/jsonl/").content.splitlines()) == 1
    assert of_company.get(IMPORTS).json()["results"] == []
    assert_problem(of_company.get(f"{EXPORTS}organisations/csv/"), 403, "permission_denied")
