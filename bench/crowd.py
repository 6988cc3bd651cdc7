"""Invented people of any number in the database, written in bulk; the same ones every time."""

from __future__ import annotations

import datetime
from itertools import batched
from random import Random
from typing import TYPE_CHECKING, Any

from accounts.models import Freelancer, Party, PartyKind, PastWork, Profile, ProfileLanguage, ProfileSkill, User
from common.japan import today_in_japan
from portal.demo.stories import read_stories
from vocabulary.models import Prefecture, Skill

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 7
WRITTEN_TOGETHER = 1_000


def grow_crowd(count: int) -> None:
    """Add people until there are ``count``."""
    for numbers in batched(range(Profile.objects.count(), count), WRITTEN_TOGETHER):
        _write(numbers)


def _write(numbers: Sequence[int]) -> None:
    draw, today = Random(f"{SEED} {numbers[0]}"), today_in_japan()
    trades = read_stories("people")["trades"]
    codes = list(Prefecture.objects.order_by("code").values_list("code", flat=True))
    users = User.objects.bulk_create(
        [User(email=f"crowd{number}@example.jp", full_name=f"Person {number}") for number in numbers]
    )
    parties = Party.objects.bulk_create(
        [
            Party(kind=PartyKind.FREELANCER, handle=f"crowd-{number}", user=user)
            for number, user in zip(numbers, users, strict=True)
        ]
    )
    drawn = [draw.choice(trades) for _ in numbers]
    profiles = Profile.objects.bulk_create(
        [
            Profile(party=party, prefecture_id=draw.choice(codes), **_facts(draw, trade, today))
            for party, trade in zip(parties, drawn, strict=True)
        ]
    )
    permissions = ("not_needed", "approved", "pending")
    Freelancer.objects.bulk_create(Freelancer(party=party, side_job=draw.choice(permissions)) for party in parties)
    _write_rows(draw, list(zip(profiles, drawn, strict=True)), today.year)


def _facts(draw: Random, trade: dict[str, Any], today: datetime.date) -> dict[str, Any]:
    low, high = trade["rate"]
    return {
        "headline": draw.choice(trade["headlines"]),
        "summary": draw.choice(trade["summaries"]),
        "rate_jpy_hour": draw.randrange(low, high, 100),
        "hours_per_week": draw.choice((5, 10, 20, 30)),
        "available_from": today + datetime.timedelta(days=draw.randrange(0, 90)),
        "remote": draw.choice(("full", "partial", "none")),
    }


def _write_rows(draw: Random, people: list[tuple[Profile, dict[str, Any]]], year: int) -> None:
    skill_ids = dict(Skill.objects.values_list("slug", "pk"))
    skills, works, languages = [], [], []
    for profile, trade in people:
        for slug in draw.sample(trade["skills"], k=draw.randint(3, len(trade["skills"]))):
            facts = {"level": draw.randint(1, 5), "last_used": year - draw.randrange(0, 8)}
            skills.append(ProfileSkill(profile=profile, skill_id=skill_ids[slug], **facts))
        for title, text, industry in draw.sample(trade["works"], k=draw.randint(1, len(trade["works"]))):
            works.append(PastWork(profile=profile, title=title, text=text, industry=industry))
        languages.append(ProfileLanguage(profile=profile, language="ja", level=draw.randint(2, 7)))
        languages.append(ProfileLanguage(profile=profile, language="en", level=draw.randint(1, 6)))
    ProfileSkill.objects.bulk_create(skills)
    PastWork.objects.bulk_create(works)
    ProfileLanguage.objects.bulk_create(languages)
