"""How one's own page is told, and what of it can be sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import ChosenField, SkillsField
from accounts.api.profile_serializers import YearField
from accounts.models import ContractForm, HoursOfDay, PortfolioItem, Profile, Showcase
from accounts.models.showcases import HIGHEST_ORDER, LONGEST_INDUSTRY, MOST_INDUSTRIES, refuse_links
from accounts.queries import portfolio_of
from common.api.fields import CodeField, LineField, TextField, YenField
from vocabulary.models import Prefecture, Skill, SkillCategory

NOT_HELD = _("Name skills of your profile only.")


class ItemSerializer(serializers.ModelSerializer[PortfolioItem]):
    """A piece of work somebody shows. Context: ``profile``."""

    id = serializers.CharField(source="public_id", read_only=True)
    title = LineField(max_length=120, validators=[refuse_links])
    purpose = LineField(max_length=400, allow_blank=True, required=False, validators=[refuse_links])
    text = TextField(max_length=4000, allow_blank=True, required=False, validators=[refuse_links])
    result = LineField(max_length=400, allow_blank=True, required=False, validators=[refuse_links])
    year = YearField(required=False)
    skills = SkillsField(required=False, help_text="Of those in the profile.")

    class Meta:
        model = PortfolioItem
        fields = ("id", "title", "purpose", "text", "result", "year", "skills")

    def validate_skills(self, skills: list[Skill]) -> list[Skill]:
        profile: Profile = self.context["profile"]
        offered = set(profile.skills.values_list("skill", flat=True))
        if self.instance is not None:
            offered |= set(self.instance.skills.values_list("pk", flat=True))
        if any(skill.pk not in offered for skill in skills):
            raise serializers.ValidationError(NOT_HELD, "not_held")
        return skills


class ShowcaseSerializer(serializers.ModelSerializer[Showcase]):
    """Who sees the page, what kind of order its party wishes for, and the works on it."""

    regions = serializers.PrimaryKeyRelatedField[Prefecture](many=True, read_only=True)
    unwanted = serializers.PrimaryKeyRelatedField[SkillCategory](many=True, read_only=True)
    works = serializers.SerializerMethodField()

    class Meta:
        model = Showcase
        fields = (
            "is_public", "smallest_order_yen", "contract_form", "hours_of_day", "industries", "regions", "unwanted",
            "works",
        )  # fmt: skip

    def to_representation(self, instance: Showcase) -> dict[str, Any]:
        """Before anything was saved there are no rows to ask for."""
        if instance.pk is None:
            blank = {name: None if name == "smallest_order_yen" else [] for name in self.Meta.fields}
            return blank | {"is_public": False, "contract_form": "", "works": self.get_works(instance)}
        told: dict[str, Any] = super().to_representation(instance)
        return told

    @extend_schema_field(ItemSerializer(many=True))
    def get_works(self, showcase: Showcase) -> list[dict[str, Any]]:
        return [dict(ItemSerializer(item).data) for item in portfolio_of(showcase.profile)]


class ShowcaseChangeSerializer(serializers.Serializer[Any]):
    """What is to be different."""

    is_public = serializers.BooleanField(required=False)
    smallest_order_yen = YenField(max_value=HIGHEST_ORDER, allow_null=True, required=False)
    contract_form = serializers.ChoiceField(choices=ContractForm.choices, allow_blank=True, required=False)
    hours_of_day = ChosenField(HoursOfDay.choices, required=False)
    industries = serializers.ListField(
        child=LineField(max_length=LONGEST_INDUSTRY), max_length=MOST_INDUSTRIES, required=False
    )
    regions = CodeField(queryset=Prefecture.objects.all(), many=True, required=False)
    unwanted = CodeField(queryset=SkillCategory.objects.all(), many=True, required=False)

    def validate_industries(self, names: list[str]) -> list[str]:
        return list(dict.fromkeys(names))
