"""How one's own profile is told, and what of it can be sent."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as FormError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import with_fitting_town
from accounts.forms.people import TAKEN, HandleField, handle_is_taken
from accounts.forms.profile import FURTHEST_START_YEARS
from accounts.models import PartyKind, PastWork, Profile, ProfileLanguage, ProfileSkill, RemoteWork, SideJobPermission
from accounts.models.parties import HANDLE_LENGTH
from accounts.models.profiles import EARLIEST_YEAR, HIGHEST_RATE, HIGHEST_SKILL_LEVEL, HOURS_IN_WEEK
from accounts.queries import completeness, profile_gaps
from common.api.fields import CalendarDayField, CodeField, LineField, TextField, YenField
from common.japan import today_in_japan
from vocabulary.languages import NATIVE
from vocabulary.models import Municipality, Prefecture

FUTURE_YEAR = _("This year has not come yet.")
TOO_FAR = _("Choose a day within the next five years.")
AMONG_FACTS = _("This stands among the facts of the firm.")


class YearField(serializers.IntegerField):
    """A year up to this one, or nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=EARLIEST_YEAR, max_value=9999, allow_null=True, **options)

    def to_internal_value(self, data: Any) -> int:
        year: int = super().to_internal_value(data)
        if year > today_in_japan().year:
            raise serializers.ValidationError(FUTURE_YEAR, "future")
        return year


class HeldSkillSerializer(serializers.ModelSerializer[ProfileSkill]):
    skill = serializers.SlugField(source="skill.slug")
    name = serializers.CharField(source="skill.label")

    class Meta:
        model = ProfileSkill
        fields = ("skill", "name", "level", "last_used", "evidenced_by", "confirmed_on")
        extra_kwargs: ClassVar = {
            "evidenced_by": {"help_text": "The certificate that proves it; empty where none does."},
            "confirmed_on": {"help_text": "When a client last confirmed a work that names it."},
        }


class SpokenLanguageSerializer(serializers.ModelSerializer[ProfileLanguage]):
    class Meta:
        model = ProfileLanguage
        fields = ("language", "level")


class WorkSerializer(serializers.ModelSerializer[PastWork]):
    id = serializers.CharField(source="public_id", read_only=True)
    title = LineField(max_length=120)
    text = TextField(max_length=4000, allow_blank=True, required=False, default="")
    year = YearField(required=False, default=None)
    industry = LineField(max_length=80, allow_blank=True, required=False, default="")

    class Meta:
        model = PastWork
        fields = ("id", "title", "text", "year", "industry", "confirmed_on")
        extra_kwargs: ClassVar = {
            "confirmed_on": {
                "read_only": True,
                "help_text": "When the client confirmed it. Another title or year takes the confirmation away.",
            }
        }


class ProfileGapSerializer(serializers.Serializer[Any]):
    """What is not said yet, and what that costs in matching."""

    code = serializers.CharField()
    sentence = serializers.CharField()


class PublicProfileSerializer(serializers.ModelSerializer[Profile]):
    """A profile as companies read it beside an order it fits; the legal name is not among it."""

    party = serializers.CharField(source="party.public_id", read_only=True)
    kind = serializers.CharField(source="party.kind", read_only=True)
    handle = serializers.CharField(source="party.handle", read_only=True)
    prefecture = serializers.CharField(source="prefecture_id", allow_null=True)
    municipality = serializers.CharField(source="municipality_id", allow_null=True)
    place = serializers.CharField(source="place_label", read_only=True)
    remote = serializers.ChoiceField(choices=RemoteWork.choices, allow_blank=True)
    side_job = serializers.ChoiceField(choices=SideJobPermission.choices, allow_blank=True)
    onsite_prefectures = serializers.PrimaryKeyRelatedField[Prefecture](many=True, read_only=True)
    verified = serializers.ListField(
        source="party.verified",
        child=serializers.CharField(),
        read_only=True,
        help_text="Kinds of evidence that count today.",
    )
    skills = HeldSkillSerializer(many=True, read_only=True)
    languages = SpokenLanguageSerializer(many=True, read_only=True)
    works = WorkSerializer(many=True, read_only=True)

    class Meta:
        model = Profile
        fields: tuple[str, ...] = (
            "party", "kind", "handle", "verified", "headline", "summary", "rate_jpy_hour", "hours_per_week",
            "available_from", "prefecture", "municipality", "place", "remote", "onsite_prefectures", "side_job",
            "skills", "languages", "works",
        )  # fmt: skip


class ProfileSerializer(PublicProfileSerializer):
    """One's own profile."""

    completeness = serializers.SerializerMethodField(help_text="0 to 100.")
    gaps = serializers.SerializerMethodField()

    class Meta(PublicProfileSerializer.Meta):
        fields = (
            *PublicProfileSerializer.Meta.fields,
            "legal_name",
            "is_listed",
            "takes_part",
            "completeness",
            "gaps",
            "updated_at",
        )

    def get_completeness(self, profile: Profile) -> int:
        return completeness(profile)

    @extend_schema_field(ProfileGapSerializer(many=True))
    def get_gaps(self, profile: Profile) -> list[dict[str, Any]]:
        return [dict(ProfileGapSerializer(gap).data) for gap in profile_gaps(profile)]


class HandleSerializer(serializers.Serializer[Any]):
    """The name others see until an award."""

    handle = serializers.CharField(max_length=HANDLE_LENGTH)

    def validate_handle(self, typed: str) -> str:
        """The same rules as on the page."""
        try:
            handle = HandleField().clean(typed)
        except FormError as error:
            raise serializers.ValidationError(error.messages, error.code) from error
        own = getattr(self.instance, "party", None)
        if handle_is_taken(handle, by_other_than=own):
            raise serializers.ValidationError(TAKEN, "taken")
        return handle


class ProfileChangeSerializer(HandleSerializer):
    """What is to be different."""

    handle = serializers.CharField(max_length=HANDLE_LENGTH, required=False)
    legal_name = LineField(max_length=100, allow_blank=True, required=False)
    headline = LineField(max_length=120, allow_blank=True, required=False)
    summary = TextField(max_length=8000, allow_blank=True, required=False)
    rate_jpy_hour = YenField(max_value=HIGHEST_RATE, allow_null=True, required=False)
    hours_per_week = serializers.IntegerField(min_value=0, max_value=HOURS_IN_WEEK, allow_null=True, required=False)
    available_from = CalendarDayField(allow_null=True, required=False)
    prefecture = CodeField(queryset=Prefecture.objects.all(), allow_null=True, required=False)
    municipality = CodeField(queryset=Municipality.objects.all(), allow_null=True, required=False)
    remote = serializers.ChoiceField(choices=RemoteWork.choices, allow_blank=True, required=False)
    onsite_prefectures = CodeField(queryset=Prefecture.objects.all(), many=True, required=False)
    side_job = serializers.ChoiceField(choices=SideJobPermission.choices, allow_blank=True, required=False)
    is_listed = serializers.BooleanField(required=False)

    def validate_available_from(self, day: datetime.date | None) -> datetime.date | None:
        if day is not None and day.year > today_in_japan().year + FURTHEST_START_YEARS:
            raise serializers.ValidationError(TOO_FAR, "far")
        return day

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return with_fitting_town(attrs, self.instance)


class PartyProfileChangeSerializer(ProfileChangeSerializer):
    """What is to be different of a firm or a lent person."""

    side_job = None  # type: ignore[assignment]  # only a freelancer has an employer to ask

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The name and place of a firm are its organisation's."""
        assert isinstance(self.instance, Profile)
        kept_elsewhere = ("legal_name", "prefecture", "municipality")
        if self.instance.party.kind == PartyKind.PARTNER_FIRM:
            blamed = {name: AMONG_FACTS for name in kept_elsewhere if name in attrs}
            if blamed:
                raise serializers.ValidationError(blamed, "among_facts")
        return super().validate(attrs)


class SkillLevelSerializer(serializers.Serializer[Any]):
    level = serializers.IntegerField(min_value=1, max_value=HIGHEST_SKILL_LEVEL)
    last_used = YearField(required=False, default=None)


class LanguageLevelSerializer(serializers.Serializer[Any]):
    level = serializers.IntegerField(min_value=1, max_value=NATIVE)
