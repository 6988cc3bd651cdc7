"""Orders out of files: drafts, clients, idempotence, what is told of each row, and the way out again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.importers import importer_of
from accounts.models import ImportedOrganisation, Organisation
from common.interchange.files import as_file
from orders.models import ImportedOrder, Order
from orders.states import OrderStatus
from orders.words import term_numbers, text_terms
from tests.factories import make_company, make_user, owner_of
from tests.imports.carrying import bring, import_wholly, upload, work_off
from vocabulary.models import ProposedPhrase

REAL = Path(__file__).parents[1] / "data" / "orders.jsonl"
ORDER: dict[str, Any] = {
    "id": "o-1",
    "lang": "ja",
    "client_kind": "company",
    "industry": "ｼｮｰﾕの醸造",
    "prefecture": "32",
    "municipality": "松江市",
    "location": "宍道湖のほとり",
    "employees": 12,
    "title": "受注の ﾃﾞｰﾀ を一つに",
    "problem": "FAXと電話で受けています。\n毎朝、書き写しています。",
    "wanted_outcome": "朝に一目で分かる",
    "skills": ["kintone", "そろばんの達人"],
    "must": ["kintone"],
    "budget_jpy_min": 100000,
    "budget_jpy_max": 300000,
    "budget_unit": "project",
    "duration_weeks": 8,
    "hours_per_week": 10,
    "start": "2027-04-01",
    "deadline": "2027-03-01",
    "remote": "partial",
    "languages": [{"lang": "ja", "level": "N2", "must": True}],
    "actor_kinds": ["freelancer", "engineer"],
    "data_sensitivity": "personal",
}

pytestmark = pytest.mark.django_db(transaction=True)


def write(folder: Path, records: list[dict[str, Any]], name: str = "orders.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return path


def taken_out(kind: str = "orders") -> list[dict[str, Any]]:
    importer = importer_of(kind)
    assert importer is not None
    return [json.loads(line) for line in as_file(importer.records(None, None), importer.fields, "jsonl")]


def sentences(job: Any) -> list[str]:
    return [f"{one.line} {one.column} {one.sentence}" for one in [*job.report.errors.kept, *job.report.warnings.kept]]


def test_an_order_becomes_a_draft_with_all_it_says(tmp_path: Path) -> None:
    job = bring("orders", write(tmp_path, [ORDER]))
    assert job.report.errors.kept == []
    order = Order.objects.get()
    assert (order.status, order.title, order.prefecture_id) == (OrderStatus.DRAFT, "受注の データ を一つに", "32")
    assert order.last_bidding_day is not None
    assert order.last_bidding_day.isoformat() == "2027-03-01"
    assert [(one.skill.slug, one.is_must) for one in order.skills.all()] == [("kintone", True)]
    assert [(one.language, one.is_must) for one in order.languages.all()] == [("ja", True)]
    assert order.wanted_kinds == ["freelancer"]
    assert order.client.name == "ショーユの醸造（島根県松江市）"
    assert order.client.employees == 12
    assert ProposedPhrase.objects.get().text == "そろばんの達人"
    assert set(term_numbers(text_terms(["データ"]))) <= set(order.search_terms)


def test_every_field_comes_out_as_it_went_in(tmp_path: Path) -> None:
    bring(
        "orders", write(tmp_path, [ORDER, {"id": 7, "budget_jpy_max": None, "remote": "unknown", "prefecture": "01"}])
    )
    assert taken_out() == [ORDER, {"id": 7, "prefecture": "01", "budget_jpy_max": None, "remote": "unknown"}]


def test_what_was_changed_here_comes_out_changed_and_nothing_else(tmp_path: Path) -> None:
    bring("orders", write(tmp_path, [ORDER]))
    Order.objects.update(title="新しい題", budget_max_yen=400_000)
    out = taken_out()[0]
    assert (out["title"], out["budget_jpy_max"]) == ("新しい題", 400_000)
    assert {key: out[key] for key in out if out[key] != ORDER[key]}.keys() == {"title", "budget_jpy_max"}


def test_the_real_orders_come_in_and_go_out_unchanged(tmp_path: Path) -> None:
    job = bring("orders", REAL)
    assert job.report.errors.kept == []
    assert (job.tally.rows, job.tally.created) == (99, 99)
    assert taken_out() == [json.loads(line) for line in REAL.read_text(encoding="utf-8").splitlines()]
    again = bring("orders", REAL)
    assert (again.tally.created, again.tally.updated, again.tally.unchanged) == (0, 0, 99)
    assert Order.objects.count() == ImportedOrder.objects.count() == 99
    assert ImportedOrganisation.objects.count() == Organisation.objects.count()


def test_the_same_id_again_changes_the_draft_but_not_a_published_order(tmp_path: Path) -> None:
    bring("orders", write(tmp_path, [ORDER]))
    job = bring("orders", write(tmp_path, [ORDER | {"title": "別の題", "skills": ["shopify"], "must": []}]))
    order = Order.objects.get()
    assert (job.tally.updated, order.title) == (1, "別の題")
    assert [one.skill.slug for one in order.skills.all()] == ["shopify"]
    order.status = OrderStatus.OPEN
    order.published_at = order.bids_close_at
    order.save()
    job = bring("orders", write(tmp_path, [ORDER]))
    assert Order.objects.get().title == "別の題"
    assert "もう公開" in sentences(job)[-1]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"id": "o-1"}, "2 id 管理番号（id）「o-1」は、1行目にもあります。"),
        ({"budget_jpy_max": -5}, "2 budget_jpy_max 0以上の整数を書いてください"),
        ({"budget_jpy_max": 5}, "2 budget_jpy_max 予算の上限"),
        ({"hours_per_week": 200}, "2 hours_per_week 0から168まで"),
        ({"start": "2026-02-30"}, "2 start 2027-04-01 のような日付"),
        ({"start": "9999-12-31"}, "2 start 2027-04-01 のような日付"),
        ({"deadline": "9999-12-31"}, "2 deadline 2027-04-01 のような日付"),
        ({"prefecture": "99"}, "2 prefecture 都道府県を"),
        ({"remote": "sometimes"}, "2 remote full, partial, onsite のどれか"),
        ({"skills": [{"nom": 1}]}, "2 skills 文字か、name"),
        ({"problem": "\ud800"}, "2 problem 文字の片割れ"),
        ({"problem": "a\x00"}, "2 problem 文字の片割れ"),
        ({"works": 1, "languages": "ja"}, "2 languages リスト"),
    ],
)
def test_a_bad_row_is_told_and_keeps_the_whole_file_out(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in [ORDER, ORDER | {"id": "o-2"} | changed]))
    job = bring("orders", path)
    assert sentences(job)[0].startswith(told)
    assert not Order.objects.exists()
    assert not Organisation.objects.exists()


def test_a_dry_run_tells_the_same_and_keeps_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, [ORDER])
    dry = bring("orders", path, keep=False)
    assert dry.tally.created == 1
    assert not Order.objects.exists()
    assert not ProposedPhrase.objects.exists()
    assert sentences(dry) == sentences(bring("orders", path))


@pytest.mark.parametrize(
    ("named", "code", "told"),
    [
        ("浜北市", "221309", "今の浜松市として"),
        ("221325", "221309", "今の浜松市として"),
        ("清水市", "221007", "今の静岡市として"),
        ("浜松", "221309", ""),
        ("ないはず市", None, "という市町村は今はありません"),
    ],
)
def test_a_renamed_municipality_is_found_or_kept_in_words(
    tmp_path: Path, named: str, code: str | None, told: str
) -> None:
    record = {"id": "o", "title": "題", "prefecture": "22", "municipality": named}
    job = bring("orders", write(tmp_path, [record]))
    assert job.report.errors.kept == []
    order = Order.objects.get()
    assert (order.prefecture_id, order.municipality_id) == ("22", code)
    assert told in "".join(sentences(job))
    assert taken_out()[0] == record


def test_a_company_imports_its_own_orders_in_the_browser(tmp_path: Path) -> None:
    company = make_company()
    owner = owner_of(company)
    brought = upload("orders", "注文.jsonl", write(tmp_path, [ORDER]).read_bytes(), owner, company, publish=True)
    assert work_off(brought).status == "checked"
    assert not Order.objects.exists()
    brought = import_wholly(upload("orders", "x.jsonl", write(tmp_path, [ORDER]).read_bytes(), owner, company), owner)
    assert (brought.status, brought.created, brought.percent) == ("done", 1, 100)
    assert Order.objects.get().client == company


def test_a_file_with_mistakes_is_refused_with_its_report(tmp_path: Path) -> None:
    staff = make_user(is_staff=True)
    brought = work_off(
        upload("orders", "x.csv", "id,title,prefecture,shoe\na,題,32,1\nb,題,32\n".encode("cp932"), staff)
    )
    assert (brought.status, brought.error_count) == ("refused", 1)
    assert [one.line for one in brought.errors] == [3]
    assert brought.warnings[0].column == "shoe"
