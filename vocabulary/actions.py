"""Every write to the vocabulary. Each one that changes what texts mean stamps the version anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from common.text import fold
from vocabulary.concepts import Concept, ConceptIndex, load_vocabulary_file
from vocabulary.models import (
    PHRASE_LENGTH,
    AliasUse,
    Municipality,
    Prefecture,
    ProposedPhrase,
    Skill,
    SkillAlias,
    SkillCategory,
    VocabularyVersion,
)
from vocabulary.places import PlaceIndex, load_places
from vocabulary.spelling import normalise
from vocabulary.states import ALLOWED_MOVES, PhraseStatus

MOST_PHRASES_AT_ONCE = 3
MOST_PHRASES_A_DAY = 20
DAY_IN_SECONDS = 24 * 60 * 60
DIGITS_OF_A_TELEPHONE = 9


class AliasTakenError(ValueError):
    """The spelling already means another skill."""


@dataclass(frozen=True, slots=True)
class LoadedVocabulary:
    """How many rows the shipped vocabulary has, and how many skills it no longer has."""

    skills: int
    aliases: int
    prefectures: int
    municipalities: int
    deactivated: int


@transaction.atomic
def load_vocabulary() -> LoadedVocabulary:
    """Bring the shipped skills and places into the database; run again, it changes nothing.

    Skills that left the file become inactive, their shipped aliases go; aliases added by administrators stay.
    """
    _lock_version()
    places, index = load_places(), load_vocabulary_file()
    _load_places(places)
    _load_skills(index)
    aliases = _load_aliases(index)
    deactivated = Skill.objects.filter(active=True).exclude(slug__in=index.concepts).update(active=False)
    _stamp_version()
    return LoadedVocabulary(
        len(index.concepts), aliases, len(places.prefectures), len(places.municipalities), deactivated
    )


@transaction.atomic
def add_alias(skill: Skill, text: str, *, use: AliasUse = AliasUse.ANYWHERE) -> SkillAlias:
    """Teach the vocabulary another way to write a skill; quiet when it knows it already.

    Raises AliasTakenError when the spelling means another skill, ValueError when nothing is left of it.
    """
    _lock_version()
    normalised = normalise(text)
    if not normalised or len(text) > PHRASE_LENGTH or len(normalised) > PHRASE_LENGTH * 2:
        raise ValueError(f"no usable spelling: {text[:PHRASE_LENGTH]!r}")
    if any(normalise(name) == normalised for other in _others(skill) for name in (other.name_ja, other.name_en)):
        raise AliasTakenError(text)
    alias, _created = SkillAlias.objects.get_or_create(
        normalised=normalised, defaults={"skill": skill, "text": text, "use": use}
    )
    if alias.skill_id != skill.pk:
        raise AliasTakenError(text)
    _stamp_version()
    return alias


@transaction.atomic
def remove_alias(alias: SkillAlias) -> None:
    """Forget a spelling; quiet when it is gone."""
    _lock_version()
    SkillAlias.objects.filter(pk=alias.pk).delete()
    _stamp_version()


def propose_phrases(texts: Iterable[str], *, by: int) -> None:
    """Note words one user typed, no more than a few at once and a day: administrators read every one of them."""
    key = f"phrases-proposed:{by}:{timezone.localdate()}"
    proposed = cache.get(key, 0)
    left = min(MOST_PHRASES_AT_ONCE, MOST_PHRASES_A_DAY - proposed)
    noted = sum(propose_phrase(text) is not None for text in islice(texts, max(left, 0)))
    if noted:
        cache.set(key, proposed + noted, DAY_IN_SECONDS)


@transaction.atomic
def propose_phrase(text: str) -> ProposedPhrase | None:
    """Note a word for a skill that nobody knew, counting how often it comes; None when it is no usable word."""
    shown = " ".join(text.replace("\x00", "").split())
    normalised = normalise(shown)
    if not normalised or len(shown) > PHRASE_LENGTH or len(normalised) > PHRASE_LENGTH * 2 or not shown.isprintable():
        return None
    if _may_be_a_contact(shown):
        return None
    now = timezone.now()
    phrase, created = ProposedPhrase.objects.get_or_create(
        normalised=normalised, defaults={"text": shown, "first_seen": now, "last_seen": now}
    )
    if not created:
        ProposedPhrase.objects.filter(pk=phrase.pk).update(times=F("times") + 1, last_seen=now)
        phrase.refresh_from_db()
    return phrase


def _may_be_a_contact(text: str) -> bool:
    """An e-mail address or a telephone number is no skill, and nobody else is to read it."""
    return "@" in fold(text) or sum(letter.isdecimal() for letter in text) >= DIGITS_OF_A_TELEPHONE


@transaction.atomic
def accept_phrase(phrase: ProposedPhrase, skill: Skill) -> SkillAlias:
    """Make a proposed phrase an alias of the skill. Raises AliasTakenError when it means another one."""
    locked = ProposedPhrase.objects.select_for_update().get(pk=phrase.pk)
    alias = add_alias(skill, locked.text)
    _move(locked, PhraseStatus.ACCEPTED)
    return alias


@transaction.atomic
def reject_phrase(phrase: ProposedPhrase) -> None:
    """Put a proposed phrase aside; quiet when it was decided already."""
    _move(ProposedPhrase.objects.select_for_update().get(pk=phrase.pk), PhraseStatus.REJECTED)


def _move(phrase: ProposedPhrase, status: PhraseStatus) -> None:
    if status in ALLOWED_MOVES[phrase.status]:
        phrase.status = status
        phrase.save(update_fields=["status"])


def _others(skill: Skill) -> list[Skill]:
    return list(Skill.objects.exclude(pk=skill.pk))


def _lock_version() -> None:
    """Let one change of the vocabulary at a time pass."""
    VocabularyVersion.objects.get_or_create(id=1)
    VocabularyVersion.objects.select_for_update().get(id=1)


def _stamp_version() -> None:
    VocabularyVersion.objects.filter(id=1).update(stamp=uuid4())


def _load_places(places: PlaceIndex) -> None:
    Prefecture.objects.bulk_create(
        [
            Prefecture(
                code=place.code,
                name_ja=place.name_ja,
                name_en=place.name_en,
                name_kana=place.name_kana,
                block=place.block,
                metro_area=place.metro_area,
            )
            for place in places.prefectures.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_ja", "name_en", "name_kana", "block", "metro_area"],
    )
    Municipality.objects.bulk_create(
        [
            Municipality(
                code=town.code,
                prefecture_id=town.prefecture,
                name_ja=town.name_ja,
                name_en=town.name_en,
                name_kana=town.name_kana,
            )
            for town in places.municipalities.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["prefecture", "name_ja", "name_en", "name_kana"],
    )


def _load_skills(index: ConceptIndex) -> None:
    SkillCategory.objects.bulk_create(
        [
            SkillCategory(slug=category.id, name_ja=category.name_ja, name_en=category.name_en, position=position)
            for position, category in enumerate(index.categories.values())
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name_ja", "name_en", "position"],
    )
    Skill.objects.bulk_create(
        [_skill_row(concept, position) for position, concept in enumerate(index.concepts.values())],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["category", "name_ja", "name_en", "typical_unit", "position", "active"],
    )
    _load_parents(index)


def _skill_row(concept: Concept, position: int) -> Skill:
    return Skill(
        slug=concept.id,
        category_id=concept.category,
        name_ja=concept.name_ja,
        name_en=concept.name_en,
        typical_unit=concept.typical_unit,
        position=position,
        active=True,
    )


def _load_parents(index: ConceptIndex) -> None:
    skills = {skill.slug: skill for skill in Skill.objects.filter(slug__in=index.concepts)}
    changed: list[Skill] = []
    for slug, skill in skills.items():
        parent = skills.get(index.parent_of(slug) or "")
        if skill.parent_id != (parent.pk if parent else None):
            skill.parent = parent
            changed.append(skill)
    Skill.objects.bulk_update(changed, ["parent"])


def _load_aliases(index: ConceptIndex) -> int:
    keys = dict(Skill.objects.filter(slug__in=index.concepts).values_list("slug", "pk"))
    rows: dict[str, SkillAlias] = {}
    for concept in index.concepts.values():
        for text, use in _aliases_of(concept):
            if normalised := normalise(text):
                row = SkillAlias(skill_id=keys[concept.id], text=text, normalised=normalised, use=use, shipped=True)
                rows.setdefault(normalised, row)
    SkillAlias.objects.filter(shipped=True).exclude(normalised__in=rows).delete()
    SkillAlias.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["normalised"],
        update_fields=["skill", "text", "use", "shipped"],
    )
    return len(rows)


def _aliases_of(concept: Concept) -> list[tuple[str, AliasUse]]:
    return [
        *((text, AliasUse.ANYWHERE) for text in concept.aliases),
        *((text, AliasUse.CASED) for text in concept.cased),
        *((text, AliasUse.ALONE) for text in concept.alone),
    ]
