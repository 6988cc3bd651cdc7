"""How a partner firm is told to its own members, and what of it can be sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.fields import SkillsField
from accounts.api.profile_serializers import SpokenLanguageSerializer
from accounts.api.serializers import with_fitting_town
from accounts.forms.firms import LANGUAGE_ROWS, MOST_SKILLS, NO_CONTACTS, NO_PREFECTURE, usual_zone
from accounts.models import FirmCertificate, FirmMember, FirmRole, Organisation, PartnerFirm, Party, User
from accounts.models.firms import HOURS_IN_WEEK, MOST_ENGINEERS, validate_country, validate_zone
from common.api.fields import CalendarDayField, CodeField, LineField
from common.contacts import names_a_contact
from vocabulary.countries import HOME
from vocabulary.languages import LANGUAGES, NATIVE
from vocabulary.models import Municipality, Prefecture

TWICE = _("This language is named twice.")
NOT_MEMBER = _("This account is no member of your firm any more.")


class CountryField(serializers.CharField):
    """ISO 3166-1, two letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2, validators=[validate_country], help_text="ISO 3166-1.", **options)


class ZoneField(serializers.CharField):
    """As IANA names it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, validators=[validate_zone], help_text="As IANA names it.", **options)


class TeamLanguageSerializer(serializers.Serializer[Any]):
    language = serializers.ChoiceField(choices=list(LANGUAGES), help_text="ISO 639-1.")
    level = serializers.IntegerField(min_value=1, max_value=NATIVE)


class TeamMemberSerializer(serializers.ModelSerializer[FirmMember]):
    """Somebody of the team. Context: ``firm``."""

    id = serializers.CharField(source="public_id", read_only=True)
    name = LineField(max_length=60, help_text="Clients see it on bids.")
    legal_name = LineField(max_length=100, allow_blank=True, required=False, help_text="Shown after an award only.")
    role = serializers.ChoiceField(choices=FirmRole.choices)
    country = CountryField(required=False)
    time_zone = ZoneField(required=False)
    hours_per_week = serializers.IntegerField(min_value=0, max_value=HOURS_IN_WEEK, allow_null=True, required=False)
    account = serializers.EmailField(
        source="user", allow_null=True, required=False, help_text="The e-mail address of a member of the firm."
    )
    skills = SkillsField(max_length=MOST_SKILLS, required=False)
    languages = TeamLanguageSerializer(many=True, required=False)

    class Meta:
        model = FirmMember
        fields = (
            "id", "name", "legal_name", "role", "country", "time_zone", "hours_per_week", "account", "skills",
            "languages",
        )  # fmt: skip

    def validate_name(self, name: str) -> str:
        if names_a_contact(name):
            raise serializers.ValidationError(NO_CONTACTS, "contact")
        return name

    def validate_account(self, email: str | None) -> User | None:
        if email is None:
            return None
        members = User.objects.filter(memberships__organisation=self._firm.party.organisation_id, is_active=True)
        if (member := members.filter(email__iexact=email).first()) is None:
            raise serializers.ValidationError(NOT_MEMBER, "not_a_member")
        return member

    def validate_languages(self, languages: list[dict[str, Any]]) -> list[tuple[str, int]]:
        spoken = [(one["language"], one["level"]) for one in languages[: LANGUAGE_ROWS + 1]]
        if len(spoken) > LANGUAGE_ROWS:
            message = _("Please name at most %(most)s languages.") % {"most": LANGUAGE_ROWS}
            raise serializers.ValidationError(message, "many")
        if len(dict(spoken)) < len(spoken):
            raise serializers.ValidationError(TWICE, "twice")
        return spoken

    def facts(self) -> dict[str, Any]:
        """What the action takes: what was sent, and for the rest what is stored or usual."""
        member, sent = self.instance, dict(self.validated_data)
        country = sent.get("country", getattr(member, "country", self._firm.country))
        usual: dict[str, Any] = {"legal_name": "", "hours_per_week": None, "user": None, "skills": [], "languages": []}
        usual |= {"country": country, "time_zone": self._zone(country)}
        if isinstance(member, FirmMember):
            names = ("name", "legal_name", "role", "hours_per_week", "user")
            usual |= {name: getattr(member, name) for name in names}
            usual |= {"skills": member.skills.all()}
            usual |= {"languages": [(row.language, row.level) for row in member.languages.all()]}
        return usual | sent

    def _zone(self, country: str) -> str:
        """That of the member or the firm while they are in this country, else the country's most usual one."""
        known = self.instance if isinstance(self.instance, FirmMember) else self._firm
        return known.time_zone if known.country == country else usual_zone(country)

    @property
    def _firm(self) -> PartnerFirm:
        firm: PartnerFirm = self.context["firm"]
        return firm


class CertificateSerializer(serializers.ModelSerializer[FirmCertificate]):
    """A paper the firm says it holds."""

    id = serializers.CharField(source="public_id", read_only=True)
    name = LineField(max_length=120)
    number = LineField(max_length=60, allow_blank=True, required=False, default="")
    valid_until = CalendarDayField(allow_null=True, required=False, default=None)

    class Meta:
        model = FirmCertificate
        fields = ("id", "name", "number", "valid_until")
        validators: list[Any] = []  # the action says it


class ToldMemberSerializer(serializers.ModelSerializer[FirmMember]):
    id = serializers.CharField(source="public_id")
    account = serializers.EmailField(source="user.email", allow_null=True, default=None)
    skills = SkillsField()
    languages = SpokenLanguageSerializer(many=True)

    class Meta:
        model = FirmMember
        fields = TeamMemberSerializer.Meta.fields


class FirmSerializer(serializers.ModelSerializer[Party]):
    """A firm with its team and its certificates."""

    party = serializers.CharField(source="public_id", help_text="As what it bids and is ranked.")
    name = serializers.CharField(source="organisation.name", help_text="Shown after an award only.")
    country = serializers.CharField(source="firm.country")
    city = serializers.CharField(source="firm.city")
    time_zone = serializers.CharField(source="firm.time_zone")
    engineers = serializers.IntegerField(source="firm.engineers", allow_null=True)
    prefecture = serializers.CharField(source="organisation.prefecture_id", allow_null=True)
    municipality = serializers.CharField(source="organisation.municipality_id", allow_null=True)
    team = ToldMemberSerializer(source="firm.members", many=True)
    certificates = CertificateSerializer(source="firm.certificates", many=True)

    class Meta:
        model = Party
        fields = (
            "party", "handle", "name", "country", "city", "time_zone", "engineers", "prefecture", "municipality",
            "team", "certificates",
        )  # fmt: skip


class FirmChangeSerializer(serializers.Serializer[Any]):
    """What is to be different. The instance is the organisation; context: ``firm``, or None before there is one."""

    name = LineField(max_length=120, required=False)
    country = CountryField(required=False)
    prefecture = CodeField(queryset=Prefecture.objects.all(), allow_null=True, required=False)
    municipality = CodeField(queryset=Municipality.objects.all(), allow_null=True, required=False)
    city = LineField(max_length=80, allow_blank=True, required=False, help_text="Of a firm outside Japan.")
    time_zone = ZoneField(required=False)
    engineers = serializers.IntegerField(min_value=1, max_value=MOST_ENGINEERS, allow_null=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A firm in Japan says its prefecture, one abroad its city."""
        firm: PartnerFirm | None = self.context["firm"]
        country, stored = attrs.get("country", firm.country if firm else HOME), self.instance
        assert isinstance(stored, Organisation)
        if country != HOME:
            attrs |= {"prefecture": None, "municipality": None}
        else:
            attrs = with_fitting_town(attrs, stored) | {"city": ""}
            if attrs.get("prefecture", stored.prefecture) is None:
                raise serializers.ValidationError({"prefecture": NO_PREFECTURE}, "required")
        if firm is None or country != firm.country:
            attrs.setdefault("time_zone", usual_zone(country))
        return attrs

    def of_organisation(self) -> dict[str, Any]:
        return {name: value for name, value in self.validated_data.items() if name in ORGANISATION_FACTS}

    def of_firm(self) -> dict[str, Any]:
        return {name: value for name, value in self.validated_data.items() if name not in ORGANISATION_FACTS}


ORGANISATION_FACTS = ("name", "prefecture", "municipality")
