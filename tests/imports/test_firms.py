"""IT partner firms out of files: an organisation each, ranked once somebody acts for it, never a second time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.importers import importer_of
from accounts.models import Organisation, Party, PartyKind, Profile
from common.interchange.files import as_file
from tests.factories import make_firm, make_member
from tests.imports.carrying import bring
from tests.imports.test_orders import sentences, write

FIRM: dict[str, Any] = {
    "id": "f-1",
    "kind": "partner_firm",
    "lang": "vi",
    "headline": "受発注の仕組み",
    "summary": "@ホーチミンの20人",
    "skills": ["kintone"],
    "prefecture": "13",
    "timezone": "Asia/Tokyo",
    "organisation": "架空ソフト",
    "engineers": 20,
    "side_job": "not_needed",
}

pytestmark = pytest.mark.django_db(transaction=True)


def taken_out(written: str = "jsonl") -> bytes:
    importer = importer_of("candidates")
    assert importer is not None
    return b"".join(as_file(importer.records(None, None), importer.fields, written))  # type: ignore[arg-type]


def test_a_firm_comes_in_and_takes_part_once_somebody_acts_for_it(tmp_path: Path) -> None:
    job = bring("candidates", write(tmp_path, [FIRM]), options={"consent": True})
    assert job.report.errors.kept == []
    assert "招待" in sentences(job)[-1]
    party = Party.objects.get()
    assert (party.kind, party.organisation.name if party.organisation else "") == (PartyKind.PARTNER_FIRM, "架空ソフト")
    assert (party.firm.engineers, party.firm.country, party.firm.time_zone) == (20, "JP", "Asia/Tokyo")
    assert not Profile.objects.listed().exists()
    assert party.organisation is not None
    make_member(party.organisation)
    assert Profile.objects.listed().get() == party.profile
    assert [json.loads(line) for line in taken_out().splitlines()] == [FIRM]


def test_a_firm_of_the_plain_format_is_called_by_its_headline(tmp_path: Path) -> None:
    plain = {key: value for key, value in FIRM.items() if key not in ("organisation", "engineers")}
    job = bring("candidates", write(tmp_path, [plain, {"id": "f-2", "kind": "partner_firm"}]))
    assert job.report.errors.kept == []
    assert list(Organisation.objects.order_by("pk").values_list("name", flat=True)) == ["受発注の仕組み", "f-2"]
    assert [json.loads(line) for line in taken_out().splitlines()] == [plain, {"id": "f-2", "kind": "partner_firm"}]


@pytest.mark.parametrize(
    ("told", "country"),
    [({"timezone": "Asia/Ho_Chi_Minh"}, "VN"), ({"country": "ベトナム"}, "VN"), ({"country": "vn"}, "VN"), ({}, "JP")],
)
def test_a_firm_abroad_never_passes_for_one_at_home(tmp_path: Path, told: dict[str, str], country: str) -> None:
    bring("candidates", write(tmp_path, [{key: FIRM[key] for key in ("id", "kind", "headline")} | told]))
    assert Party.objects.get().firm.country == country


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ([FIRM, FIRM | {"id": "f-2"}], "2 organisation 同じ企業が1行目に"),
        ([FIRM | {"organisation": "もうある"}], "1 organisation この企業はすでに"),
        ([FIRM | {"country": "どこか"}], "1 country"),
        ([FIRM | {"engineers": 0}], "1 engineers 1から"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, records: list[dict[str, Any]], told: str) -> None:
    make_firm(name="もうある")
    job = bring("candidates", write(tmp_path, records))
    assert sentences(job)[0].startswith(told)
    assert Party.objects.count() == 1


def test_the_same_file_again_renames_it_until_somebody_acts_for_it(tmp_path: Path) -> None:
    bring("candidates", write(tmp_path, [FIRM]))
    job = bring("candidates", write(tmp_path, [FIRM | {"organisation": "新しい名前", "skills": ["python"]}]))
    assert job.tally.updated == 1
    party = Party.objects.get()
    assert party.organisation is not None
    assert party.organisation.name == "新しい名前"
    assert [held.skill.slug for held in party.profile.skills.all()] == ["python"]
    make_member(party.organisation)
    job = bring("candidates", write(tmp_path, [FIRM]))
    assert (job.tally.unchanged, "管理する方がすでに" in sentences(job)[0]) == (1, True)
    party.organisation.refresh_from_db()
    assert party.organisation.name == "新しい名前"


def test_an_id_stays_one_kind_of_candidate(tmp_path: Path) -> None:
    bring("candidates", write(tmp_path, [FIRM]))
    job = bring("candidates", write(tmp_path, [FIRM | {"kind": "freelancer"}]))
    assert sentences(job)[0].startswith("1 kind ")


@pytest.mark.parametrize("place", [{"city": "Hanoi"}, {"timezone": "Etc/GMT-7"}, {"timezone": "ICT"}])
def test_a_firm_of_which_nobody_knows_the_country_is_not_taken_for_one_at_home(
    tmp_path: Path, place: dict[str, str]
) -> None:
    plain = {key: FIRM[key] for key in ("id", "kind", "headline")}
    job = bring("candidates", write(tmp_path, [plain | place]))
    assert [one.column for one in job.report.errors.kept] == ["country"]
    job = bring("candidates", write(tmp_path, [plain | place | {"country": "VN"}]))
    assert job.report.errors.kept == []
    bring("candidates", write(tmp_path, [plain | place | {"headline": "別"}]))
    assert Party.objects.get().firm.country == "VN"


@pytest.mark.parametrize("place", [{"city": "松江", "prefecture": "32"}, {"timezone": "JST", "prefecture": "32"}])
def test_a_firm_with_a_prefecture_is_at_home(tmp_path: Path, place: dict[str, str]) -> None:
    job = bring("candidates", write(tmp_path, [{key: FIRM[key] for key in ("id", "kind", "headline")} | place]))
    assert job.report.errors.kept == []
    assert Party.objects.get().firm.country == "JP"
