"""The pages of imports ask the database as often for three rows as for one, and send what was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import DataImport
from tests.factories import make_company, make_user, owner_of
from tests.imports.carrying import import_wholly, upload, work_off
from tests.imports.test_orders import ORDER

pytestmark = pytest.mark.django_db(transaction=True)

EXPECTED = {"accounts:imports": 8, "orders:imported": 11, "accounts:import_detail": 7}


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_as_often_for_three_rows_as_for_one(count: int) -> None:
    company = make_company()
    owner, browser = owner_of(company), Client()
    browser.force_login(owner)
    content = "".join(json.dumps(ORDER | {"id": f"o-{number}"}) + "\n" for number in range(count)).encode()
    for _ in range(count):
        brought = import_wholly(upload("orders", "x.jsonl", content, owner, company), owner)
    found = {}
    for page in EXPECTED:
        address = reverse(page, args=[] if page == "accounts:imports" else [brought.public_id])
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        found[page] = len(captured)
    assert found == EXPECTED


def test_a_report_is_read_in_the_language_of_the_reader(client: Client) -> None:
    staff = make_user(is_staff=True)
    client.force_login(staff)
    brought = work_off(upload("orders", "x.csv", b"id,title,prefecture,deadline\na,b,32,soon\n", staff))
    address = reverse("accounts:import_problems", args=[brought.public_id])
    assert "のような日付を書いてください" in client.get(address).content.decode("utf-8-sig")
    assert "a date such as" in client.get(address, headers={"accept-language": "en"}).content.decode("utf-8-sig")


def test_a_report_names_columns_as_tables_are_headed(client: Client) -> None:
    staff = make_user(is_staff=True)
    client.force_login(staff)
    brought = work_off(upload("orders", "x.csv", "管理番号,件名,都道府県,募集締切日\na,b,32,soon\n".encode(), staff))
    for page in ("accounts:import_detail", "accounts:import_problems"):
        address = reverse(page, args=[brought.public_id])
        assert "募集締切日（deadline）" in client.get(address).content.decode("utf-8-sig")
        assert "（deadline）" not in client.get(address, headers={"accept-language": "en"}).content.decode("utf-8-sig")


def test_an_export_of_the_page_is_what_was_imported(client: Client, tmp_path: Path) -> None:
    staff = make_user(is_staff=True)
    client.force_login(staff)
    import_wholly(upload("orders", "x.jsonl", json.dumps(ORDER).encode(), staff), staff)
    lines = client.get(reverse("accounts:export", args=["orders", "jsonl"])).content.decode().splitlines()
    assert [json.loads(line) for line in lines] == [ORDER]
    table = client.get(reverse("accounts:export", args=["orders", "csv"]))
    assert table["Content-Disposition"] == 'attachment; filename="orders.csv"'
    again = import_wholly(upload("orders", "x.csv", table.content, staff), staff)
    assert (again.created, again.unchanged) == (0, 1)


@pytest.mark.parametrize("name", ["x.xlsx", "x.pdf", "x"])
def test_other_files_are_refused_with_what_to_do(client: Client, name: str, tmp_path: Path) -> None:
    client.force_login(owner_of(make_company()))
    path = tmp_path / name
    path.write_bytes(b"PK")
    with path.open("rb") as file:
        page = client.post(reverse("accounts:import_upload", args=["orders"]), {"file": file})
    assert page.status_code == 422
    assert "CSV UTF-8" in page.content.decode()
    assert not DataImport.objects.exists()
