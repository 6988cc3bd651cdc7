"""A party's page: who may see it, what it wishes for, and the works it shows."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Max

from accounts.errors import TooManyItemsError
from accounts.models import PortfolioItem, Profile, Showcase
from accounts.models.showcases import MOST_ITEMS
from vocabulary.models import Prefecture, Skill, SkillCategory


class ShowcaseFacts(TypedDict, total=False):
    is_public: bool
    smallest_order_yen: int | None
    industries: list[str]
    hours_of_day: list[str]
    contract_form: str
    regions: Iterable[Prefecture]
    unwanted: Iterable[SkillCategory]


class ItemFacts(TypedDict, total=False):
    title: str
    purpose: str
    text: str
    result: str
    year: int | None
    skills: Iterable[Skill]


@transaction.atomic
def change_showcase(profile: Profile, **facts: Unpack[ShowcaseFacts]) -> Showcase:
    """Write the given fields; quiet when nothing differs."""
    _lock(profile)
    row = Showcase.objects.filter(profile=profile).first() or Showcase(profile=profile)
    regions, unwanted = facts.pop("regions", None), facts.pop("unwanted", None)
    differing = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, facts[name])  # type: ignore[literal-required]  # the keys are the model's own fields
    if row.pk is None or differing:
        row.save()
    if regions is not None:
        row.regions.set(regions)
    if unwanted is not None:
        row.unwanted.set(unwanted)
    return row


@transaction.atomic
def save_item(profile: Profile, item: PortfolioItem | None, **facts: Unpack[ItemFacts]) -> PortfolioItem:
    """Add a work at the end (``item`` is None) or change one of this profile's own. Raises TooManyItemsError."""
    _lock(profile)
    skills = facts.pop("skills", None)
    if item is not None:
        row = PortfolioItem.objects.get(pk=item.pk, profile=profile)
    else:
        if PortfolioItem.objects.filter(profile=profile).count() >= MOST_ITEMS:
            raise TooManyItemsError
        last = PortfolioItem.objects.filter(profile=profile).aggregate(last=Max("position"))["last"]
        row = PortfolioItem(profile=profile, position=0 if last is None else last + 1)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    if skills is not None:
        row.skills.set(skills)
    return row


@transaction.atomic
def remove_item(profile: Profile, item: PortfolioItem) -> None:
    """Quiet when it is gone."""
    _lock(profile)
    PortfolioItem.objects.filter(profile=profile, pk=item.pk).delete()


@transaction.atomic
def raise_item(profile: Profile, item: PortfolioItem) -> None:
    """One place up; quiet for the first one, and for one that is gone."""
    _lock(profile)
    rows = list(PortfolioItem.objects.filter(profile=profile))
    place = next((number for number, row in enumerate(rows) if row.pk == item.pk), 0)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        for number, row in enumerate(rows):
            row.position = number
        PortfolioItem.objects.bulk_update(rows, ["position"])


def _lock(profile: Profile) -> None:
    Profile.objects.select_for_update(no_key=True).get(pk=profile.pk)
