"""Bringing the shipped vocabulary into the database."""

from dataclasses import dataclass

from django.db import transaction

from vocabulary.actions.versions import lock_version, stamp_version
from vocabulary.concepts import Concept, ConceptIndex, load_vocabulary_file
from vocabulary.models import AliasUse, Municipality, Prefecture, Skill, SkillAlias, SkillCategory
from vocabulary.places import PlaceIndex, load_places
from vocabulary.spelling import normalise


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

    Skills that left the file become inactive, their shipped aliases go. What administrators added or edited stays.
    """
    lock_version()
    places, index = load_places(), load_vocabulary_file()
    _load_places(places)
    _load_skills(index)
    aliases = _load_aliases(index)
    gone = Skill.objects.filter(active=True, shipped=True, edited_at=None).exclude(slug__in=index.concepts)
    deactivated = gone.update(active=False)
    stamp_version()
    return LoadedVocabulary(
        len(index.concepts), aliases, len(places.prefectures), len(places.municipalities), deactivated
    )


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
    edited = set(Skill.objects.exclude(edited_at=None).values_list("slug", flat=True))
    rows = [_skill_row(concept, position) for position, concept in enumerate(index.concepts.values())]
    Skill.objects.bulk_create(
        [row for row in rows if row.slug not in edited],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["category", "name_ja", "name_en", "typical_unit", "position", "active", "shipped"],
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
        shipped=True,
    )


def _load_parents(index: ConceptIndex) -> None:
    skills = {skill.slug: skill for skill in Skill.objects.filter(slug__in=index.concepts)}
    changed: list[Skill] = []
    for slug, skill in skills.items():
        parent = skills.get(index.parent_of(slug) or "")
        if skill.edited_at is None and skill.parent_id != (parent.pk if parent else None):
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
