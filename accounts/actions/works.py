"""Past works. What a client confirmed is the work as it was then: a change of that takes the confirmation away."""

from collections.abc import Iterable
from typing import NotRequired, TypedDict, Unpack

from accounts.actions.confirmations import take_confirmation_away
from accounts.actions.profiles import assign, changing
from accounts.actions.skill_proofs import settle_skills
from accounts.models import PastWork, Profile
from vocabulary.models import Skill

# With the skills, what a client confirms.
CONFIRMED_FIELDS = ("title", "year", "role")


class WorkFacts(TypedDict):
    title: str
    text: str
    year: int | None
    industry: str
    role: NotRequired[str]
    skills: NotRequired[Iterable[Skill]]


def save_work(profile: Profile, work: PastWork | None, **facts: Unpack[WorkFacts]) -> PastWork:
    """Add a past work (``work`` is None) or change one of this profile's own."""
    with changing(profile) as change:
        # Read again: a form may have written what was typed into the row it was given.
        row = PastWork.objects.get(pk=work.pk, profile=profile) if work else PastWork(profile=profile)
        before = [getattr(row, name) for name in CONFIRMED_FIELDS]
        skills = facts.pop("skills", None)
        change.happened = assign(row, dict(facts))
        has_other_skills = skills is not None and _replace_skills(row, skills)
        change.happened |= has_other_skills
        if has_other_skills or before != [getattr(row, name) for name in CONFIRMED_FIELDS]:
            take_confirmation_away(row)
            settle_skills(change.profile.party)
    return row


def remove_work(profile: Profile, work: PastWork) -> None:
    """Quiet when it is gone."""
    with changing(profile) as change:
        row = PastWork.objects.filter(profile=profile, pk=work.pk).first()
        if row is not None:
            take_confirmation_away(row)
            row.delete()
            settle_skills(change.profile.party)
            change.happened = True


def _replace_skills(row: PastWork, skills: Iterable[Skill]) -> bool:
    wanted = set(skills)
    if wanted == set(row.skills.all()):
        return False
    row.skills.set(wanted)
    return True
