"""What freelancers say about themselves. Every change raises the profile's version and is announced."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.actions.skill_proofs import Proofs
from accounts.errors import HandleTakenError
from accounts.models import (
    Freelancer,
    Party,
    PartyKind,
    PastWork,
    Profile,
    ProfileLanguage,
    ProfileSkill,
    User,
)
from accounts.queries import freelancer_of
from accounts.signals import profile_changed
from vocabulary.models import Municipality, Prefecture, Skill


class ProfileFacts(TypedDict, total=False):
    handle: str
    legal_name: str
    headline: str
    summary: str
    rate_jpy_hour: int | None
    hours_per_week: int | None
    available_from: date | None
    prefecture: Prefecture | None
    municipality: Municipality | None
    remote: str
    onsite_prefectures: Iterable[Prefecture]
    side_job: str
    is_listed: bool


@transaction.atomic
def create_freelancer(user: User, *, handle: str) -> Profile:
    """A party with an empty profile; whoever has one already keeps it. Raises HandleTakenError."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    existing = freelancer_of(user)
    if existing is not None:
        return existing
    with unique_handle():
        party = Party.objects.create(kind=PartyKind.FREELANCER, handle=handle, user=user)
    Freelancer.objects.create(party=party)
    profile = Profile.objects.create(party=party)
    profile_changed.send(sender=Profile, profile=profile)
    return profile


def change_profile(profile: Profile, **facts: Unpack[ProfileFacts]) -> None:
    """Write the given fields; quiet when nothing differs. Raises HandleTakenError."""
    with changing(profile) as change:
        handle = facts.pop("handle", None)
        if handle is not None and handle != change.profile.party.handle:
            with unique_handle():
                Party.objects.filter(pk=change.profile.party_id).update(handle=handle)
            change.happened = True
        side_job = facts.pop("side_job", None)
        if side_job is not None:
            change.happened |= assign(change.profile.party.freelancer, {"side_job": side_job})
        visits = facts.pop("onsite_prefectures", None)
        if visits is not None:
            change.happened |= _replace_visits(change.profile, visits)
        change.happened |= assign(change.profile, dict(facts))


def save_skill(profile: Profile, skill: Skill, *, level: int, last_used: int | None) -> None:
    """Add the skill, or change its level and year."""
    with changing(profile) as change:
        row = ProfileSkill.objects.filter(profile=profile, skill=skill).first()
        row = row or ProfileSkill(profile=profile, skill=skill)
        proof = Proofs(profile.party_id).of(skill.slug)
        change.happened = assign(row, {"level": level, "last_used": last_used, **proof})


def drop_skill(profile: Profile, skill: Skill) -> None:
    with changing(profile) as change:
        change.happened = bool(ProfileSkill.objects.filter(profile=profile, skill=skill).delete()[0])


def save_language(profile: Profile, *, language: str, level: int) -> None:
    """``level`` is the platform's ordinal 1–7."""
    with changing(profile) as change:
        row = ProfileLanguage.objects.filter(profile=profile, language=language).first()
        change.happened = assign(row or ProfileLanguage(profile=profile, language=language), {"level": level})


def drop_language(profile: Profile, language: str) -> None:
    with changing(profile) as change:
        change.happened = bool(ProfileLanguage.objects.filter(profile=profile, language=language).delete()[0])


def locked_party(pk: int) -> Party:
    """The party and what is decided by it, read once nobody else changes them. Call it inside a transaction.

    A join in the locking query would show the other rows as they were before the wait.
    """
    Party.objects.select_for_update(no_key=True).get(pk=pk)
    return Party.objects.select_related("personnel", "organisation", "user").get(pk=pk)


def announce_change(party: Party) -> None:
    """Something outside the profile decides whether or how the party is shown: raise the version and tell those who
    rank. Call it inside a transaction.
    """
    profile = Profile.objects.select_related("party").select_for_update(of=("self",), no_key=True).get(party=party)
    Profile.objects.filter(pk=profile.pk).update(version=F("version") + 1, updated_at=timezone.now())
    profile.version += 1
    profile_changed.send(sender=Profile, profile=profile)


class Change:
    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.happened = False


@contextmanager
def changing(profile: Profile) -> Iterator[Change]:
    """Lock the profile; when something changed, raise its version and tell those who rank."""
    with transaction.atomic():
        profiles = Profile.objects.select_related("party__freelancer")
        change = Change(profiles.select_for_update(of=("self",), no_key=True).get(pk=profile.pk))
        yield change
        if change.happened:
            Profile.objects.filter(pk=profile.pk).update(version=F("version") + 1, updated_at=timezone.now())
            change.profile.version += 1
            profile_changed.send(sender=Profile, profile=change.profile)


def assign(row: Profile | Freelancer | ProfileSkill | ProfileLanguage | PastWork, facts: dict[str, Any]) -> bool:
    """Write the fields that differ; says whether there were any, or whether the row is new."""
    differing = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, facts[name])
    if row.pk is None:
        row.save()
        return True
    if differing:
        row.save(update_fields=differing)
    return bool(differing)


def _replace_visits(profile: Profile, prefectures: Iterable[Prefecture]) -> bool:
    wanted = set(prefectures)
    if wanted == set(profile.onsite_prefectures.all()):
        return False
    profile.onsite_prefectures.set(wanted)
    return True


@contextmanager
def unique_handle() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "party_handle_unique" in str(error):
            raise HandleTakenError from error
        raise
