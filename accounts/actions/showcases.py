"""A party's page: who may see it, what it wishes for, and the works it shows."""

from collections.abc import Iterable
from typing import NamedTuple, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max

from accounts.actions.files import remove_file, store_file
from accounts.errors import TooManyItemsError
from accounts.file_types import PAPERS
from accounts.models import Party, PortfolioItem, Profile, Showcase, StoredFile, User
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


class NewFile(NamedTuple):
    """A PDF or picture for a work shown, in place of the one before."""

    name: str
    content: bytes
    by: User


class ItemFacts(TypedDict, total=False):
    title: str
    purpose: str
    text: str
    result: str
    year: int | None
    skills: Iterable[Skill]
    is_file_shown: bool
    new_file: NewFile | None
    drop_file: bool


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
    """Add a work at the end (``item`` is None) or change one of this profile's own.

    Raises TooManyItemsError, and as store_file does.
    """
    new_file = facts.pop("new_file", None)
    if new_file is not None:
        # The owner of files is locked before the profile, as evidence does.
        Party.objects.select_for_update(no_key=True).get(pk=profile.party_id)
    _lock(profile)
    row = PortfolioItem.objects.get(pk=item.pk, profile=profile) if item else _new_item(profile)
    skills, is_dropped, before = facts.pop("skills", None), facts.pop("drop_file", False), row.file
    for name, value in facts.items():
        setattr(row, name, value)
    if new_file is not None or is_dropped:
        row.file = _stored(profile, new_file) if new_file else None
    row.save()
    if before is not None and row.file_id != before.pk:
        remove_file(before)
    if skills is not None:
        row.skills.set(skills)
    return row


def _new_item(profile: Profile) -> PortfolioItem:
    """Behind all others. Raises TooManyItemsError."""
    items = PortfolioItem.objects.filter(profile=profile)
    if items.count() >= MOST_ITEMS:
        raise TooManyItemsError
    last = items.aggregate(last=Max("position"))["last"]
    return PortfolioItem(profile=profile, position=0 if last is None else last + 1)


def _stored(profile: Profile, new: NewFile) -> StoredFile:
    return store_file(profile.party, content=new.content, name=new.name, by=new.by, allowed=PAPERS)


@transaction.atomic
def remove_item(profile: Profile, item: PortfolioItem) -> None:
    """With its file; quiet when it is gone."""
    _lock(profile)
    row = PortfolioItem.objects.select_related("file").filter(profile=profile, pk=item.pk).first()
    if row is not None:
        row.delete()
        if row.file is not None:
            remove_file(row.file)


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
