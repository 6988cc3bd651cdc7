"""How people and organisations are told, and what of them can be changed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Organisation, OrganisationKind, Reach
from accounts.models.organisations import MOST_EMPLOYEES
from common.api.fields import CodeField, LineField, TextField
from vocabulary.models import Municipality, Prefecture

NOT_IN_PREFECTURE = _("This place does not lie in the chosen prefecture.")
TOWN_MISSING = _("A municipality names its own place.")


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation as its own members see it."""

    id = serializers.CharField(source="public_id", read_only=True)
    name = LineField(max_length=120)
    industry = LineField(max_length=80, allow_blank=True, required=False)
    employees = serializers.IntegerField(min_value=1, max_value=MOST_EMPLOYEES, allow_null=True, required=False)
    prefecture = CodeField(queryset=Prefecture.objects.all())
    municipality = CodeField(queryset=Municipality.objects.all(), allow_null=True, required=False)
    introduction = TextField(max_length=2000, allow_blank=True, required=False)
    place = serializers.CharField(source="place_label", read_only=True, help_text="In the reader's language.")
    verified = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Kinds of evidence that count today."
    )

    class Meta:
        model = Organisation
        fields = (
            "id",
            "kind",
            "verified",
            "name",
            "industry",
            "employees",
            "prefecture",
            "municipality",
            "place",
            "introduction",
        )
        read_only_fields = ("kind",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        stored = self.instance if isinstance(self.instance, Organisation) else None
        attrs = with_fitting_town(attrs, stored)
        is_municipality = stored is not None and stored.kind == OrganisationKind.MUNICIPALITY
        if is_municipality and "municipality" in attrs and attrs["municipality"] is None:
            raise serializers.ValidationError({"municipality": TOWN_MISSING}, "required")
        return attrs


class PublicOrganisationSerializer(serializers.ModelSerializer[Organisation]):
    """An organisation as everybody sees it beside its orders."""

    place = serializers.CharField(source="place_label")
    verified = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Kinds of evidence that count today."
    )

    class Meta:
        model = Organisation
        fields = ("name", "verified", "industry", "employees", "place", "introduction")


class SeatSerializer(serializers.Serializer[Any]):
    """An organisation the caller acts for."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()


class ClientSerializer(serializers.Serializer[Any]):
    """An organisation the caller acts for by mandate."""

    id = serializers.CharField(source="client.public_id")
    name = serializers.CharField(source="client.name")
    reach = serializers.ChoiceField(choices=Reach.choices, help_text="Each includes those before it.")
    valid_until = serializers.DateField()


class TokenSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField()


class MeSerializer(serializers.Serializer[Any]):
    """Who asks."""

    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.full_name")
    language = serializers.CharField(source="user.language")
    is_personal = serializers.BooleanField(help_text="Whether the request acts for the person.")
    organisations = SeatSerializer(many=True, help_text="Those the request acts for.")
    clients = ClientSerializer(source="mandates", many=True, help_text="Those it acts for by mandate.")
    token = TokenSerializer(allow_null=True)


def with_fitting_town(attrs: dict[str, Any], stored: Any) -> dict[str, Any]:
    """A town lies in its prefecture; one that is left over from another prefecture goes."""
    prefecture = attrs.get("prefecture", getattr(stored, "prefecture", None))
    if "municipality" in attrs:
        town = attrs["municipality"]
        if town is not None and (prefecture is None or town.prefecture_id != prefecture.code):
            raise serializers.ValidationError({"municipality": NOT_IN_PREFECTURE}, "not_in_prefecture")
    elif "prefecture" in attrs and getattr(prefecture, "code", None) != getattr(stored, "prefecture_id", None):
        attrs["municipality"] = None
    return attrs
