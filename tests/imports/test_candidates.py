"""People out of files: hidden until they agreed, never twice, and out again as they came."""

from __future__ import annotations

import contextlib
import gc
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import agree_to_legal_texts, candidate_imports, imports
from accounts.actions.imports import Chosen, import_file
from accounts.importers import importer_of, sorted_out
from accounts.models import ImportedCandidate, Party, Profile, User
from accounts.queries import legal_texts_to_agree, profiles_with_everything
from common.interchange import encodings
from common.interchange.files import as_file
from matching.needs import candidate_of
from outbox.models import Work
from tests.factories import make_freelancer, make_user
from tests.imports.carrying import bring
from tests.imports.test_orders import sentences, write
from vocabulary.queries import concept_index

PERSON: dict[str, Any] = {
    "id": "p-1",
    "kind": "freelancer",
    "lang": "ja",
    "headline": "ｶﾝﾄｰﾝで業務を楽に",
    "summary": "-5度の倉庫でも使える仕組みを作りました。\n「=」で始まる行もあります。",
    "skills": ["kintone", {"name": "Python", "level": 4, "years": 7, "last_used": "2025-03"}, "そろばんの達人"],
    "works": [{"title": "受注の一覧", "text": "FAXをやめた", "year": 2024, "industry": "醸造"}, "短い仕事"],
    "rate_jpy_hour": 4500,
    "hours_per_week": 10,
    "available_from": "2027-01-01",
    "prefecture": "13",
    "location": "東京都千代田区のあたり",
    "remote": "partial",
    "languages": [{"lang": "ja", "level": "native"}, {"lang": "en", "level": "B2"}],
    "certificates": ["応用情報技術者"],
    "side_job": "approved",
    "timezone": "Asia/Tokyo",
}

pytestmark = pytest.mark.django_db(transaction=True)


def taken_out() -> list[dict[str, Any]]:
    importer = importer_of("candidates")
    assert importer is not None
    return [json.loads(line) for line in as_file(importer.records(None, None), importer.fields, "jsonl")]


def test_people_who_agreed_take_part(tmp_path: Path) -> None:
    job = bring("candidates", write(tmp_path, [PERSON]), options={"consent": True})
    assert job.report.errors.kept == []
    profile = Profile.objects.listed().get()
    assert profile.headline == "カントーンで業務を楽に"
    assert {held.skill.slug: held.level for held in profile.skills.all()} == {"kintone": None, "python": 4}
    assert {work.title: work.year for work in profile.works.all()} == {"短い仕事": None, "受注の一覧": 2024}
    assert profile.municipality_id == "131016"
    user = User.objects.get()
    assert not user.has_usable_password()
    assert Work.objects.filter(kind="matching.rank_open_orders").count() == 1


def test_nobody_is_shown_before_they_agreed(tmp_path: Path) -> None:
    path = write(tmp_path, [PERSON, PERSON | {"id": "p-2", "headline": "別の人"}])
    job = bring("candidates", path)
    assert "同意が確認されていない" in sentences(job)[-1]
    assert not Profile.objects.listed().exists()
    assert not Work.objects.exists()
    again = bring("candidates", path, options={"consent": True})
    assert (again.tally.created, again.tally.updated) == (0, 2)
    assert Profile.objects.listed().count() == 2


def test_every_field_comes_out_as_it_went_in(tmp_path: Path) -> None:
    others = [{"id": kind, "kind": kind, "summary": kind} for kind in ("personnel", "partner_firm", "engineer")]
    job = bring("candidates", write(tmp_path, [PERSON, *others, {"id": 5}]), options={"consent": True})
    assert job.report.errors.kept == []
    kept = [told for told in sentences(job) if " kind " in told]
    assert len(kept) == 2  # whom no company lends, and who looks for employment
    assert Party.objects.count() == 3
    assert sorted(taken_out(), key=str) == sorted([PERSON, *others, {"id": 5}], key=str)


def test_what_somebody_changed_comes_out_changed(tmp_path: Path) -> None:
    bring("candidates", write(tmp_path, [PERSON]), options={"consent": True})
    profile = Profile.objects.get()
    profile.skills.filter(skill__slug="python").delete()
    out = taken_out()[0]
    assert out["skills"] == [{"name": "kintone", "level": None, "last_used": None}, "そろばんの達人"]
    assert {key for key in out if out[key] != PERSON[key]} == {"skills"}


def test_the_same_id_again_changes_the_same_person(tmp_path: Path) -> None:
    bring("candidates", write(tmp_path, [PERSON]), options={"consent": True})
    version = Profile.objects.get().version
    job = bring("candidates", write(tmp_path, [PERSON | {"headline": "新しい"}]), options={"consent": True})
    profile = Profile.objects.get()
    assert (job.tally.updated, profile.headline, profile.version) == (1, "新しい", version + 1)
    assert ImportedCandidate.objects.count() == User.objects.count() == 1


def test_the_same_person_twice_is_remarked_on(tmp_path: Path) -> None:
    job = bring("candidates", write(tmp_path, [PERSON, PERSON | {"id": "p-2"}]))
    assert "管理番号（id）以外は「p-1」とまったく同じです" in "".join(sentences(job))
    job = bring("candidates", write(tmp_path, [PERSON | {"id": "p-3"}]))
    assert "とまったく同じです" in "".join(sentences(job))


@pytest.mark.parametrize(
    ("identity", "told"),
    [
        ({"email": "Taken@example.jp"}, "1 email このメールアドレスの方は"),
        ({"email": "no address"}, "1 email メールアドレスではありません"),
        ({"handle": "AOI-7"}, "1 handle この表示名は"),
    ],
)
def test_people_who_are_here_already_are_told_of(tmp_path: Path, identity: dict[str, str], told: str) -> None:
    make_freelancer(make_user("taken@example.jp"), handle="aoi-7")
    job = bring("candidates", write(tmp_path, [PERSON | identity]))
    assert any(sentence.startswith(told) for sentence in sentences(job))


def test_an_address_and_a_name_are_taken_but_never_given_out(tmp_path: Path) -> None:
    who = {"email": "Hana@example.jp", "handle": "花の人", "legal_name": "山田 花子"}
    bring("candidates", write(tmp_path, [PERSON | who]), options={"consent": True})
    profile = Profile.objects.get()
    assert (profile.party.handle, profile.legal_name) == ("花の人", "山田 花子")
    assert profile.party.user is not None
    assert profile.party.user.email == "hana@example.jp"
    assert "山田" not in json.dumps(taken_out(), ensure_ascii=False)
    assert "hana" not in json.dumps(taken_out()).lower()


def test_a_table_round_trips_too(tmp_path: Path) -> None:
    importer = importer_of("candidates")
    assert importer is not None
    table = tmp_path / "people.csv"
    table.write_bytes(b"".join(as_file([PERSON], importer.fields, "csv")))
    job = bring("candidates", table, options={"consent": True})
    assert job.report.errors.kept == []
    assert taken_out() == [PERSON]


def test_many_people_take_no_more_memory_than_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bench does it with a hundred thousand; here the peak of four times as many is nearly the same."""
    monkeypatch.setattr(imports, "BATCH", 30)
    monkeypatch.setattr(encodings, "BLOCK", 4096)
    bring("candidates", write(tmp_path, [PERSON]))  # what is read once a process
    peaks = []
    for count in (60, 240):
        people = [PERSON | {"id": f"{count}-{number}", "headline": f"人{number}"} for number in range(count)]
        path = write(tmp_path, people)
        del people
        importer = importer_of("candidates")
        assert importer is not None
        tracemalloc.start()
        import_file(importer, path, chosen=Chosen(), keep=True, progress=lambda _job: gc.collect() and None)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3


def test_references_are_checked_while_rows_are_written_not_all_at_the_end(tmp_path: Path) -> None:
    """Checks that wait for the commit make each later trigger slower: ten times the people would take far longer."""
    waiting = []

    def look(_job: Any) -> None:
        with connection.cursor() as cursor, contextlib.suppress(IntegrityError), transaction.atomic():
            cursor.execute("INSERT INTO accounts_freelancer (party_id, side_job) VALUES (-1, '')")
            waiting.append("not checked yet")

    importer = importer_of("candidates")
    assert importer is not None
    import_file(importer, write(tmp_path, [PERSON]), chosen=Chosen(), keep=False, progress=look)
    assert waiting == []


def test_a_level_nobody_said_is_unknown_until_the_person_says_it(tmp_path: Path, client: Client) -> None:
    """On the profile nothing is chosen for them, on the card it stands, and a ranking does not invent one."""
    job = bring("candidates", write(tmp_path, [PERSON]), options={"consent": True})
    assert any("レベル" in told for told in sentences(job))
    profile, user = Profile.objects.get(), User.objects.get()
    ranked = candidate_of(profiles_with_everything([profile.party_id]).get(), concept_index())
    levels = {held.concept: held.level for held in ranked.skills}
    assert levels["kintone"] is None
    agree_to_legal_texts(user, legal_texts_to_agree(), language="ja")
    client.force_login(user)
    page = client.get(reverse("accounts:profile")).content.decode()
    assert page.count("レベル未記入") == 1
    assert client.post(reverse("accounts:skill_change", args=["kintone"]), {"level": ""}).status_code == 422
    client.post(reverse("accounts:skill_change", args=["kintone"]), {"level": "2"})
    assert profile.skills.get(skill__slug="kintone").level == 2
    assert "レベル未記入" not in client.get(reverse("accounts:profile")).content.decode()


def test_works_of_one_title_and_year_come_again_as_often_as_they_came(tmp_path: Path) -> None:
    works = [{"title": "受注の一覧", "text": text, "year": 2024} for text in ("一", "二")]
    for headline in ("a", "b", "c"):
        bring("candidates", write(tmp_path, [PERSON | {"works": works, "headline": headline}]))
    profile = Profile.objects.get()
    assert sorted(profile.works.values_list("text", flat=True)) == ["一", "二"]
    bring("candidates", write(tmp_path, [PERSON | {"works": works[1:]}]))
    assert list(profile.works.values_list("text", flat=True)) == ["二"]


def test_who_was_switched_off_stays_off_whatever_is_said_of_consent(tmp_path: Path) -> None:
    """Somebody may have asked for it; only what was off because nobody had agreed yet is switched on."""
    path = write(tmp_path, [PERSON])
    bring("candidates", path, options={"consent": True})
    User.objects.update(is_active=False)
    for consent in (False, True):
        job = bring("candidates", path, options={"consent": consent})
        assert (job.tally.updated, User.objects.get().is_active) == (0, False)


def test_who_signs_in_while_the_file_is_read_says_from_then_on_what_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring("candidates", write(tmp_path, [PERSON]), options={"consent": True})

    def signs_in_meanwhile(*given: Any) -> list[Any]:
        known = list(sorted_out(*given))
        User.objects.update(last_login=timezone.now())
        return known

    monkeypatch.setattr(candidate_imports, "sorted_out", signs_in_meanwhile)
    job = bring("candidates", write(tmp_path, [PERSON | {"headline": "別"}]), options={"consent": True})
    assert (job.tally.updated, Profile.objects.get().headline) == (0, "カントーンで業務を楽に")
