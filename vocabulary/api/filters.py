"""What lists of words can be narrowed by."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from vocabulary.models import Skill
from vocabulary.queries import concept_index

LONGEST_QUERY = 80
MOST_SUGGESTIONS = 50


class SkillFilter(filters.FilterSet):
    """Skills by what somebody types (in Japanese or English, any spelling) and by category."""

    q = filters.CharFilter(method="by_words", max_length=LONGEST_QUERY, help_text="What somebody has typed so far.")
    category = filters.CharFilter(field_name="category", max_length=40)

    def by_words(self, skills: QuerySet[Skill], _name: str, typed: str) -> QuerySet[Skill]:
        index = concept_index()
        found = {*index.suggest(typed, "ja", MOST_SUGGESTIONS), *index.suggest(typed, "en", MOST_SUGGESTIONS)}
        meant = index.resolve(typed)
        return skills.filter(slug__in=found | ({meant} if meant else set()))


class MunicipalityFilter(filters.FilterSet):
    prefecture = filters.CharFilter(field_name="prefecture", max_length=2, help_text="Two digits, 01 to 47.")
