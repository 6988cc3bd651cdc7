"""What administrators teach the vocabulary: skills, their names and their spellings."""

from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from vocabulary.actions.versions import announce_change, lock_version
from vocabulary.models import PHRASE_LENGTH, AliasUse, Skill, SkillAlias, SkillCategory
from vocabulary.spelling import normalise


class AliasTakenError(ValueError):
    """The spelling already means another skill; ``skill`` says which, ``field`` which of the entries it was."""

    def __init__(self, text: str, skill: Skill, field: str = "text") -> None:
        super().__init__(text)
        self.skill, self.field = skill, field


class PartOfItselfError(ValueError):
    """A skill cannot be part of itself, not even through others."""


class SkillFacts(TypedDict, total=False):
    name_ja: str
    name_en: str
    category: SkillCategory
    parent: Skill | None
    typical_unit: str
    active: bool


@transaction.atomic
def create_skill(slug: str, **facts: Unpack[SkillFacts]) -> Skill:
    """Add a skill at the end of the list. Raises AliasTakenError when a name means another skill already."""
    lock_version()
    last = Skill.objects.aggregate(last=Max("position"))["last"] or 0
    skill = Skill(slug=slug, position=last + 1, edited_at=timezone.now(), **facts)
    _require_free_names(skill)
    skill.save()
    announce_change()
    return skill


@transaction.atomic
def edit_skill(skill: Skill, **facts: Unpack[SkillFacts]) -> Skill:
    """Change a skill; from then on the shipped file no longer does. Quiet when nothing differs.

    Raises AliasTakenError when a name means another skill, PartOfItselfError when it would become part of itself.
    """
    lock_version()
    changed = Skill.objects.get(pk=skill.pk)
    differing: dict[str, Any] = {name: value for name, value in facts.items() if getattr(changed, name) != value}
    if not differing:
        return changed
    for name, value in differing.items():
        setattr(changed, name, value)
    _require_free_names(changed)
    _require_no_circle(changed)
    changed.edited_at = timezone.now()
    changed.save()
    announce_change()
    return changed


@transaction.atomic
def add_alias(skill: Skill, text: str, *, use: AliasUse = AliasUse.ANYWHERE) -> SkillAlias:
    """Teach the vocabulary another way to write a skill; quiet when it knows it already.

    Raises AliasTakenError when the spelling means another skill, ValueError when nothing is left of it.
    """
    lock_version()
    normalised = normalise(text)
    if not normalised or len(text) > PHRASE_LENGTH or len(normalised) > PHRASE_LENGTH * 2:
        raise ValueError(f"no usable spelling: {text[:PHRASE_LENGTH]!r}")
    if (other := _named(normalised, but=skill)) is not None:
        raise AliasTakenError(text, other)
    alias, _created = SkillAlias.objects.get_or_create(
        normalised=normalised, defaults={"skill": skill, "text": text, "use": use}
    )
    if alias.skill_id != skill.pk:
        raise AliasTakenError(text, alias.skill)
    announce_change()
    return alias


@transaction.atomic
def remove_alias(alias: SkillAlias) -> None:
    """Forget a spelling; quiet when it is gone."""
    lock_version()
    SkillAlias.objects.filter(pk=alias.pk).delete()
    announce_change()


def _require_free_names(skill: Skill) -> None:
    for field in ("name_ja", "name_en"):
        name = getattr(skill, field)
        normalised = normalise(name)
        taken = SkillAlias.objects.filter(normalised=normalised).exclude(skill=skill.pk).select_related("skill").first()
        other = _named(normalised, but=skill) or (taken.skill if taken else None)
        if other is not None:
            raise AliasTakenError(name, other, field)


def _require_no_circle(skill: Skill) -> None:
    parents = dict(Skill.objects.values_list("pk", "parent"))
    above = skill.parent_id
    while above is not None:
        if above == skill.pk:
            raise PartOfItselfError
        above = parents.pop(above, None)


def _named(normalised: str, *, but: Skill) -> Skill | None:
    """Another skill whose own name this is."""
    others = Skill.objects.exclude(pk=but.pk)
    return next((one for one in others if normalised in (normalise(one.name_ja), normalise(one.name_en))), None)
