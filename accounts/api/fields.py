"""Fields that several serializers of people and firms take."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from vocabulary.models import Skill
from vocabulary.queries import active_skills

LONGEST_SLUG = 60


class ChosenField(serializers.ListField):
    """Any of some choices, each once."""

    def __init__(self, choices: Iterable[Any], **options: Any) -> None:
        super().__init__(child=serializers.ChoiceField(choices=list(choices)), **options)

    def to_internal_value(self, data: Any) -> list[str]:
        return list(dict.fromkeys(super().to_internal_value(data)))


@extend_schema_field({"type": "array", "items": {"type": "string"}, "description": "The ids of skills."})
class SkillsField(serializers.ListField):
    """Skills of the vocabulary by their ids; gives the rows."""

    child = serializers.CharField(max_length=LONGEST_SLUG)
    default_error_messages = serializers.PrimaryKeyRelatedField.default_error_messages

    def to_internal_value(self, data: Any) -> list[Skill]:
        slugs = super().to_internal_value(data)
        found = {skill.slug: skill for skill in active_skills().filter(slug__in=slugs)}
        for slug in slugs:
            if slug not in found:
                self.fail("does_not_exist", pk_value=slug)
        return list(found.values())

    def to_representation(self, data: Any) -> list[str]:
        return [skill.slug for skill in data.all()]
