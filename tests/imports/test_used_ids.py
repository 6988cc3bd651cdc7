"""Ids that already stand for something: files come back, and two lists number their rows alike."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from accounts.actions import imports as imports_of_files
from accounts.importers import Sorted, importer_of, sorted_out
from accounts.models import ImportedCandidate, ImportedOrganisation, Organisation, Party
from common.interchange.files import as_file
from orders.actions import imports as order_imports
from orders.actions import publish_order
from orders.models import ImportedOrder, Order
from orders.states import OrderStatus
from tests.factories import make_company, make_lender, make_order, make_personnel, owner_of
from tests.imports.carrying import bring
from tests.imports.test_orders import ORDER, sentences, write
from tests.orders.making import make_draft

LENT: dict[str, Any] = {
    "id": "l-1",
    "kind": "personnel",
    "headline": "窓口の手続きを見直す",
    "skills": ["kintone"],
    "email": "s@example.jp",
    "legal_name": "佐藤 一郎",
    "lending_form": "出向",
}

pytestmark = pytest.mark.django_db(transaction=True)


def taken_out(kind: str, owner: Organisation | None) -> list[dict[str, Any]]:
    importer = importer_of(kind)
    assert importer is not None
    return [json.loads(line) for line in as_file(importer.records(None, owner), importer.fields, "jsonl")]


def test_an_order_published_while_its_row_is_read_stays_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = make_draft()
    company = order.client
    bring("orders", write(tmp_path, taken_out("orders", company)), owner=company)
    changed = write(tmp_path, [one | {"problem": "別の悩み"} for one in taken_out("orders", company)])
    editor = threading.Thread(target=_publish, args=(order,))

    def publishes_meanwhile(*given: Any) -> Iterator[Sorted[Any]]:
        known = list(sorted_out(*given))
        editor.start()
        editor.join(timeout=3)  # for as long as the import keeps the order, the editor waits
        return iter(known)

    monkeypatch.setattr(order_imports, "sorted_out", publishes_meanwhile)
    bring("orders", changed, owner=company)
    editor.join()
    order.refresh_from_db()
    assert (order.status, order.published_at is not None) == (OrderStatus.OPEN, True)


def _publish(order: Order) -> None:
    try:
        publish_order(order, actor=owner_of(order.client))
    finally:
        connections.close_all()


def test_an_export_whose_copy_was_imported_before_changes_the_copy(tmp_path: Path) -> None:
    company = make_company()
    original, copy = make_order(company, title="受注"), make_order(company, title="受注の写し")
    ImportedOrder.objects.create(
        owner=company, external_id=original.public_id, order=copy, source={}, digest="", became={}, line=1
    )
    job = bring("orders", write(tmp_path, [ORDER | {"id": original.public_id}]), owner=company)
    assert job.report.errors.kept == []
    assert sentences(job)[0].startswith("1 id このid")
    original.refresh_from_db()
    copy.refresh_from_db()
    assert (original.title, copy.title) == ("受注", "受注の データ を一つに")


def test_an_organisation_whose_copy_was_imported_before_stays_beside_it(tmp_path: Path) -> None:
    original, copy = (Organisation.objects.create(name=name, prefecture_id="32") for name in ("甲", "乙"))
    ImportedOrganisation.objects.create(
        external_id=original.public_id, organisation=copy, source={}, digest="", became={}, line=1
    )
    row = {"id": original.public_id, "kind": "company", "name": "丙", "prefecture": "32"}
    job = bring("organisations", write(tmp_path, [row]))
    assert sentences(job)[0].startswith("1 id このid")
    assert list(Organisation.objects.order_by("pk").values_list("name", flat=True)) == ["甲", "丙"]


def test_a_display_name_that_was_an_id_before_stays_that_id(tmp_path: Path) -> None:
    lender = make_lender()
    bring("candidates", write(tmp_path, [LENT]), owner=lender)
    typed = make_personnel(lender, handle="l-1")
    job = bring("candidates", write(tmp_path, [LENT | {"headline": "別の見出し"}]), owner=lender)
    assert sentences(job)[0].startswith("1 id このid")
    assert (job.tally.updated, ImportedCandidate.objects.get().party_id != typed.party_id) == (1, True)


def test_a_clients_own_numbers_leave_what_the_platform_brought_alone(tmp_path: Path) -> None:
    company = make_company()
    theirs = make_order(company, title="棚卸し")
    ImportedOrder.objects.create(external_id="o-1", order=theirs, source={"id": "o-1"}, digest="x", became={}, line=1)
    for _again in range(2):
        job = bring("orders", write(tmp_path, [ORDER]), owner=company)
    theirs.refresh_from_db()
    assert theirs.title == "棚卸し"
    assert (Order.objects.count(), job.tally.unchanged) == (2, 1)


def test_it_is_said_that_such_a_row_is_a_new_order(tmp_path: Path) -> None:
    company = make_company()
    theirs = make_order(company, title="棚卸し")
    ImportedOrder.objects.create(external_id="o-1", order=theirs, source={}, digest="x", became={}, line=1)
    job = bring("orders", write(tmp_path, [ORDER]), owner=company)
    assert sentences(job)[0].startswith("1 id 運営が同じid")


def test_what_the_platform_brought_comes_back_to_its_order(tmp_path: Path) -> None:
    company = make_company()
    theirs = make_order(company, title="棚卸し")
    ImportedOrder.objects.create(external_id="o-1", order=theirs, source={}, digest="x", became={}, line=1)
    job = bring("orders", write(tmp_path, [ORDER | {"title": "棚卸し"}]), owner=company)
    theirs.refresh_from_db()
    assert (Order.objects.count(), job.tally.updated, theirs.duration_weeks) == (1, 1, 8)


@pytest.mark.parametrize("changed", [{}, {"headline": "別の見出し"}, {"email": "new@example.jp", "headline": "別"}])
def test_a_lender_brings_back_whom_the_platform_brought(tmp_path: Path, changed: dict[str, Any]) -> None:
    lender = make_lender()
    bring("candidates", write(tmp_path, [LENT | {"organisation": lender.public_id}]))
    file = write(tmp_path, [one | changed for one in taken_out("candidates", lender)])
    job = bring("candidates", file, owner=lender)
    assert job.report.errors.kept == []
    assert Party.objects.count() == 1
    assert job.tally.updated == bool(changed)


def test_a_lenders_own_numbers_leave_whom_the_platform_brought_alone(tmp_path: Path) -> None:
    lender = make_lender()
    bring("candidates", write(tmp_path, [LENT | {"organisation": lender.public_id}]))
    other = LENT | {"email": "t@example.jp", "legal_name": "鈴木 花子", "headline": "別の人"}
    job = bring("candidates", write(tmp_path, [other]), owner=lender)
    assert job.report.errors.kept == []
    names = Party.objects.order_by("pk").values_list("profile__legal_name", flat=True)
    assert list(names) == ["佐藤 一郎", "鈴木 花子"]


def test_somebody_twice_in_an_undone_file_is_told_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second row may come in a later batch: then the first one is in the database, until the file is undone."""
    monkeypatch.setattr(imports_of_files, "BATCH", 1)
    rows = [LENT | {"id": name, "organisation": make_lender(name=name).public_id} for name in ("甲社", "乙社")]
    job = bring("candidates", write(tmp_path, rows))
    assert sentences(job)[0].startswith("2 email この方はすでに別の会社")
    assert not Party.objects.exists()
