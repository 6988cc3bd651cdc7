"""Lists that anybody may read: skills, places and languages, named in the reader's language."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from common.keyset import Key, Ordering
from vocabulary.api.filters import MunicipalityFilter, SkillFilter
from vocabulary.api.serializers import (
    LanguageSerializer,
    LevelSerializer,
    MunicipalitySerializer,
    PrefectureSerializer,
    SkillSerializer,
)
from vocabulary.labels import language_choices, level_choices
from vocabulary.models import Municipality, Prefecture, Skill
from vocabulary.queries import active_skills

TAGS = ["vocabulary"]


@extend_schema_view(
    list=extend_schema(operation_id="skills_list", tags=TAGS, summary="Skills that orders and profiles name"),
)
class SkillViewSet(mixins.ListModelMixin, GenericViewSet[Any]):
    """Skills of the vocabulary."""

    is_public = True
    serializer_class = SkillSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = SkillFilter
    orderings = {"position": Ordering("skills", (Key("position"), Key("slug")), is_descending=False)}

    def get_queryset(self) -> QuerySet[Skill]:
        return active_skills()


@extend_schema_view(
    list=extend_schema(operation_id="municipalities_list", tags=TAGS, summary="Cities, wards, towns and villages"),
)
class MunicipalityViewSet(mixins.ListModelMixin, GenericViewSet[Any]):
    """Municipalities with their six-digit codes."""

    is_public = True
    serializer_class = MunicipalitySerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = MunicipalityFilter
    orderings = {"code": Ordering("municipalities", (Key("code"),), is_descending=False)}

    def get_queryset(self) -> QuerySet[Municipality]:
        return Municipality.objects.all()


class ShortListViewSet(GenericViewSet[Any]):
    """A list short enough to be sent whole."""

    is_public = True
    pagination_class = None

    def rows(self) -> Any:
        raise NotImplementedError

    def list(self, request: Request) -> Response:
        return Response(self.get_serializer(self.rows(), many=True).data)


@extend_schema_view(list=extend_schema(operation_id="prefectures_list", tags=TAGS, summary="The 47 prefectures"))
class PrefectureViewSet(ShortListViewSet):
    """Prefectures, north to south."""

    serializer_class = PrefectureSerializer

    def rows(self) -> Any:
        return Prefecture.objects.all()


@extend_schema_view(list=extend_schema(operation_id="languages_list", tags=TAGS, summary="Languages"))
class LanguageViewSet(ShortListViewSet):
    """Languages that orders and profiles name."""

    serializer_class = LanguageSerializer

    def rows(self) -> Any:
        return [{"code": code, "name": name} for code, name in language_choices()]


@extend_schema_view(
    list=extend_schema(operation_id="language_levels_list", tags=TAGS, summary="How well somebody speaks a language")
)
class LevelViewSet(ShortListViewSet):
    """The seven levels of a language."""

    serializer_class = LevelSerializer

    def rows(self) -> Any:
        return [{"level": level, "name": name} for level, name in level_choices()]
