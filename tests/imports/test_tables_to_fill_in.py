"""Empty tables with one example row, and a lending company that brings its people through the pages."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import DataImport, Organisation, Party, Role
from orders.models import Order
from outbox.actions import run_work
from outbox.models import Work
from tests.factories import make_company, make_lender, make_member, make_user, owner_of
from tests.imports.carrying import work_off

pytestmark = pytest.mark.django_db(transaction=True)


def reader_for(kind: str) -> Client:
    browser = Client()
    user = {
        "own orders": lambda: owner_of(make_company()),
        "own people": lambda: owner_of(make_lender()),
    }.get(kind, lambda: make_user(is_staff=True))()
    browser.force_login(user)
    return browser


def page_of(kind: str) -> str:
    return {"own orders": "orders", "own people": "candidates"}.get(kind, kind)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", ["orders", "candidates", "organisations", "own orders", "own people"])
def test_an_example_can_be_filled_in_and_brought(kind: str, language: str) -> None:
    """The example itself is left out, be it forgotten or not; a row written like it comes in without a mistake."""
    browser = reader_for(kind)
    address = reverse("accounts:import_example", args=[page_of(kind)])
    sent = browser.get(address, headers={"accept-language": language}).content
    header, example = list(csv.reader(io.StringIO(sent.decode("utf-8-sig"))))
    assert ("管理番号" in header) == (language == "ja")
    own = [cell.replace("記入例", "A-1").replace("example-row", "A-1") for cell in example]
    assert own != example
    line = io.StringIO()
    csv.writer(line).writerow(own)
    content = sent + line.getvalue().encode()
    brought = browser.post(
        reverse("accounts:import_upload", args=[page_of(kind)]),
        {"file": SimpleUploadedFile("x.csv", content), "client": "each"},
    )
    checked = work_off(DataImport.objects.get())
    assert checked.errors == []
    assert (checked.rows, checked.created, checked.status) == (1, 1, "checked")
    assert "空の表" in "".join(problem.sentence for problem in checked.warnings)
    assert not Party.objects.exists()
    assert not Order.objects.exists()
    browser.post(f"{brought['Location']}run/")
    assert work_off(checked).status == "done"


def test_a_lending_company_brings_its_people_and_goes_on_to_them() -> None:
    lender = make_lender()
    browser = Client()
    browser.force_login(owner_of(lender))
    people = browser.get(reverse("accounts:people")).content.decode()
    upload = reverse("accounts:import_upload", args=["candidates"])
    assert upload in people
    form = browser.get(upload).content.decode()
    assert "consent" not in form
    table = "氏名,メールアドレス,管理番号,提供の形\n佐藤,s@example.jp,1,出向\n".encode("cp932")
    brought = browser.post(upload, {"file": SimpleUploadedFile("people.csv", table)})
    assert run_work(Work.objects.get(kind="accounts.import").pk)
    browser.post(f"{brought['Location']}run/")
    assert run_work(Work.objects.get(kind="accounts.import").pk)
    done = browser.get(brought["Location"]).content.decode()
    assert reverse("accounts:people_agree") in done
    assert "佐藤" in browser.get(reverse("accounts:people_agree")).content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
@pytest.mark.parametrize("kind", ["lender", "company", "partner_firm"])
def test_only_who_may_import_is_shown_the_way(kind: str, role: Role) -> None:
    organisation: Organisation = make_company(kind=kind)
    browser = Client()
    browser.force_login(make_member(organisation, role=role).user)
    page = browser.get(reverse("accounts:blocks")).content.decode()
    may = role == Role.EDITOR and kind != "partner_firm"
    assert (f'href="{reverse("accounts:imports")}"' in page) == may
    assert browser.get(reverse("accounts:imports")).status_code == (200 if may else 403)


def test_a_lending_company_neither_brings_orders_nor_anybody_else() -> None:
    browser = Client()
    browser.force_login(owner_of(make_lender()))
    assert browser.get(reverse("accounts:import_upload", args=["orders"])).status_code == 403
    assert browser.get(reverse("accounts:import_upload", args=["organisations"])).status_code == 403
    browser.force_login(owner_of(make_company()))
    assert browser.get(reverse("accounts:import_upload", args=["candidates"])).status_code == 403
