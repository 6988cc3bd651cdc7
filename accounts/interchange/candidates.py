"""People as records: what a record says of somebody, and the record somebody is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_noop

from accounts.interchange.columns import Columns, given_back
from accounts.interchange.fields import CANDIDATE_IMPORT_FIELDS, IDENTIFYING
from accounts.models import (
    ImportedCandidate,
    Organisation,
    PartnerFirm,
    Party,
    PartyKind,
    Personnel,
    Profile,
    ProfileSkill,
    User,
)
from accounts.models.profiles import EARLIEST_YEAR, HIGHEST_RATE, HOURS_IN_WEEK, LATEST_YEAR
from accounts.queries import PARTY_AND_PLACE, proofs_of
from common.forms import DayField
from vocabulary.concepts import ConceptIndex
from vocabulary.exchange import LEVEL_NAMES
from vocabulary.languages import language_code

_GIVEN: Final = {key: field for key, field in CANDIDATE_IMPORT_FIELDS.items() if key not in IDENTIFYING}
_TITLE_OF_TEXT: Final = 60
_TOGETHER: Final = 500
_NO_LEVEL: Final = gettext_noop(
    "Skills without a level, here and in other rows, are kept without one: a ranking counts them a little less than a "
    "level that fits."
)


# By the columns of Profile that a record fills, the keys that tell of them.
PROFILE_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "legal_name": ("legal_name",),
    "headline": ("headline",),
    "summary": ("summary",),
    "rate_jpy_hour": ("rate_jpy_hour",),
    "hours_per_week": ("hours_per_week",),
    "available_from": ("available_from",),
    "prefecture_id": ("prefecture", "location"),
    "municipality_id": ("prefecture", "location"),
    "remote": ("remote",),
}


@dataclass(frozen=True, slots=True)
class ReadCandidate:
    """``profile`` are columns of Profile; skills are slug → (level, last used); works are columns of PastWork."""

    profile: dict[str, Any]
    side_job: str
    skills: dict[str, tuple[int | None, int | None]]
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


def _skills(columns: Columns, index: ConceptIndex) -> tuple[dict[str, tuple[int | None, int | None]], tuple[str, ...]]:
    held: dict[str, tuple[int | None, int | None]] = {}
    unknown: dict[str, None] = {}
    for skill in columns.known.get("skills", ()):
        slug = index.resolve(skill["name"])
        if slug is None:
            unknown.setdefault(skill["name"])
        else:
            if skill.get("level") is None:
                columns.note_once("skills", _NO_LEVEL)
            held.setdefault(slug, (skill.get("level"), _year(skill.get("last_used"))))
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
    importers'. A lending company gets all people it lends, with who they are. Records without a party come last.
    """
    brought = ImportedCandidate.objects.all() if user is None else ImportedCandidate.objects.filter(owner=owner)
    wanted = Q(party__in=brought.exclude(party=None).values("party"))
    if owner is None:
        wanted |= Q(pk__in=Profile.objects.listed().values("pk"))
    else:
        wanted |= Q(party__organisation=owner, party__kind=PartyKind.PERSONNEL, party__personnel__ended_at=None)
    rows = Profile.objects.filter(wanted)
    if owner is not None:
        rows = rows.exclude(party__personnel__ended_at__isnull=False)
    rows = rows.select_related(*PARTY_AND_PLACE, "party__imported").order_by("party_id")
    rows = rows.prefetch_related("skills__skill", "works", "languages")
    for profile in rows.iterator(chunk_size=_TOGETHER):
        is_lender = owner is not None and profile.party.organisation_id == owner.pk
        yield candidate_record(profile) | (_who(profile) if is_lender else {})
    for record in brought.filter(party=None).order_by("pk").iterator(chunk_size=_TOGETHER):
        yield given_back(_GIVEN, record, {}, {})


def candidate_record(profile: Profile) -> dict[str, Any]:
    """One party in the exchange format; unknown stays null."""
    said, own = _said(profile), own_by_key(profile.party)
    imported: ImportedCandidate | None = getattr(profile.party, "imported", None)
    if imported is None:
        return said | {key: value for key, value in own.items() if value not in (None, "", [])}
    said["skills"] = [*said["skills"], *imported.became.get("unknown_skills", ())]
    return given_back(_GIVEN, imported, _as_stored(profile) | own, said | own)


def own_by_key(party: Party) -> dict[str, Any]:
    """What is true of the party's kind alone, by the keys of a file."""
    if party.kind == PartyKind.PERSONNEL:
        personnel: Personnel = party.personnel
        return {
            "organisation": party.organisation and party.organisation.name,
            "lending_form": personnel.lending_form,
            "dispatch_licence": personnel.dispatch_licence,
            "roles": personnel.roles,
            "public_years": personnel.public_years,
            "public_experience": personnel.public_experience,
            "weekly_cap": personnel.weekly_cap,
            "monthly_cap": personnel.monthly_cap,
        }
    if party.kind == PartyKind.PARTNER_FIRM:
        firm: PartnerFirm = party.firm
        return {
            "organisation": party.organisation and party.organisation.name,
            "country": firm.country,
            "city": firm.city,
            "engineers": firm.engineers,
            "timezone": firm.time_zone,
        }
    return {}


def _who(profile: Profile) -> dict[str, Any]:
    """Who a lent person is, for the company that wrote it down."""
    personnel: Personnel = profile.party.personnel
    who = {
        "handle": profile.party.handle,
        "email": personnel.email,
        "legal_name": profile.legal_name,
        "staff_number": personnel.staff_number,
    }
    return {key: value for key, value in who.items() if value}


def _said(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.party.handle,
        "kind": profile.party.kind,
        "headline": profile.headline,
        "summary": profile.summary,
        "skills": [_stated(held) for held in profile.skills.all()],
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


def _stated(held: ProfileSkill) -> dict[str, Any]:
    """``evidenced_by`` tells a proven skill from a claim; nobody's skills become proven by importing a file."""
    said = {"name": held.skill.slug, "level": held.level, "last_used": held.last_used}
    return said | ({"evidenced_by": proofs_of(held)} if held.is_evidenced else {})


def candidate_by_key(read: ReadCandidate) -> dict[str, Any]:
    """What a record became, by the keys of the format that every kind has."""
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
    held: Iterable[tuple[str, int | None, int | None]],
    works: Iterable[tuple[Any, ...]],
    languages: Iterable[tuple[str, int]],
) -> dict[str, Any]:
    same = ("headline", "summary", "rate_jpy_hour", "hours_per_week", "remote")
    return {
        **{key: facts[key] for key in same},
        "available_from": facts["available_from"] and facts["available_from"].isoformat(),
        "prefecture": facts["prefecture_id"],
        "location": facts["municipality_id"],
        "skills": sorted(([slug, level, used] for slug, level, used in held), key=_slug),
        "works": sorted((list(work) for work in works), key=repr),
        "languages": sorted(map(list, languages)),
    }


def _slug(held: Sequence[Any]) -> str:
    return str(held[0])
