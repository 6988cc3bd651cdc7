"""`manage.py rank`: any text, any field missing, wrong or unknown; files whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from matching.engine.parameters import PART_NAMES

ROOT = Path(__file__).resolve().parents[2]

ORDERS = [
    {
        "id": "o1",
        "lang": "ja",
        "title": "ネットショップを一緒に運営してほしい",
        "problem": "Shopifyで店を開きましたが、売れません。",
        "skills": ["ec-operation", "ネット広告の名人"],
        "must": ["ec-operation"],
        "prefecture": "32",
        "remote": "onsite",
        "budget_jpy_max": 5000,
        "budget_unit": "hour",
        "languages": [{"lang": "ja", "level": "N2"}],
    },
    {"id": "o2", "title": "Data analyst", "problem": "Dashboards for our shops", "location": "Austin, TX"},
]
CANDIDATES = [
    {"id": "c", "kind": "freelancer", "skills": ["EC運営"], "location": "島根県松江市", "rate_jpy_hour": 4000},
    {"id": "b", "headline": "Data analyst", "summary": "Dashboards, SQL", "location": "austin, tx 78701"},
    {"id": "a", "headline": "Data analyst", "summary": "Dashboards, SQL", "location": "Portland, OR"},
    {"id": "d", "kind": "engineer", "summary": "EC運営"},
    {"id": "e", "side_job": "forbidden"},
    {"id": "f", "rate_jpy_hour": 9000},
]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, objects: list[Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in objects), encoding="utf-8")
    return path


def run(folder: Path, orders: list[Any], candidates: list[Any], **options: Any) -> tuple[list[dict[str, Any]], str]:
    said, remarks = StringIO(), StringIO()
    call_command(
        "rank",
        orders=write(folder / "O.jsonl", orders),
        candidates=write(folder / "C.jsonl", candidates),
        out=folder / "R.jsonl",
        stdout=said,
        stderr=remarks,
        **options,
    )
    return lines(folder / "R.jsonl"), remarks.getvalue()


def test_rank_writes_the_format_that_is_promised(tmp_path: Path) -> None:
    rows, remarks = run(tmp_path, ORDERS, CANDIDATES, excluded=tmp_path / "X.jsonl")
    assert remarks == ""
    assert [(row["order_id"], row["candidate_id"], row["rank"]) for row in rows][:1] == [("o1", "c", 1)]
    for row in rows:
        assert list(row) == ["order_id", "candidate_id", "rank", "score", "parts", "gaps"]
        assert [part["name"] for part in row["parts"]] == list(PART_NAMES)
        assert sum(part["points"] for part in row["parts"]) == row["score"]
        assert all(isinstance(gap["code"], str) for gap in row["gaps"])
    assert {"code": "missing_wished_skill", "skill": "text:ネット広告の名人"} in rows[0]["gaps"]
    assert lines(tmp_path / "X.jsonl") == [
        {"order_id": "o1", "candidate_id": "d", "rule": "employment_track"},
        {"order_id": "o1", "candidate_id": "e", "rule": "side_job_forbidden"},
        {"order_id": "o1", "candidate_id": "f", "rule": "rate_over_limit"},
        {"order_id": "o2", "candidate_id": "d", "rule": "employment_track"},
        {"order_id": "o2", "candidate_id": "e", "rule": "side_job_forbidden"},
    ]
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["C.jsonl", "O.jsonl", "R.jsonl", "X.jsonl"]


def test_rank_with_text_alone_prefers_the_same_place(tmp_path: Path) -> None:
    rows, _ = run(tmp_path, ORDERS[1:], CANDIDATES[1:3])
    assert [row["candidate_id"] for row in rows] == ["b", "a"]
    place = [next(part["points"] for part in row["parts"] if part["name"] == "place") for row in rows]
    assert place == [120, 0]


def test_rank_matches_japanese_orders_with_english_people(tmp_path: Path) -> None:
    order = {"id": 7, "title": "在庫管理をクラウドで", "problem": "データ分析もお願いしたい"}
    people = [
        {"id": 1, "summary": "Pastry chef in a hotel kitchen"},
        {"id": 2, "summary": "I build data analysis and inventory management for shops"},
    ]
    rows, _ = run(tmp_path, [order], people)
    assert [(row["order_id"], row["candidate_id"]) for row in rows] == [(7, 2), (7, 1)]


def test_rank_breaks_ties_by_id_and_keeps_the_first(tmp_path: Path) -> None:
    rows, _ = run(tmp_path, [{"id": "o"}], [{"id": name} for name in ("z", "m", "k")], top=2)
    assert [(row["candidate_id"], row["score"]) for row in rows] == [("k", 1000), ("m", 1000)]


def test_rank_gives_the_same_bytes_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    run(tmp_path, ORDERS, CANDIDATES)
    first = (tmp_path / "R.jsonl").read_bytes()
    run(tmp_path, ORDERS, CANDIDATES[::-1])
    assert (tmp_path / "R.jsonl").read_bytes() == first


def test_wrong_types_are_read_as_not_known_and_reported_once(tmp_path: Path) -> None:
    wrong = {
        "kind": 3,
        "headline": ["x"],
        "skills": "python",
        "works": {"a": 1},
        "rate_jpy_hour": "cheap",
        "hours_per_week": -4,
        "available_from": "2026-02-30",
        "prefecture": "99",
        "remote": "sometimes",
        "languages": [{"level": "N1"}],
        "side_job": True,
    }
    rows, remarks = run(tmp_path, ORDERS[:1], [{"id": "x", **wrong}, {"id": "y", **wrong}, {"id": "z", "shoe": 44}])
    assert {row["candidate_id"] for row in rows} == {"x", "y", "z"}
    said = remarks.splitlines()
    assert len(said) == len(wrong) + 1
    assert all("C.jsonl, line 1 (and 1 more)" in line for line in said[:-1])
    assert 'C.jsonl, line 3: the key "shoe" is not known' in said[-1]


@pytest.mark.parametrize("value", [None, "", "unknown"])
def test_what_is_not_known_is_neither_zero_nor_no(tmp_path: Path, value: str | None) -> None:
    empty = dict.fromkeys([key for key in ORDERS[0] if key != "id"], value)
    silent = dict.fromkeys(["rate_jpy_hour", "side_job", "remote", "skills", "languages", "prefecture"], value)
    rows, remarks = run(tmp_path, [{"id": "o", **empty}], [{"id": "x", **silent}])
    assert remarks == ""
    assert rows[0]["score"] == 1000
    rows, _ = run(tmp_path, ORDERS[:1], [{"id": "x", **silent}])
    assert {gap["code"] for gap in rows[0]["gaps"]} >= {"unknown_rate", "unknown_place", "unknown_language"}


HOSTILE = [
    "\ud800\udfff lone",
    "\u202eevil\u2066",
    "<script>alert(1)</script>",
    "🍎" * 5_000,
    "a" * 100_000,
    "ﷺ" * 20_000,
    "\x00\x1f",
    "((((((((((" * 2_000,
    " ".join(["python"] * 20_000),
]


def test_hostile_texts_and_numbers_are_ranked(tmp_path: Path) -> None:
    people = [
        {
            "id": f"p{at}",
            "summary": text,
            "location": text,
            "skills": [text[:300]] * 120,
            "works": [text, {"title": text}],
        }
        for at, text in enumerate(HOSTILE)
    ]
    people += [{"id": f"n{at}", "rate_jpy_hour": rate} for at, rate in enumerate([0, 10**12, 10**15, 10**400, 1e300])]
    orders = [{"id": f"o{at}", "title": text, "problem": text, "location": text} for at, text in enumerate(HOSTILE)]
    orders += [
        {"id": f"b{at}", "budget_jpy_max": most, "budget_unit": unit, "hours_per_week": hours, "duration_weeks": hours}
        for at, (most, unit, hours) in enumerate([(0, "hour", 0), (10**12, "month", 10**9), (10**12, "project", 1)])
    ]
    rows, _ = run(tmp_path, orders, people)
    assert {row["order_id"] for row in rows} == {order["id"] for order in orders}
    for row in rows:
        assert sum(part["points"] for part in row["parts"]) == row["score"]
        assert 0 <= row["score"] <= 1000


def test_not_a_number_is_read_as_not_known(tmp_path: Path) -> None:
    rows, remarks = run(tmp_path, [{"id": "o"}], [{"id": "x", "rate_jpy_hour": float("nan")}, {"id": "y"}])
    assert len(rows) == 2
    assert "rate_jpy_hour: a whole number of 0 or more was expected" in remarks


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"id": "a"}\n{"id": ', "line 2: not JSON"),
        (b'{"id": "a"}\n["b"]\n', "line 2: an object was expected"),
        (b'{"id": "a"}\n\n{"id": "\xff"}\n', "line 3: not UTF-8"),
        (b'{"summary": "nobody"}\n', 'line 1: an "id" is needed'),
        (b'{"id": "a"}\n{"id": "a"}\n', "line 2: the id a is already on line 1"),
        (b'{"id": ' + b"9" * 5000 + b"}\n", "line 1: not JSON that can be read"),
        (b'{"id": "a", "x": ' + b"[" * 200_000 + b"\n", "line 1: not JSON"),
    ],
)
def test_a_broken_line_ends_with_code_2_and_leaves_no_file(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "C.jsonl").write_bytes(content)
    orders, out = write(tmp_path / "O.jsonl", ORDERS), tmp_path / "R.jsonl"
    with pytest.raises(CommandError, match=reason) as error:
        call_command("rank", orders=orders, candidates=tmp_path / "C.jsonl", out=out, excluded=tmp_path / "X.jsonl")
    assert error.value.returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["C.jsonl", "O.jsonl"]


def test_an_older_result_stays_when_a_new_one_fails(tmp_path: Path) -> None:
    run(tmp_path, ORDERS, CANDIDATES)
    before = (tmp_path / "R.jsonl").read_bytes()
    with pytest.raises(CommandError, match="an object was expected"):
        run(tmp_path, ORDERS, [*CANDIDATES, "nobody"])
    assert (tmp_path / "R.jsonl").read_bytes() == before


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    orders, people = write(tmp_path / "O.jsonl", ORDERS), write(tmp_path / "C.jsonl", CANDIDATES)
    good = {"orders": orders, "candidates": people, "out": tmp_path / "R.jsonl"}
    for wrong in (
        {"orders": tmp_path / "none.jsonl"},
        {"candidates": tmp_path},
        {"out": tmp_path / "no" / "R.jsonl"},
        {"vocabulary": tmp_path / "none.json"},
        {"vocabulary": people},
        {"out": people},
        {"excluded": tmp_path / "R.jsonl"},
    ):
        with pytest.raises(CommandError) as error:
            call_command("rank", **{**good, **wrong})
        assert error.value.returncode == 2
    assert lines(people) == CANDIDATES
    assert not (tmp_path / "R.jsonl").exists()


def test_another_vocabulary_can_be_given(tmp_path: Path) -> None:
    vocabulary = tmp_path / "V.json"
    skills = [{"id": "falconry", "category": "birds", "name_ja": "鷹狩り", "name_en": "Falconry"}]
    vocabulary.write_text(json.dumps({"categories": [], "skills": skills}), encoding="utf-8")
    people = [{"id": "a", "summary": "Cook"}, {"id": "b", "summary": "Years of falconry"}]
    rows, _ = run(tmp_path, [{"id": "o", "title": "鷹狩りを教えてほしい"}], people, vocabulary=vocabulary)
    assert [row["candidate_id"] for row in rows] == ["b", "a"]


def test_the_day_can_be_given(tmp_path: Path) -> None:
    order = {"id": "o", "start": "2027-01-10"}
    people = [{"id": "x", "available_from": "2027-06-01"}]
    assert run(tmp_path, [order], people, as_of=date(2026, 12, 1))[0] == []
    assert len(run(tmp_path, [order], people, as_of=date(2027, 6, 1))[0]) == 1


def test_rank_needs_no_database_and_starts_nothing(tmp_path: Path) -> None:
    arguments = [
        "--orders",
        write(tmp_path / "O.jsonl", ORDERS),
        "--candidates",
        write(tmp_path / "C.jsonl", CANDIDATES),
    ]
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("DATABASE", "REDIS", "DJANGO"))
    }
    for addresses in ({}, nowhere):
        done = subprocess.run(
            [sys.executable, "manage.py", "rank", *arguments, "--out", tmp_path / "R.jsonl"],
            cwd=ROOT,
            env=environment | addresses,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert len(lines(tmp_path / "R.jsonl")) == 7


def test_a_broken_file_ends_the_process_with_code_2(tmp_path: Path) -> None:
    (tmp_path / "C.jsonl").write_text("{", encoding="utf-8")
    files = ["--orders", write(tmp_path / "O.jsonl", ORDERS), "--candidates", tmp_path / "C.jsonl"]
    done = subprocess.run(
        [sys.executable, "manage.py", "rank", *files, "--out", tmp_path / "R.jsonl"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "line 1: not JSON" in done.stderr
    assert not (tmp_path / "R.jsonl").exists()
