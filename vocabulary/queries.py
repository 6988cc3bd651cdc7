"""Every read of the vocabulary."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from common.keyset import Key, Ordering, Page, page_of
from common.reader import language_of_reader
from vocabulary.concepts import Category, Concept, ConceptIndex
from vocabulary.models import (
    AliasUse,
    Municipality,
    Prefecture,
    ProposedPhrase,
    Skill,
    SkillAlias,
    SkillCategory,
    VocabularyVersion,
)
from vocabulary.spelling import normalise
from vocabulary.states import PhraseStatus

type Choices = list[tuple[str, str]]

SKILLS_A_PAGE = 50
BY_POSITION = Ordering("vocabulary.skills", (Key("position"), Key("id")), is_descending=False)
MOST_SEEN = Ordering("vocabulary.phrases", (Key("times"), Key("id")))


class _Cached:
    """The index of this process with the version it was built from."""

    version: UUID | None = None
    index = ConceptIndex([])


def concept_index() -> ConceptIndex:
    """The vocabulary of the database, built once per process and again after each change; one small query a call."""
    version = vocabulary_version()
    if _Cached.version != version:
        _Cached.index = _build_index()
        _Cached.version = version
    return _Cached.index


def vocabulary_version() -> UUID | None:
    """Another one after every change; None before the first load."""
    return VocabularyVersion.objects.filter(id=1).values_list("stamp", flat=True).first()


def active_skills() -> QuerySet[Skill]:
    return Skill.objects.filter(active=True).select_related("category")


def phrases_waiting() -> QuerySet[ProposedPhrase]:
    """Unknown words nobody has decided about, the most used first."""
    return ProposedPhrase.objects.filter(status=PhraseStatus.PROPOSED).order_by("-times", "pk")


def page_of_phrases(cursor: str | None) -> Page[ProposedPhrase]:
    return page_of(phrases_waiting(), MOST_SEEN, cursor)


def skills_for_editor(filters: Mapping[str, Any], cursor: str | None) -> Page[Skill]:
    """A page of all skills, inactive ones too, narrowed by what the editor's list asks: q, category, which."""
    skills = Skill.objects.select_related("category", "parent").annotate(spellings=Count("aliases"))
    if words := normalise(filters.get("q") or ""):
        spelled = SkillAlias.objects.filter(normalised__contains=words).values("skill")
        named = [
            pk
            for pk, *names in Skill.objects.values_list("pk", "name_ja", "name_en", "slug")
            if any(words in normalise(name) for name in names)
        ]
        skills = skills.filter(Q(pk__in=named) | Q(pk__in=spelled))
    if category := filters.get("category"):
        skills = skills.filter(category=category)
    kinds = {"active": Q(active=True), "inactive": Q(active=False), "edited": Q(edited_at__isnull=False)}
    return page_of(skills.filter(kinds.get(filters.get("which") or "", Q())), BY_POSITION, cursor, size=SKILLS_A_PAGE)


def skill_choices() -> list[tuple[str, Choices]]:
    """Slugs and labels in the reader's language, grouped by category, for a select."""
    groups: dict[str, Choices] = {}
    for skill in active_skills().order_by("category__position", "position"):
        groups.setdefault(skill.category.label, []).append((skill.slug, skill.label))
    return list(groups.items())


def prefecture_choices() -> Choices:
    """Codes and names of the 47 in the reader's language, north to south."""
    return [(place.code, place.label) for place in Prefecture.objects.all()]


def municipalities_of(prefecture_code: str) -> QuerySet[Municipality]:
    """In the order of their codes; empty for anything that is no prefecture's code."""
    if len(prefecture_code) != 2 or not prefecture_code.isascii() or not prefecture_code.isdigit():
        return Municipality.objects.none()
    return Municipality.objects.filter(prefecture_id=prefecture_code)


def suggested_labels(typed: str, limit: int = 10) -> list[str]:
    """Labels of skills in the reader's language for someone typing."""
    index, language = concept_index(), language_of_reader()
    return [index.label(concept, language) for concept in index.suggest(typed, language, limit)]


def _build_index() -> ConceptIndex:
    spellings: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for skill_id, text, use in SkillAlias.objects.values_list("skill_id", "text", "use"):
        spellings[skill_id, use].append(text)
    concepts = [
        Concept(
            id=skill.slug,
            category=skill.category_id,
            name_ja=skill.name_ja,
            name_en=skill.name_en,
            aliases=tuple(spellings[skill.pk, AliasUse.ANYWHERE]),
            cased=tuple(spellings[skill.pk, AliasUse.CASED]),
            alone=tuple(spellings[skill.pk, AliasUse.ALONE]),
            parent=skill.parent.slug if skill.parent else None,
            typical_unit=skill.typical_unit,
        )
        for skill in Skill.objects.filter(active=True).select_related("parent")
    ]
    categories = [
        Category(category.slug, category.name_ja, category.name_en) for category in SkillCategory.objects.all()
    ]
    return ConceptIndex(concepts, categories)
