"""Every field of every format comes out as it went in: JSON Lines and CSV, UTF-8 and Shift_JIS, formulas defused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from accounts.importers import Importer, importer_of
from accounts.interchange.fields import CANDIDATE_FIELDS, OWN_FIELDS
from accounts.models import Organisation, Party
from common.interchange.files import as_file
from orders.models import Order
from tests.factories import make_lender
from tests.imports.carrying import bring
from tests.imports.test_candidates import PERSON
from tests.imports.test_firms import FIRM
from tests.imports.test_orders import ORDER, sentences

LENT: dict[str, Any] = PERSON | {
    "id": "l-1",
    "kind": "personnel",
    "side_job": "not_needed",
    "placement_licence": False,
    "organisation": "架空人材サービス",
    "lending_form": "派遣",
    "dispatch_licence": "派13-123456",
    "roles": ["producer", "エンジニア"],
    "public_years": 0,
    "public_experience": "+市役所",
    "weekly_cap": 24,
    "monthly_cap": 90,
}
WHO = {"email": "s@example.jp", "legal_name": "佐藤 一郎", "staff_number": "007"}
ORGANISATION: dict[str, Any] = {
    "id": 12,
    "lang": "ja",
    "kind": "support_org",
    "name": "@架空商工会",
    "industry": "=1+1",
    "employees": 0,
    "prefecture": "32",
    "municipality": "松江市",
    "location": "－宍道湖",
    "introduction": "'引用\n-5度",
}
# A cell that begins like a formula in every text of an order; numbers, dates and lists beside them.
HOSTILE = ORDER | {
    "id": "=o",
    "title": "=HYPERLINK(1)",
    "problem": "+81\n-1",
    "wanted_outcome": "@朝",
    "industry": "＝醸造",
    "location": "'=x",
    "skills": ["kintone", "=SUM(1)"],
    "must": ["=SUM(1)"],
    "actor_kinds": ["partner_firm", "engineer"],
}
FILES = {
    "orders": [ORDER, HOSTILE, {"id": "bare", "prefecture": "01"}],
    "candidates": [
        PERSON,
        LENT | WHO,
        FIRM,
        {"id": "e", "kind": "engineer", "placement_licence": True},
        {"id": "bare"},
    ],
    "organisations": [ORGANISATION, {"id": "bare", "name": "名", "prefecture": "01"}],
}
TABLES = {"orders": Order, "candidates": Party, "organisations": Organisation}

pytestmark = pytest.mark.django_db(transaction=True)


def importer(kind: str) -> Importer:
    found = importer_of(kind)
    assert found is not None
    return found


def taken_out(kind: str, written: str) -> bytes:
    return b"".join(as_file(importer(kind).records(None, None), importer(kind).fields, written))  # type: ignore[arg-type]


def as_written(kind: str, written: str, encoding: str, folder: Path) -> Path:
    path = folder / f"{kind}-{encoding}.{written}"
    content = b"".join(as_file(FILES[kind], importer(kind).fields, written))  # type: ignore[arg-type]
    path.write_bytes(content.decode("utf-8-sig").encode(encoding))
    return path


def without_who(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in WHO}


def test_the_records_tried_here_hold_every_field() -> None:
    assert {key for one in FILES["orders"] for key in one} == set(importer("orders").fields)
    assert {key for one in FILES["organisations"] for key in one} == set(importer("organisations").fields)
    missing = {*CANDIDATE_FIELDS, *OWN_FIELDS} - {key for one in FILES["candidates"] for key in one}
    assert missing == {"country", "city"}  # of a firm abroad, which another test brings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("written", ["jsonl", "csv"])
@pytest.mark.parametrize("kind", FILES)
def test_every_field_comes_out_as_it_went_in(kind: str, written: str, encoding: str, tmp_path: Path) -> None:
    make_lender()
    job = bring(kind, as_written(kind, written, encoding, tmp_path))
    assert job.report.errors.kept == []
    expected = [without_who(one) for one in FILES[kind]]
    if kind == "organisations":
        expected = [*taken_lender(), *expected]
    if written == "csv":
        assert rows(taken_out(kind, "csv")) == rows(b"".join(as_file(expected, importer(kind).fields, "csv")))
    else:
        out = [json.loads(line) for line in taken_out(kind, "jsonl").splitlines()]
        assert sorted(out, key=str) == sorted(expected, key=str)
    count = TABLES[kind].objects.count()
    path = tmp_path / f"again.{written}"
    path.write_bytes(taken_out(kind, written).decode("utf-8-sig").encode(encoding))
    again = bring(kind, path)
    assert (again.report.errors.kept, again.tally.created, again.tally.updated) == ([], 0, 0)
    assert TABLES[kind].objects.count() == count


def taken_lender() -> list[dict[str, Any]]:
    return [json.loads(line) for line in taken_out("organisations", "jsonl").splitlines()][:1]


def rows(content: bytes) -> list[list[str]]:
    """Sorted, and cells of JSON without regard to the order of their keys."""
    table = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return sorted([_one_way(cell) for cell in row] for row in table)


def _one_way(cell: str) -> str:
    return json.dumps(json.loads(cell), sort_keys=True) if cell.startswith(("[", "{")) else cell


@pytest.mark.parametrize("kind", FILES)
def test_no_cell_of_a_table_begins_like_a_formula(kind: str, tmp_path: Path) -> None:
    make_lender()
    bring(kind, as_written(kind, "jsonl", "utf-8", tmp_path))
    for row in rows(taken_out(kind, "csv")):
        assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("題名,県\nx,32\n".encode(), "1  "),
        (b"id,title,title\n1,a,b\n", "1  "),
        (b"id;title\n1;a\n", "1  "),
        (b"id,prefecture,titel\n1,32,a\n", "1 titel "),
        ("id,title\n1,醤油の受注\n".encode() + "2,味噌の受注\n".encode("cp932"), "3  "),
        ("id,title\n1,醤油\n".encode("utf-16"), "1  "),
        (b"id,title\n1,\xff\xff\xff\n", "2  "),
        (b'id,title\n1,"a\n', "2  "),
        (b"id,title\n,a\n", "2 id "),
        (b"id,title\n", "0  "),
        (b"", "0  "),
    ],
)
def test_a_wrong_table_is_told_with_its_line(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    job = bring("orders", path)
    assert sentences(job)[0].startswith(told)
    assert Order.objects.exists() == told.startswith("1 titel")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_half_width_kana_are_read_full_and_given_back_half(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("id,prefecture,title\n1,32,ﾃﾞｰﾀとｼｮｰﾕ\n".encode(encoding))
    assert bring("orders", path).report.errors.kept == []
    assert Order.objects.get().title == "データとショーユ"
    assert "ﾃﾞｰﾀとｼｮｰﾕ" in taken_out("orders", "csv").decode()
