"""A lending company's people out of a table: under that company, hidden until both agree, never lent twice."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.hours import commit_hours
from accounts.importers import importer_of
from accounts.models import Giver, ImportedCandidate, Organisation, Party, PartyKind, Personnel, Profile
from accounts.signals import person_lent_twice
from common.interchange.files import as_file
from common.japan import today_in_japan
from tests.factories import make_company, make_consent, make_freelancer, make_lender, make_personnel
from tests.imports.carrying import bring
from tests.imports.test_orders import sentences, write
from tests.signals import heard

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "管理番号,氏名,メールアドレス,見出し,提供の形,派遣許可番号,役割,スキル,行政経験年数,週の上限時間,都道府県\n"
ROW = (
    "S-001,佐藤 一郎,Ichiro@example.jp,窓口の手続きを見直す,派遣,派１３ー123456,"
    "プロデューサー|エンジニア,kintone,3,24,島根県\n"
)


def table(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes((header + "".join(rows)).encode(encoding))
    return path


def taken_out(lender: Organisation | None, written: str = "jsonl") -> bytes:
    importer = importer_of("candidates")
    assert importer is not None
    return b"".join(as_file(importer.records(None, lender), importer.fields, written))  # type: ignore[arg-type]


def people(lender: Organisation | None) -> list[dict[str, Any]]:
    return [json.loads(line) for line in taken_out(lender).splitlines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_with_japanese_headings_becomes_the_companys_people(tmp_path: Path, encoding: str) -> None:
    lender = make_lender()
    job = bring("candidates", table(tmp_path, ROW, encoding=encoding), owner=lender)
    assert job.report.errors.kept == []
    party = Party.objects.get(organisation=lender)
    assert (party.kind, party.profile.legal_name) == (PartyKind.PERSONNEL, "佐藤 一郎")
    personnel = party.personnel
    assert (personnel.email, personnel.staff_number) == ("ichiro@example.jp", "S-001")
    assert (personnel.lending_form, personnel.dispatch_licence) == ("dispatch", "派13-123456")
    assert (personnel.roles, personnel.public_years) == (["producer", "engineer"], 3)
    assert (personnel.weekly_cap, personnel.monthly_cap) == (24, 160)
    assert (party.profile.prefecture_id, party.profile.headline) == ("32", "窓口の手続きを見直す")
    assert "佐藤" not in json.dumps(ImportedCandidate.objects.get().source, ensure_ascii=False)


def test_nobody_is_shown_before_both_agreed(tmp_path: Path) -> None:
    lender = make_lender()
    job = bring("candidates", table(tmp_path, ROW), owner=lender, options={"consent": True})
    assert "同意" in sentences(job)[-1]
    party = Party.objects.get(organisation=lender)
    assert not party.consents.exists()
    for giver in Giver:
        assert not Profile.objects.listed().exists()
        make_consent(party, giver)
    assert Profile.objects.listed().get() == party.profile


def test_another_table_changes_only_what_it_tells(tmp_path: Path) -> None:
    lender = make_lender()
    bring("candidates", table(tmp_path, ROW), owner=lender)
    header = "id,email,weekly_cap\n"
    job = bring("candidates", table(tmp_path, "S-001,new@example.jp,30\n", header=header), owner=lender)
    assert (job.tally.created, job.tally.updated) == (0, 1)
    personnel = Personnel.objects.get()
    assert (personnel.email, personnel.weekly_cap, personnel.lending_form) == ("new@example.jp", 30, "dispatch")
    profile = personnel.party.profile
    assert profile.headline == "窓口の手続きを見直す"
    assert [held.skill.slug for held in profile.skills.all()] == ["kintone"]
    again = bring("candidates", table(tmp_path, "S-001,new@example.jp,30\n", header=header), owner=lender)
    assert again.tally.unchanged == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("S-2,,b@example.jp,x,業務委託,,,,,,\n", "3 legal_name"),
        ("S-2,鈴木,,x,業務委託,,,,,,\n", "3 email"),
        ("S-2,鈴木,b(at)example.jp,x,業務委託,,,,,,\n", "3 email メールアドレスではありません"),
        ("S-2,鈴木,b@example.jp,x,,,,,,,\n", "3 lending_form"),
        ("S-2,鈴木,b@example.jp,x,貸出,,,,,,\n", "3 lending_form"),
        ("S-2,鈴木,b@example.jp,x,派遣,,,,,,\n", "3 dispatch_licence"),
        ("S-2,鈴木,b@example.jp,x,派遣,13-1,,,,,\n", "3 dispatch_licence"),
        ("S-2,鈴木,b@example.jp,x,業務委託,,社長,,,,\n", "3 roles"),
        ("S-2,鈴木,b@example.jp,x,業務委託,,,,99,,\n", "3 public_years 0から60まで"),
        ("S-2,鈴木,b@example.jp,x,業務委託,,,,,0,\n", "3 weekly_cap 1から168まで"),
        ("S-2,鈴木,ICHIRO@example.jp,x,業務委託,,,,,,\n", "3 email 同じ人が2行目に"),
        ("S-001,鈴木,b@example.jp,x,業務委託,,,,,,\n", "3 id "),
        ("S-2,鈴木,here@example.jp,x,業務委託,,,,,,\n", "3 email "),
        ("S-9,鈴木,b@example.jp,x,業務委託,,,,,,\n", "3 staff_number "),
        ("S-2,鈴木,b@example.jp\n", "3  "),
    ],
)
def test_a_bad_row_is_told_and_nothing_comes_in(tmp_path: Path, row: str, told: str) -> None:
    lender = make_lender()
    make_personnel(lender, email="here@example.jp", staff_number="S-9")
    job = bring("candidates", table(tmp_path, ROW, row), owner=lender)
    assert sentences(job)[0].startswith(told)
    assert Party.objects.count() == 1


def test_two_companies_never_lend_one_person(tmp_path: Path) -> None:
    """Neither out of a table of either, and administrators hear of it although nothing is imported."""
    other = make_personnel(email="ichiro@example.jp")
    lender = make_lender()
    with heard(person_lent_twice) as told:
        job = bring("candidates", table(tmp_path, ROW), owner=lender)
    assert sentences(job)[0].startswith("2 email この方はすでに別の会社")
    assert [one["lender"] for one in told] == [lender]
    assert [one["party"] for one in told] == [other.party]
    assert Party.objects.count() == 1


def test_one_file_cannot_lend_one_person_twice(tmp_path: Path) -> None:
    make_lender(name="甲社")
    make_lender(name="乙社")
    header = "id,kind,organisation,legal_name,email,lending_form\n"
    rows = [f"{number},personnel,{name},佐藤,s@example.jp,出向\n" for number, name in enumerate(("甲社", "乙社"))]
    job = bring("candidates", table(tmp_path, *rows, header=header))
    assert "同じ人が2行目に" in sentences(job)[0]
    assert not Party.objects.exists()


@pytest.mark.parametrize("named", ["無い会社", "山陰醤油", "二つ"])
def test_only_a_lending_company_lends(tmp_path: Path, named: str) -> None:
    make_company()
    make_lender(name="二つ")
    make_lender(name="二つ")
    header = "id,kind,organisation,legal_name,email,lending_form\n"
    job = bring("candidates", table(tmp_path, f"1,personnel,{named},佐藤,s@example.jp,出向\n", header=header))
    assert sentences(job)[0].startswith("2 organisation ")


def test_a_company_brings_nobody_elses_people(tmp_path: Path) -> None:
    make_lender(name="乙社")
    header = "id,kind,organisation,legal_name,email,lending_form\n"
    rows = ["1,personnel,乙社,佐藤,s@example.jp,出向\n", "2,freelancer,,山田,,\n", "3,engineer,,山田,,\n"]
    job = bring("candidates", table(tmp_path, *rows, header=header), owner=make_lender())
    told = {" ".join(sentence.split()[:2]) for sentence in sentences(job)}
    assert told == {"2 organisation", "3 kind", "4 kind"}


def test_a_cap_is_not_lowered_below_what_is_promised(tmp_path: Path) -> None:
    lender = make_lender()
    bring("candidates", table(tmp_path, ROW), owner=lender)
    party, today = Party.objects.get(), today_in_japan()
    commit_hours(party, source="x", hours_per_week=20, first_day=today, last_day=today + timedelta(days=30))
    job = bring("candidates", table(tmp_path, ROW.replace(",24,", ",8,")), owner=lender)
    assert sentences(job)[0].startswith("2 weekly_cap ")
    party.personnel.refresh_from_db()
    assert party.personnel.weekly_cap == 24


def test_somebody_no_longer_lent_stays_so(tmp_path: Path) -> None:
    lender = make_lender()
    bring("candidates", table(tmp_path, ROW), owner=lender)
    Personnel.objects.update(ended_at=timezone.now())
    job = bring("candidates", table(tmp_path, ROW.replace("窓口", "受付")), owner=lender)
    assert (job.tally.unchanged, Party.objects.count()) == (1, 1)
    assert people(lender) == []


def test_a_company_takes_its_people_away_and_brings_them_back(tmp_path: Path) -> None:
    """Also those it typed in by hand: they stand in the table by their display name."""
    lender = make_lender()
    typed = make_personnel(lender, staff_number="T-1", roles=["engineer"], skills=("python",))
    make_personnel(make_lender())
    make_freelancer()
    bring("candidates", table(tmp_path, ROW), owner=lender)
    assert {one["id"] for one in people(lender)} == {"S-001", typed.party.handle}
    before = taken_out(lender, "csv")
    path = tmp_path / "back.csv"
    path.write_bytes(before)
    job = bring("candidates", path, owner=lender)
    assert job.report.errors.kept == []
    assert Party.objects.filter(organisation=lender).count() == 2
    assert taken_out(lender, "csv") == before
    path.write_bytes(before.decode("utf-8-sig").replace("佐藤 一郎", "佐藤 二郎").encode("cp932"))
    job = bring("candidates", path, owner=lender)
    assert job.tally.updated == 2
    assert set(Profile.objects.filter(party__organisation=lender).values_list("legal_name", flat=True)) == {"佐藤 二郎"}


def test_a_platforms_file_names_the_company_and_comes_out_as_it_went_in(tmp_path: Path) -> None:
    lender = make_lender()
    record = {
        "id": "l-1",
        "kind": "personnel",
        "lang": "ja",
        "headline": "=窓口",
        "skills": ["kintone", "そろばん"],
        "roles": ["プロデューサー"],
        "side_job": "approved",
        "certificates": ["応用情報"],
        "location": "どこか",
        "organisation": lender.public_id,
        "lending_form": "出向",
        "hours_per_week": None,
    }
    who = {"email": "s@example.jp", "legal_name": "佐藤", "staff_number": "9"}
    job = bring("candidates", write(tmp_path, [record | who]))
    assert job.report.errors.kept == []
    assert Party.objects.get().organisation == lender
    assert people(None) == [record]


def test_a_platforms_file_again_leaves_what_the_company_keeps_itself(tmp_path: Path) -> None:
    lender = make_lender()
    record = {"id": "l-1", "kind": "personnel", "organisation": lender.public_id, "lending_form": "出向"}
    who = {"email": "s@example.jp", "legal_name": "佐藤"}
    bring("candidates", write(tmp_path, [record | who]))
    Personnel.objects.update(email="new@example.jp", weekly_cap=8)
    job = bring("candidates", write(tmp_path, [record | who | {"weekly_cap": 40}]))
    assert (job.tally.unchanged, sentences(job)[0][:2]) == (1, "1 ")
    assert list(Personnel.objects.values_list("email", "weekly_cap")) == [("new@example.jp", 8)]
    lender.memberships.all().delete()
    bring("candidates", write(tmp_path, [record | who | {"weekly_cap": 40}]))
    assert list(Personnel.objects.values_list("email", "weekly_cap")) == [("s@example.jp", 40)]
