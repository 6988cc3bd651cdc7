"""Profile writes raise the version and are announced; reads give matching what it needs."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.errors import HandleTakenError
from accounts.gaps import wish_gaps
from accounts.models import PastWork, Profile
from accounts.queries import (
    candidate_versions,
    candidates_for_matching,
    completeness,
    free_handles,
    profile_for_page,
    profile_gaps,
    showcase_of,
    skills_found_in,
)
from accounts.signals import profile_changed
from tests.accounts.test_members import at_once
from tests.factories import make_freelancer, make_user
from vocabulary.models import Prefecture, Skill

pytestmark = pytest.mark.django_db

WORK = {"title": "酒蔵のネットショップ", "text": "受注を半分の時間に", "year": 2025, "industry": "酒造"}


def skill(slug: str) -> Skill:
    return Skill.objects.get(slug=slug)


@pytest.fixture
def slugs(db: None) -> list[str]:
    return list(Skill.objects.filter(active=True).order_by("slug").values_list("slug", flat=True)[:3])


@pytest.fixture
def announced() -> Iterator[list[int]]:
    """The versions announced during the test."""
    versions: list[int] = []

    def remember(sender: Any, profile: Profile, **_context: Any) -> None:
        versions.append(profile.version)

    profile_changed.connect(remember)
    yield versions
    profile_changed.disconnect(remember)


def version_of(profile: Profile) -> int:
    return Profile.objects.values_list("version", flat=True).get(pk=profile.pk)


def visits(*codes: str) -> list[Prefecture]:
    return list(Prefecture.objects.filter(code__in=codes))


@pytest.mark.parametrize(
    "facts",
    [
        {"handle": "another-name"},
        {"legal_name": "山田 花子"},
        {"headline": "小さな店の味方"},
        {"summary": "在庫管理 🍶"},
        {"rate_jpy_hour": 0},
        {"hours_per_week": 10},
        {"available_from": date(2026, 12, 1)},
        {"remote": "partial"},
        {"side_job": "approved"},
        {"is_listed": False},
    ],
)
def test_each_field_written_raises_the_version_once(facts: dict[str, Any], announced: list[int]) -> None:
    profile = make_freelancer(legal_name="")
    actions.change_profile(profile, **facts)
    actions.change_profile(profile, **facts)
    assert version_of(profile) == 2
    assert announced == [2]
    stored = Profile.objects.select_related("party").get(pk=profile.pk)
    name, value = next(iter(facts.items()))
    assert (stored.party.handle if name == "handle" else getattr(stored, name)) == value


def test_prefectures_to_visit_raise_the_version_once(announced: list[int]) -> None:
    profile = make_freelancer()
    actions.change_profile(profile, onsite_prefectures=visits("32", "31"))
    actions.change_profile(profile, onsite_prefectures=visits("31", "32"))
    actions.change_profile(profile, onsite_prefectures=[])
    assert announced == [2, 3]
    assert profile.onsite_prefectures.count() == 0


def test_rows_of_lists_raise_the_version(slugs: list[str], announced: list[int]) -> None:
    profile, known = make_freelancer(), skill(slugs[0])
    work: list[PastWork] = []
    steps: list[tuple[Callable[[], Any], bool]] = [
        (lambda: actions.save_skill(profile, known, level=3, last_used=None), True),
        (lambda: actions.save_skill(profile, known, level=3, last_used=None), False),
        (lambda: actions.save_skill(profile, known, level=4, last_used=2025), True),
        (lambda: actions.drop_skill(profile, known), True),
        (lambda: actions.drop_skill(profile, known), False),
        (lambda: actions.save_language(profile, language="en", level=3), True),
        (lambda: actions.save_language(profile, language="en", level=3), False),
        (lambda: actions.save_language(profile, language="en", level=4), True),
        (lambda: actions.drop_language(profile, "en"), True),
        (lambda: actions.drop_language(profile, "en"), False),
        (lambda: work.append(actions.save_work(profile, None, **WORK)), True),
        (lambda: actions.save_work(profile, work[0], **WORK), False),
        (lambda: actions.save_work(profile, work[0], **(WORK | {"year": 2024})), True),
        (lambda: actions.remove_work(profile, work[0]), True),
        (lambda: actions.remove_work(profile, work[0]), False),
    ]
    for step, (write, changes) in enumerate(steps):
        before = version_of(profile)
        write()
        assert version_of(profile) - before == changes, f"step {step}"
    assert announced == list(range(2, version_of(profile) + 1))


def test_rows_of_another_profile_are_out_of_reach() -> None:
    profile, other = make_freelancer(), make_freelancer()
    work = actions.save_work(other, None, **WORK)
    with pytest.raises(PastWork.DoesNotExist):
        actions.save_work(profile, work, **(WORK | {"title": "mine now"}))
    actions.remove_work(profile, work)
    assert list(PastWork.objects.values_list("title", "profile")) == [(WORK["title"], other.pk)]


def test_a_taken_handle_is_refused_whatever_its_capitals() -> None:
    make_freelancer(handle="Umi-Saki")
    profile = make_freelancer(headline="")
    with pytest.raises(HandleTakenError):
        actions.change_profile(profile, handle="umi-saki", headline="x")
    with pytest.raises(HandleTakenError):
        actions.create_freelancer(make_user(), handle="UMI-SAKI")
    assert version_of(profile) == 1
    assert Profile.objects.get(pk=profile.pk).headline == ""


@pytest.mark.django_db(transaction=True)
def test_two_first_clicks_at_once_make_one_profile() -> None:
    user = make_user()
    results = at_once(*[lambda: actions.create_freelancer(user, handle="kaze-mori-10")] * 4)
    assert {result.pk for result in results} == {Profile.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_one_handle_for_two_people_at_once_goes_to_one() -> None:
    users = [make_user(), make_user()]
    results = at_once(*(lambda user=user: actions.create_freelancer(user, handle="sora-tori-11") for user in users))
    assert sorted(type(result).__name__ for result in results) == ["HandleTakenError", "Profile"]


@pytest.mark.django_db(transaction=True)
def test_writes_at_once_each_count(slugs: list[str]) -> None:
    profile = make_freelancer()
    skills = [skill(slug) for slug in slugs]
    at_once(*(lambda row=row: actions.save_skill(profile, row, level=2, last_used=None) for row in skills))
    assert version_of(profile) == 1 + len(skills)


def test_candidates_are_those_who_take_part(slugs: list[str]) -> None:
    listed = make_freelancer(skills=(slugs[0],))
    make_freelancer(is_listed=False)
    make_freelancer(make_user(is_active=False))
    actions.change_profile(listed, headline="x")
    assert candidate_versions() == [(listed.party_id, 2)]
    assert [profile.party_id for profile in candidates_for_matching(None)] == [listed.party_id]
    assert list(candidates_for_matching([listed.party_id + 999])) == []


def candidate_queries() -> int:
    from django.db import connection  # noqa: PLC0415 -- only for counting

    with CaptureQueriesContext(
        connection,
    ) as queries:
        for profile in candidates_for_matching(None):
            _read = [row.skill.slug for row in profile.skills.all()], list(profile.works.all())
            _read = list(profile.languages.all()), list(profile.onsite_prefectures.all()), profile.party.user.is_active
            _read = profile.party.public_id, profile.prefecture, profile.municipality
    return len(queries)


def test_candidates_cost_the_same_number_of_queries(slugs: list[str]) -> None:
    make_freelancer(skills=(slugs[0],))
    assert candidate_queries() == 8
    for _number in range(2):
        profile = make_freelancer(skills=tuple(slugs))
        actions.save_work(profile, None, **WORK)
        actions.change_profile(profile, onsite_prefectures=visits("32"))
    assert candidate_queries() == 8


def test_an_empty_profile_misses_everything_and_a_full_one_nothing(slugs: list[str]) -> None:
    profile = make_freelancer(headline="", legal_name="")
    empty = profile_for_page(profile.party.user)
    assert empty is not None
    assert completeness(empty) == 0
    assert [gap.code for gap in profile_gaps(empty)] == [
        *("empty", "skills", "summary", "works", "rate", "hours", "available_from"),
        *("place", "remote", "languages", "headline", "side_job", "legal_name"),
    ]
    actions.save_skill(profile, skill(slugs[0]), level=3, last_used=None)
    actions.save_language(profile, language="ja", level=7)
    actions.save_work(profile, None, **WORK)
    facts: dict[str, Any] = {"summary": "x", "headline": "x", "rate_jpy_hour": 0, "hours_per_week": 0}
    facts |= {"available_from": date(2026, 12, 1), "prefecture": visits("32")[0], "remote": "full"}
    actions.change_profile(profile, side_job="not_needed", legal_name="山田 花子", **facts)
    full = profile_for_page(profile.party.user)
    assert full is not None
    assert (completeness(full), profile_gaps(full)) == (100, [])


def is_candidate(profile: Profile) -> bool:
    """The same from the list and from the person."""
    stored = Profile.objects.select_related("party__user").get(pk=profile.pk)
    listed = profile.party_id in dict(candidate_versions())
    assert stored.takes_part is listed is candidates_for_matching([profile.party_id]).exists()
    return listed


@pytest.mark.parametrize("said", ["headline", "summary", "skill", "work"])
def test_who_says_nothing_is_no_candidate_and_one_word_is_enough(said: str, slugs: list[str]) -> None:
    profile = make_freelancer(headline="", rate_jpy_hour=3_000, remote="full")
    assert not is_candidate(profile)
    if said == "skill":
        actions.save_skill(profile, skill(slugs[0]), level=3, last_used=None)
    elif said == "work":
        actions.save_work(profile, None, **WORK)
    else:
        actions.change_profile(profile, **{said: "在庫管理"})  # type: ignore[misc]
    assert is_candidate(profile)
    actions.change_profile(profile, is_listed=False)
    assert not is_candidate(profile)


def test_gaps_that_depend_on_answers() -> None:
    profile = make_freelancer(remote="partial", is_listed=False)
    gaps = {gap.code: gap.anchor for gap in profile_gaps(profile)}
    assert gaps["onsite_prefectures"] == "conditions"
    assert next(iter(gaps)) == "not_listed"
    assert "onsite_prefectures" not in {gap.code for gap in profile_gaps(make_freelancer(remote="full"))}


def test_skills_are_found_in_own_words_and_not_offered_twice() -> None:
    profile = make_freelancer(summary="Pythonと Ｅｘｃｅｌ で在庫管理を直します。")
    found = [row.slug for row in skills_found_in(profile)]
    assert skill("python").slug in found
    actions.save_skill(profile, skill("python"), level=3, last_used=None)
    again = profile_for_page(profile.party.user)
    assert again is not None
    assert [row.slug for row in skills_found_in(again)] == [slug for slug in found if slug != "python"]


def test_free_handles_skip_those_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    make_freelancer(handle="aoi-mori-20")
    drawn = iter(["aoi-mori-20", "aoi-mori-21", "aoi-mori-22", "aoi-mori-21"] * 2)
    monkeypatch.setattr("accounts.queries.proposed_handle", lambda: next(drawn))
    assert free_handles(2) == ["aoi-mori-21", "aoi-mori-22"]


def test_who_wishes_for_nothing_is_asked_and_whoever_said_something_is_not() -> None:
    profile = make_freelancer()
    assert [gap.anchor for gap in wish_gaps(showcase_of(profile))] == ["wishes"]
    actions.change_showcase(profile, is_public=True)
    assert wish_gaps(showcase_of(profile))
    actions.change_showcase(profile, regions=Prefecture.objects.filter(code="32"))
    assert wish_gaps(showcase_of(profile)) == []
