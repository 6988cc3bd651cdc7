"""Commands given files, places and numbers that cannot be meant: one sentence, an exit code, nothing half done."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Profile
from portal.first_start import CannotStartError, require_port
from tests.authorisation.world import World
from tests.bad_input.hostile import EVERYTHING, as_received, full_width
from tests.bad_input.test_pages_with_markup import MARKUP, write_markup_everywhere

GOOD_ORDER = {"id": "o", "title": "在庫管理", "skills": ["kintone"], "budget_jpy_max": 5000, "budget_unit": "hour"}
GOOD_PERSON = {"id": "p", "summary": "kintoneで在庫管理", "rate_jpy_hour": 3000, "available_from": "2026-12-01"}
ORDER_KEYS = (
    "lang", "client_kind", "prefecture", "location", "title", "problem", "skills", "must", "budget_jpy_max",
    "budget_unit", "duration_weeks", "hours_per_week", "start", "deadline", "remote", "languages", "shoe size",
)  # fmt: skip
PERSON_KEYS = (
    "kind", "headline", "summary", "skills", "works", "rate_jpy_hour", "hours_per_week", "available_from",
    "prefecture", "location", "remote", "languages", "certificates", "side_job", "timezone", "placement_licence",
)  # fmt: skip
BAD_VALUES: dict[str, Any] = {case: as_received(value) for case, value in EVERYTHING.items() if value != ""}  # type: ignore[arg-type]
BAD_VALUES |= {
    "wide-digits": full_width("3000"),
    "lone-surrogate": "\ud800\udfff",
    "minus-money": -1,
    "huge-money": 10**400,
    "half": 0.5,
    "true": True,
    "list": [[], {}, None, 7, "\u202e"],
    "object": {"lang": [], "name": 5, "level": "N9", "title": {}},
    "deep": [[[[[[]]]]]],
}


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def rank(folder: Path, orders: list[Any], people: list[Any], **options: Any) -> tuple[list[dict[str, Any]], str]:
    for name, objects in (("O", orders), ("C", people)):
        (folder / name).write_text("".join(json.dumps(one) + "\n" for one in objects))
    said, out = StringIO(), folder / "R"
    call_command(
        "rank", orders=folder / "O", candidates=folder / "C", out=out, stdout=StringIO(), stderr=said, **options
    )
    return lines_of(out), said.getvalue()


def test_every_key_takes_every_bad_value(tmp_path: Path) -> None:
    orders = [GOOD_ORDER | {"id": f"{case} {key}", key: bad} for case, bad in BAD_VALUES.items() for key in ORDER_KEYS]
    people = [
        GOOD_PERSON | {"id": f"{case} {key}", key: bad} for case, bad in BAD_VALUES.items() for key in PERSON_KEYS
    ]
    for some_orders, some_people in ((orders, [GOOD_PERSON]), ([GOOD_ORDER], people)):
        rows, remarks = rank(tmp_path, some_orders, some_people, top=10_000)
        assert all(sum(part["points"] for part in row["parts"]) == row["score"] <= 1000 for row in rows)
        assert len(rows) > len(some_orders) * len(some_people) * 0.9  # hardly anybody is out because of nonsense
        assert all(sentence.isprintable() for sentence in remarks.splitlines())
        assert "Traceback" not in remarks


@pytest.mark.parametrize(
    "bad", [MARKUP, "\u202eabc", "👨‍👩‍👧‍👦", "\ud800", "\x1b[2J\x00", full_width("17"), "長" * 200, -3]
)
def test_ids_come_back_as_they_were(tmp_path: Path, bad: Any) -> None:
    rows, _remarks = rank(tmp_path, [{"id": bad}], [{"id": bad}])
    assert [(row["order_id"], row["candidate_id"]) for row in rows] == [(bad, bad)]


@pytest.mark.parametrize("bad", [None, "", " ", [], {}, True, 1.5, "長" * 201])
def test_ids_that_are_none_are_named_with_their_line(tmp_path: Path, bad: Any) -> None:
    with pytest.raises(CommandError, match='line 2: an "id" is needed'):
        rank(tmp_path, [{"id": "o"}], [{"id": "p"}, {"id": bad}])


def test_an_empty_profile_is_ranked(tmp_path: Path) -> None:
    rows, remarks = rank(tmp_path, [GOOD_ORDER], [{"id": "empty"}, GOOD_PERSON])
    assert [row["candidate_id"] for row in rows] == ["p", "empty"]
    assert remarks == ""


def test_empty_files_give_empty_results(tmp_path: Path) -> None:
    assert rank(tmp_path, [], []) == ([], "")
    assert rank(tmp_path, [GOOD_ORDER], []) == ([], "")


def test_nothing_printed_steers_the_terminal(tmp_path: Path) -> None:
    _rows, remarks = rank(tmp_path, [GOOD_ORDER], [{"id": "p", "\x1b[2J\u202e": 1}])
    assert "\\x1b[2J\\u202e" in remarks
    with pytest.raises(CommandError, match=r"the id \\x1b\[2J is already"):
        rank(tmp_path, [GOOD_ORDER], [{"id": "\x1b[2J"}] * 2)


@pytest.mark.parametrize(
    "vocabulary",
    [
        "[" * 200_000,
        "7",
        '{"skills": [7]}',
        '{"skills": [], "categories": 7}',
        '{"skills": [{"id": "a", "parent": 7}]}',
        "\x00",
    ],
    ids=["deep", "number", "skill", "categories", "parent", "nul"],
)
def test_a_vocabulary_that_is_none_is_one_sentence(tmp_path: Path, vocabulary: str) -> None:
    (tmp_path / "V").write_text(vocabulary)
    if "categories" in vocabulary:
        assert len(rank(tmp_path, [GOOD_ORDER], [GOOD_PERSON], vocabulary=tmp_path / "V")[0]) == 1
        return
    with pytest.raises(CommandError) as error:
        rank(tmp_path, [GOOD_ORDER], [GOOD_PERSON], vocabulary=tmp_path / "V")
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)


def test_links_in_a_circle_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(CommandError) as error:
        call_command("rank", orders=tmp_path / "a", candidates=tmp_path / "b", out=tmp_path / "R")
    assert error.value.returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--top", "0"],
        ["--top", "-1"],
        ["--top", "9" * 5000],
        ["--top", "many"],
        ["--as-of", "2026-02-30"],
        ["--as-of", "令和8年2月3日"],
        ["--as-of", "99999-01-01"],
    ],
    ids=" ".join,
)
def test_impossible_arguments_are_named(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=arguments[0]):
        call_command("rank", "--orders", "O", "--candidates", "C", "--out", "R", *arguments)


def test_people_with_markup_are_exported_as_they_are(world: World, rolled_back: None, tmp_path: Path) -> None:
    write_markup_everywhere()
    Profile.objects.update(summary=f"一\u2028二{MARKUP}")
    call_command("export_candidates", out=tmp_path / "C", stdout=StringIO())
    exported = lines_of(tmp_path / "C")
    assert len(exported) == Profile.objects.listed().count()
    assert {person["summary"] for person in exported} == {f"一\u2028二{MARKUP}"}
    (tmp_path / "O").write_text(json.dumps(GOOD_ORDER))
    call_command("rank", orders=tmp_path / "O", candidates=tmp_path / "C", out=tmp_path / "R", stdout=StringIO())
    assert {row["candidate_id"] for row in lines_of(tmp_path / "R")} == {person["id"] for person in exported}


@pytest.mark.parametrize("out", ["missing/C", ".", "a" * 300, "file/C"])
def test_a_place_that_cannot_be_written_is_one_sentence(
    world: World, rolled_back: None, tmp_path: Path, out: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError) as error:
        call_command("export_candidates", out=tmp_path / out, stdout=StringIO())
    assert "\n" not in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_demo_is_not_mixed_into_a_database_in_use(world: World, rolled_back: None) -> None:
    people = Profile.objects.count()
    with pytest.raises(CommandError, match="This database is already in use"):
        call_command("load_demo", stdout=StringIO())
    assert Profile.objects.count() == people


@pytest.mark.parametrize("port", ["abc", "99999", "9" * 5000, "80 80", "0x50", "²", "\x00"], ids=ascii)
def test_a_port_that_is_none_is_one_sentence(port: str) -> None:
    with pytest.raises(CannotStartError, match="is not a port") as error:
        require_port("127.0.0.1", port)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "host", ["", " ", "nonsense..", ".", "a" * 70, "\udcff", "x y", "-1", "http://127.0.0.1"], ids=ascii
)
def test_a_host_that_is_none_is_one_sentence(host: str) -> None:
    with pytest.raises(CannotStartError, match="is not an address of this machine") as error:
        require_port(host, "8000")
    assert "\n" not in str(error.value)
