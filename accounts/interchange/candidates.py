"""People as records: what a record says of somebody, and the record somebody is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_noop

from accounts.interchange.columns import Columns, given_back
from accounts.interchange.fields import CANDIDATE_FIELDS
from accounts.models import ImportedCandidate, Organisation, Profile, User
from accounts.models.profiles import EARLIEST_YEAR, HIGHEST_RATE, HOURS_IN_WEEK, LATEST_YEAR, SkillLevel
from accounts.queries import PARTY_AND_PLACE
from common.forms import DayField
from vocabulary.concepts import ConceptIndex
from vocabulary.exchange import LEVEL_NAMES
from vocabulary.languages import language_code

_TITLE_OF_TEXT: Final = 60
_TOGETHER: Final = 500
# What is read into a skill of which nothing but the name is said: neither a beginner nor somebody who teaches it.
UNSAID_LEVEL: Final = SkillLevel.ALONE


@dataclass(frozen=True, slots=True)
class ReadCandidate:
    """``profile`` are columns of Profile; skills are slug → (level, last used); works are columns of PastWork."""

    profile: dict[str, Any]
    side_job: str
    skills: dict[str, tuple[int, int | None]]
    works: tuple[dict[str, Any], ...]
    languages: dict[str, int]
    unknown_skills: tuple[str, ...]


def read_candidate(columns: Columns, index: ConceptIndex) -> ReadCandidate:
    place = columns.place()
    skills, unknown = _skills(columns, index)
    return ReadCandidate(
        profile={
            "legal_name": columns.line("legal_name", 100),
            "headline": columns.line("headline", 120),
            "summary": columns.text("summary", 8000),
            "rate_jpy_hour": columns.number("rate_jpy_hour", 0, HIGHEST_RATE),
            "hours_per_week": columns.number("hours_per_week", 0, HOURS_IN_WEEK),
            "available_from": _day(columns),
            "prefecture_id": place.prefecture if place else None,
            "municipality_id": place.municipality if place else None,
            "remote": columns.known.get("remote", ""),
        },
        side_job=columns.known.get("side_job", ""),
        skills=skills,
        works=tuple(_works(columns)),
        languages=_languages(columns),
        unknown_skills=unknown,
    )


def _day(columns: Columns) -> datetime.date | None:
    day: datetime.date | None = columns.known.get("available_from")
    if day is not None and not DayField.EARLIEST <= day <= DayField.LATEST:
        columns.refuse("available_from", gettext_noop("a date such as 2027-04-01 was expected"))
        return None
    return day


def _skills(columns: Columns, index: ConceptIndex) -> tuple[dict[str, tuple[int, int | None]], tuple[str, ...]]:
    held: dict[str, tuple[int, int | None]] = {}
    unknown: dict[str, None] = {}
    for skill in columns.known.get("skills", ()):
        slug = index.resolve(skill["name"])
        if slug is None:
            unknown.setdefault(skill["name"])
        else:
            held.setdefault(slug, (skill.get("level") or UNSAID_LEVEL, _year(skill.get("last_used"))))
    return held, tuple(unknown)


def _works(columns: Columns) -> Iterator[dict[str, Any]]:
    for work in columns.known.get("works", ()):
        text = columns.fitted("works", str(work.get("text", "")), 4000)
        title = " ".join(str(work.get("title", "")).split()) or " ".join(text.split())[:_TITLE_OF_TEXT]
        if title:
            yield {
                "title": columns.fitted("works", title, 120),
                "text": text,
                "year": _year(work.get("year")),
                "industry": columns.fitted("works", str(work.get("industry", "")), 80),
            }


def _year(year: int | None) -> int | None:
    return year if year is not None and EARLIEST_YEAR <= year <= LATEST_YEAR else None


def _languages(columns: Columns) -> dict[str, int]:
    known = [one for one in columns.known.get("languages", ()) if one["level"] and language_code(one["code"])]
    return {one["code"]: one["level"] for one in reversed(known)}


def candidate_records(user: User | None, owner: Organisation | None) -> Iterator[dict[str, Any]]:
    """Everybody who takes part in matching, by the name they chose, and whom this importer brought; for nobody, all
    importers'. Records without a party come last.
    """
    brought = ImportedCandidate.objects.all() if user is None else ImportedCandidate.objects.filter(owner=owner)
    parties = brought.exclude(party=None).values("party")
    wanted = Q(pk__in=Profile.objects.listed().values("pk")) if owner is None else Q()
    profiles = (
        Profile.objects.filter(wanted | Q(party__in=parties))
        if owner is None
        else Profile.objects.filter(party__in=parties)
    )
    rows = profiles.select_related(*PARTY_AND_PLACE, "party__imported").order_by("party_id")
    rows = rows.prefetch_related("skills__skill", "works", "languages")
    for profile in rows.iterator(chunk_size=_TOGETHER):
        yield candidate_record(profile)
    for record in brought.filter(party=None).order_by("pk").iterator(chunk_size=_TOGETHER):
        yield given_back(CANDIDATE_FIELDS, record, {}, {})


def candidate_record(profile: Profile) -> dict[str, Any]:
    """One party in the exchange format; unknown stays null."""
    said = _said(profile)
    imported: ImportedCandidate | None = getattr(profile.party, "imported", None)
    if imported is None:
        return said
    said["skills"] = [*said["skills"], *imported.became.get("unknown_skills", ())]
    return given_back(CANDIDATE_FIELDS, imported, _as_stored(profile), said)


def _said(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.party.handle,
        "kind": profile.party.kind,
        "headline": profile.headline,
        "summary": profile.summary,
        "skills": [
            {"name": held.skill.slug, "level": held.level, "last_used": held.last_used} for held in profile.skills.all()
        ],
        "works": [
            {"title": work.title, "text": work.text, "year": work.year, "industry": work.industry}
            for work in profile.works.all()
        ],
        "rate_jpy_hour": profile.rate_jpy_hour,
        "hours_per_week": profile.hours_per_week,
        "available_from": profile.available_from and profile.available_from.isoformat(),
        "prefecture": profile.prefecture_id,
        "location": profile.municipality and profile.municipality.name_ja,
        "remote": profile.remote or None,
        "languages": [
            {"lang": held.language, "level": LEVEL_NAMES[held.level - 1]} for held in profile.languages.all()
        ],
        "side_job": profile.side_job or None,
    }


def candidate_by_key(read: ReadCandidate) -> dict[str, Any]:
    """What a record became, by the keys of the format."""
    held = [(slug, level, used) for slug, (level, used) in read.skills.items()]
    works = [tuple(work.values()) for work in read.works]
    return _by_key(read.profile, held, works, read.languages.items()) | {
        "side_job": read.side_job,
        "unknown_skills": list(read.unknown_skills),
    }


def _as_stored(profile: Profile) -> dict[str, Any]:
    held = [(held.skill.slug, held.level, held.last_used) for held in profile.skills.all()]
    works = [(work.title, work.text, work.year, work.industry) for work in profile.works.all()]
    spoken = [(one.language, one.level) for one in profile.languages.all()]
    return _by_key(vars(profile), held, works, spoken) | {"side_job": profile.side_job}


def _by_key(
    facts: Mapping[str, Any],
    held: Iterable[tuple[str, int, int | None]],
    works: Iterable[tuple[Any, ...]],
    languages: Iterable[tuple[str, int]],
) -> dict[str, Any]:
    same = ("headline", "summary", "rate_jpy_hour", "hours_per_week", "remote")
    return {
        **{key: facts[key] for key in same},
        "available_from": facts["available_from"] and facts["available_from"].isoformat(),
        "prefecture": facts["prefecture_id"],
        "location": facts["municipality_id"],
        "skills": sorted([slug, int(level), used] for slug, level, used in held),
        "works": sorted((list(work) for work in works), key=repr),
        "languages": sorted(map(list, languages)),
    }
