"""How a lending company's people are told to it, and what of them can be sent."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import ChosenField
from accounts.api.profile_serializers import HandleSerializer, YearField
from accounts.forms.personnel import BAD_LICENCE, CONSENT_TOO_LONG, PAST_DAY, plain_licence
from accounts.lending import consents_of, hours_of
from accounts.models import Commitment, Consent, ConsentScope, LendingForm, Party, PersonnelRole, Training
from accounts.models.parties import HANDLE_LENGTH
from accounts.models.personnel import (
    DISPATCH_LICENCE,
    HOURS_IN_LONGEST_MONTH,
    HOURS_IN_WEEK,
    MOST_TRAINING_HOURS,
    MOST_YEARS,
)
from accounts.rules import LONGEST_CONSENT
from common.api.fields import CalendarDayField, LineField, TextField
from common.japan import today_in_japan


class LicenceField(LineField):
    """The number of a licence, with digits and dashes of any width."""

    def to_internal_value(self, data: Any) -> str:
        return plain_licence(super().to_internal_value(data))


class GivenConsentSerializer(serializers.ModelSerializer[Consent]):
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=ConsentScope.choices))

    class Meta:
        model = Consent
        fields = ("scopes", "given_at", "expires_on")


class ConsentsSerializer(serializers.Serializer[Any]):
    """What counts today; without both nobody is shown the person."""

    company = GivenConsentSerializer(allow_null=True)
    person = GivenConsentSerializer(allow_null=True)


class PersonLineSerializer(serializers.ModelSerializer[Party]):
    """A lent person, as the company that lends them sees it."""

    id = serializers.CharField(source="public_id")
    organisation = serializers.CharField(source="organisation.public_id", help_text="The lending company.")
    legal_name = serializers.CharField(source="profile.legal_name")
    headline = serializers.CharField(source="profile.headline")
    email = serializers.CharField(source="personnel.email")
    staff_number = serializers.CharField(source="personnel.staff_number")
    lending_form = serializers.ChoiceField(source="personnel.lending_form", choices=LendingForm.choices)
    dispatch_licence = serializers.CharField(source="personnel.dispatch_licence")
    roles = serializers.ListField(
        source="personnel.roles", child=serializers.ChoiceField(choices=PersonnelRole.choices)
    )
    public_years = serializers.IntegerField(source="personnel.public_years", allow_null=True)
    public_experience = serializers.CharField(source="personnel.public_experience")
    weekly_cap = serializers.IntegerField(source="personnel.weekly_cap", help_text="Most hours a week.")
    monthly_cap = serializers.IntegerField(source="personnel.monthly_cap", help_text="Most hours a month.")
    ended_at = serializers.DateTimeField(source="personnel.ended_at", allow_null=True, help_text="No longer lent.")
    consents = serializers.SerializerMethodField()

    class Meta:
        model = Party
        fields: tuple[str, ...] = (
            "id", "organisation", "handle", "legal_name", "headline", "email", "staff_number", "lending_form",
            "dispatch_licence", "roles", "public_years", "public_experience", "weekly_cap", "monthly_cap", "ended_at",
            "consents",
        )  # fmt: skip

    @extend_schema_field(ConsentsSerializer)
    def get_consents(self, party: Party) -> dict[str, Any]:
        return dict(ConsentsSerializer(consents_of(party)).data)


class TrainingSerializer(serializers.ModelSerializer[Training]):
    """A course somebody has finished."""

    id = serializers.CharField(source="public_id", read_only=True)
    name = LineField(max_length=120)
    year = YearField(required=False, default=None)
    hours = serializers.IntegerField(
        min_value=1, max_value=MOST_TRAINING_HOURS, allow_null=True, required=False, default=None
    )

    class Meta:
        model = Training
        fields = ("id", "name", "year", "hours")


class MonthSerializer(serializers.Serializer[Any]):
    """A month of the hours book, in hours."""

    starts_on = serializers.DateField()
    promised = serializers.FloatField()
    cap = serializers.FloatField()
    free = serializers.FloatField()


class CommitmentSerializer(serializers.ModelSerializer[Commitment]):
    """Hours that are promised, from a day to a day, both included."""

    number = serializers.IntegerField(source="pk")

    class Meta:
        model = Commitment
        fields = ("number", "source", "hours_per_week", "first_day", "last_day", "released_at")


class PersonSerializer(PersonLineSerializer):
    """With everything, once one person is looked at."""

    trainings = TrainingSerializer(source="personnel.trainings", many=True)
    months = serializers.SerializerMethodField(help_text="This month and the eleven after it.")
    commitments = CommitmentSerializer(many=True)

    class Meta(PersonLineSerializer.Meta):
        fields = (*PersonLineSerializer.Meta.fields, "trainings", "months", "commitments")

    @extend_schema_field(MonthSerializer(many=True))
    def get_months(self, party: Party) -> list[dict[str, Any]]:
        return [dict(MonthSerializer(month).data) for month in hours_of(party)]


class PersonChangeSerializer(HandleSerializer):
    """What is to be different of a lent person. The instance is their profile."""

    handle = serializers.CharField(max_length=HANDLE_LENGTH, required=False)
    legal_name = LineField(max_length=100, required=False)
    email = serializers.EmailField(max_length=254, required=False, help_text="The person's own: the link goes there.")
    staff_number = LineField(max_length=40, allow_blank=True, required=False)
    headline = LineField(max_length=120, required=False)
    lending_form = serializers.ChoiceField(choices=LendingForm.choices, required=False)
    dispatch_licence = LicenceField(
        max_length=10,
        allow_blank=True,
        required=False,
        validators=[RegexValidator(rf"{DISPATCH_LICENCE}|^$", BAD_LICENCE)],
        help_text="Only for worker dispatch, like 派13-123456.",
    )
    roles = ChosenField(PersonnelRole.choices, required=False)
    public_years = serializers.IntegerField(min_value=0, max_value=MOST_YEARS, allow_null=True, required=False)
    public_experience = TextField(max_length=2000, allow_blank=True, required=False)
    weekly_cap = serializers.IntegerField(min_value=1, max_value=HOURS_IN_WEEK, required=False)
    monthly_cap = serializers.IntegerField(min_value=1, max_value=HOURS_IN_LONGEST_MONTH, required=False)


class NewPersonSerializer(PersonChangeSerializer):
    """Without a display name one is proposed."""

    legal_name = LineField(max_length=100)
    email = serializers.EmailField(max_length=254, help_text="The person's own: the link goes there.")
    headline = LineField(max_length=120)
    lending_form = serializers.ChoiceField(choices=LendingForm.choices)


class ConsentSerializer(serializers.Serializer[Any]):
    """To what the company agrees, until the end of which day in Japan."""

    scopes = ChosenField(ConsentScope.choices, allow_empty=False)
    expires_on = CalendarDayField()

    def validate_expires_on(self, day: datetime.date) -> datetime.date:
        if day < today_in_japan():
            raise serializers.ValidationError(PAST_DAY, "past")
        if day > today_in_japan() + LONGEST_CONSENT:
            raise serializers.ValidationError(CONSENT_TOO_LONG, "far")
        return day


class EndSerializer(serializers.Serializer[Any]):
    from_day = CalendarDayField(help_text="The first day on which the hours are free again.")


class AskedSerializer(serializers.Serializer[Any]):
    """Where the personal link went."""

    email = serializers.CharField()
    asked_at = serializers.DateTimeField()
