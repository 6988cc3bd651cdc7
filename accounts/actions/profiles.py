"""What freelancers say about themselves. Every change raises the profile's version and is announced."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.errors import HandleTakenError
from accounts.models import (
    Evidence,
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
from vocabulary.certificates import certificates
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


class WorkFacts(TypedDict):
    title: str
    text: str
    year: int | None
    industry: str


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
    with _changing(profile) as change:
        handle = facts.pop("handle", None)
        if handle is not None and handle != change.profile.party.handle:
            with unique_handle():
                Party.objects.filter(pk=change.profile.party_id).update(handle=handle)
            change.happened = True
        side_job = facts.pop("side_job", None)
        if side_job is not None:
            change.happened |= _assign(change.profile.party.freelancer, {"side_job": side_job})
        visits = facts.pop("onsite_prefectures", None)
        if visits is not None:
            change.happened |= _replace_visits(change.profile, visits)
        change.happened |= _assign(change.profile, dict(facts))


def save_skill(profile: Profile, skill: Skill, *, level: int, last_used: int | None) -> None:
    """Add the skill, or change its level and year."""
    with _changing(profile) as change:
        row = ProfileSkill.objects.filter(profile=profile, skill=skill).first()
        row = row or ProfileSkill(profile=profile, skill=skill)
        facts = {"level": level, "last_used": last_used, "evidenced_by": _proof_of(profile, skill)}
        change.happened = _assign(row, facts)


def _proof_of(profile: Profile, skill: Skill) -> str:
    """The certificate that counts today and proves this skill."""
    held = Evidence.objects.approved().filter(party=profile.party_id).exclude(certificate="")
    codes = held.values_list("certificate", flat=True)
    return next((code for code in codes if skill.slug in certificates()[code].skills), "")


def drop_skill(profile: Profile, skill: Skill) -> None:
    with _changing(profile) as change:
        change.happened = bool(ProfileSkill.objects.filter(profile=profile, skill=skill).delete()[0])


def save_work(profile: Profile, work: PastWork | None, **facts: Unpack[WorkFacts]) -> PastWork:
    """Add a past work (``work`` is None) or change one of this profile's own."""
    with _changing(profile) as change:
        # Read again: a form may have written what was typed into the row it was given.
        row = PastWork.objects.get(pk=work.pk, profile=profile) if work else PastWork(profile=profile)
        change.happened = _assign(row, dict(facts))
    return row


def remove_work(profile: Profile, work: PastWork) -> None:
    with _changing(profile) as change:
        change.happened = bool(PastWork.objects.filter(profile=profile, pk=work.pk).delete()[0])


def save_language(profile: Profile, *, language: str, level: int) -> None:
    """``level`` is the platform's ordinal 1–7."""
    with _changing(profile) as change:
        row = ProfileLanguage.objects.filter(profile=profile, language=language).first()
        change.happened = _assign(row or ProfileLanguage(profile=profile, language=language), {"level": level})


def drop_language(profile: Profile, language: str) -> None:
    with _changing(profile) as change:
        change.happened = bool(ProfileLanguage.objects.filter(profile=profile, language=language).delete()[0])


def announce_change(party: Party) -> None:
    """Something outside the profile decides whether or how the party is shown: raise the version and tell those who
    rank. Call it inside a transaction.
    """
    profile = Profile.objects.select_related("party").select_for_update(of=("self",), no_key=True).get(party=party)
    Profile.objects.filter(pk=profile.pk).update(version=F("version") + 1, updated_at=timezone.now())
    profile.version += 1
    profile_changed.send(sender=Profile, profile=profile)


class _Change:
    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.happened = False


@contextmanager
def _changing(profile: Profile) -> Iterator[_Change]:
    """Lock the profile; when something changed, raise its version and tell those who rank."""
    with transaction.atomic():
        profiles = Profile.objects.select_related("party__freelancer")
        change = _Change(profiles.select_for_update(of=("self",), no_key=True).get(pk=profile.pk))
        yield change
        if change.happened:
            Profile.objects.filter(pk=profile.pk).update(version=F("version") + 1, updated_at=timezone.now())
            change.profile.version += 1
            profile_changed.send(sender=Profile, profile=change.profile)


def _assign(row: Profile | Freelancer | ProfileSkill | ProfileLanguage | PastWork, facts: dict[str, Any]) -> bool:
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
