"""One's own profile, part by part."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actions
from accounts.api.base import PUBLIC_ID, ApiViewSet
from accounts.api.callers import person_of
from accounts.api.profile_serializers import (
    HandleSerializer,
    LanguageLevelSerializer,
    ProfileChangeSerializer,
    ProfileSerializer,
    SkillLevelSerializer,
    WorkSerializer,
)
from accounts.errors import HandleTakenError
from accounts.forms.people import TAKEN
from accounts.models import PastWork, Profile
from accounts.queries import freelancer_of, profile_for_page
from vocabulary.languages import LANGUAGES
from vocabulary.queries import active_skills

TAGS = ["profile"]
SKILL = OpenApiParameter("skill", str, "path", description="The id of a skill.")
LANGUAGE = OpenApiParameter("language", str, "path", enum=list(LANGUAGES), description="ISO 639-1.")
WORK = OpenApiParameter("public_id", {"type": "string", "pattern": f"^{PUBLIC_ID}$"}, "path")


class OwnProfileViewSet(ApiViewSet):
    """What every address about one's profile shares."""

    queryset = Profile.objects.none()  # for the schema; a profile is fetched through its person
    serializer_class: type[serializers.BaseSerializer[Any]] = ProfileSerializer
    read_scope = "profile:read"
    write_scope = "profile:write"
    pagination_class = None
    refused_entries = (HandleTakenError,)

    def blamed(self, error: Exception) -> tuple[str, Any]:
        """Somebody else took the name between the look and the write."""
        return "handle", TAKEN

    def own(self) -> Profile:
        """Raises NotPersonalError, Http404 for somebody without one."""
        profile = profile_for_page(person_of(self.request))
        if profile is None:
            raise Http404
        return profile

    def told(self, *, created: bool = False) -> Response:
        """The whole profile, as it is now."""
        answer = Response(ProfileSerializer(self.own()).data)
        answer.status_code = status.HTTP_201_CREATED if created else status.HTTP_200_OK
        return answer

    def sent(self, serializer: Any) -> dict[str, Any]:
        serializer.is_valid(raise_exception=True)
        sent: dict[str, Any] = serializer.validated_data
        return sent


@extend_schema(tags=TAGS)
class ProfileViewSet(OwnProfileViewSet):
    """The profile of the person who asks."""

    change_serializer: type[HandleSerializer] = ProfileChangeSerializer

    @extend_schema(operation_id="profile_retrieve", summary="One's own profile")
    def retrieve(self, request: Request) -> Response:
        return self.told()

    @extend_schema(
        operation_id="profile_create",
        summary="Begin one",
        request=HandleSerializer,
        responses={200: ProfileSerializer, 201: ProfileSerializer},
    )
    def create(self, request: Request) -> Response:
        """Whoever has one already keeps it."""
        person = person_of(request)
        had_one = freelancer_of(person) is not None
        handle = self.sent(HandleSerializer(data=request.data))["handle"]
        actions.create_freelancer(person, handle=handle)
        return self.told(created=not had_one)

    @extend_schema(operation_id="profile_update", summary="Change it", request=ProfileChangeSerializer)
    def partial_update(self, request: Request) -> Response:
        profile = self.own()
        actions.change_profile(profile, **self.sent(self.change_serializer(profile, data=request.data)))
        return self.told()


@extend_schema(tags=TAGS, parameters=[SKILL])
class ProfileSkillViewSet(OwnProfileViewSet):
    """One skill of the profile."""

    @extend_schema(operation_id="profile_skill_set", summary="Add or change a skill", request=SkillLevelSerializer)
    def update(self, request: Request, skill: str) -> Response:
        profile, found = self.own(), get_object_or_404(active_skills(), slug=skill)
        actions.save_skill(profile, found, **self.sent(SkillLevelSerializer(data=request.data)))
        return self.told()

    @extend_schema(operation_id="profile_skill_drop", summary="Remove a skill", responses={200: ProfileSerializer})
    def destroy(self, request: Request, skill: str) -> Response:
        profile = self.own()
        row = get_object_or_404(profile.skills.select_related("skill"), skill__slug=skill)
        actions.drop_skill(profile, row.skill)
        return self.told()


@extend_schema(tags=TAGS, parameters=[LANGUAGE])
class ProfileLanguageViewSet(OwnProfileViewSet):
    """One language of the profile."""

    @extend_schema(
        operation_id="profile_language_set", summary="Add or change a language", request=LanguageLevelSerializer
    )
    def update(self, request: Request, language: str) -> Response:
        profile = self.own()
        if language not in LANGUAGES:
            raise Http404
        actions.save_language(profile, language=language, **self.sent(LanguageLevelSerializer(data=request.data)))
        return self.told()

    @extend_schema(
        operation_id="profile_language_drop", summary="Remove a language", responses={200: ProfileSerializer}
    )
    def destroy(self, request: Request, language: str) -> Response:
        profile = self.own()
        get_object_or_404(profile.languages, language=language)
        actions.drop_language(profile, language)
        return self.told()


@extend_schema(tags=TAGS)
class ProfileWorkViewSet(OwnProfileViewSet):
    """Past works."""

    serializer_class = WorkSerializer

    def address_of(self, work: PastWork) -> str:
        return reverse("api:profile-work-detail", args=[work.public_id])

    @extend_schema(operation_id="profile_works_create", summary="Add a past work", responses={201: WorkSerializer})
    def create(self, request: Request) -> Response:
        work = actions.save_work(self.own(), None, **self.sent(WorkSerializer(data=request.data)))
        address = request.build_absolute_uri(self.address_of(work))
        return Response(WorkSerializer(work).data, status.HTTP_201_CREATED, headers={"Location": address})

    @extend_schema(operation_id="profile_works_update", summary="Change one", parameters=[WORK])
    def partial_update(self, request: Request, public_id: str) -> Response:
        profile = self.own()
        work = get_object_or_404(profile.works, public_id=public_id)
        before = {name: getattr(work, name) for name in ("title", "text", "year", "industry")}
        facts: Any = before | self.sent(WorkSerializer(work, data=request.data, partial=True))
        return Response(WorkSerializer(actions.save_work(profile, work, **facts)).data)

    @extend_schema(
        operation_id="profile_works_drop", summary="Remove one", parameters=[WORK], responses={200: ProfileSerializer}
    )
    def destroy(self, request: Request, public_id: str) -> Response:
        profile = self.own()
        actions.remove_work(profile, get_object_or_404(profile.works, public_id=public_id))
        return self.told()
