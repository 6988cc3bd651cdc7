"""What is true of IT partner firms and of no other kind of party: who works there, from where, with which papers.

Country and time zone are told to clients. They are no feature of matching: nobody scores higher or lower for them.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Membership
from accounts.models.parties import Party, PartyKind
from accounts.models.users import User
from accounts.states import EvidenceStatus
from common.ids import PublicIdField
from common.japan import today_in_japan
from vocabulary.countries import HOME, HOME_ZONE, known_zones, load_countries, shared_office_minutes
from vocabulary.labels import country_label, language_label, level_label, zone_label
from vocabulary.languages import NATIVE
from vocabulary.models import Skill

if TYPE_CHECKING:
    from accounts.models.evidence import Evidence

COUNTRY_CODE = r"^[A-Z]{2}$"
MOST_ENGINEERS = 1_000_000
HOURS_IN_WEEK = 168
JAPANESE = "ja"
# JLPT N2, CEFR B2: what most workplaces call working Japanese.
WORKING_LEVEL = 4


def validate_country(code: str) -> None:
    if code not in load_countries():
        raise ValidationError(_("Choose a country from the list."), code="country")


def validate_zone(zone: str) -> None:
    if zone not in known_zones():
        raise ValidationError(_("Choose a time zone from the list."), code="zone")


def _country(label: Any) -> "models.CharField[str, str]":
    return models.CharField(
        label, max_length=2, default=HOME, validators=[RegexValidator(COUNTRY_CODE), validate_country]
    )


def _zone() -> "models.CharField[str, str]":
    return models.CharField(_("time zone"), max_length=40, default=HOME_ZONE, validators=[validate_zone])


class FirmRole(models.TextChoices):
    PROJECT_MANAGER = "project_manager", _("Project manager")
    BRIDGE = "bridge", _("Bridge engineer (between the client and the team)")
    DEVELOPER = "developer", _("Developer")
    DESIGNER = "designer", _("Designer")
    TESTER = "tester", _("Tester")
    INFRASTRUCTURE = "infrastructure", _("Servers, cloud and security")
    CONSULTANT = "consultant", _("Consultant")


@pghistory.track()
class PartnerFirm(models.Model):
    """An IT company that wins orders with a named team (party.organisation), at home or abroad."""

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="firm")
    country = _country(_("country or territory"))
    city = models.CharField(_("city"), max_length=80, blank=True)
    time_zone = _zone()
    engineers = models.PositiveIntegerField(
        _("number of engineers"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ENGINEERS)],
    )

    class Meta:
        verbose_name = _("IT partner firm")
        verbose_name_plural = _("IT partner firms")
        constraints = [
            models.CheckConstraint(condition=Q(country__regex=COUNTRY_CODE), name="partnerfirm_country_is_code"),
            models.CheckConstraint(condition=~Q(time_zone=""), name="partnerfirm_zone_given"),
            models.CheckConstraint(
                condition=Q(engineers__isnull=True) | Q(engineers__gte=1, engineers__lte=MOST_ENGINEERS),
                name="partnerfirm_engineers_in_range",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)

    @property
    def is_abroad(self) -> bool:
        return self.country != HOME

    @property
    def country_label(self) -> str:
        return country_label(self.country)

    @property
    def zone_label(self) -> str:
        return zone_label(self.time_zone)

    @property
    def shared_hours(self) -> float:
        """Of Japan's office hours today, how many are office hours at the firm as well."""
        return shared_hours(self.time_zone)

    @property
    def bridge_engineers(self) -> "list[FirmMember]":
        return [member for member in self.members.all() if member.is_bridge]

    @property
    def sends_data_abroad(self) -> bool:
        """Whether what a client hands over may be read outside Japan (個人情報保護法 第28条). Reads the members."""
        return self.is_abroad or any(member.country != HOME for member in self.members.all())


@pghistory.track()
class FirmMember(models.Model):
    """One person of a firm's team. ``user`` where the person is also a member of the organisation."""

    public_id = PublicIdField()
    firm = models.ForeignKey(PartnerFirm, models.CASCADE, related_name="members", verbose_name=_("IT partner firm"))
    name = models.CharField(_("name shown to clients"), max_length=60)
    legal_name = models.CharField(_("legal name"), max_length=100, blank=True)
    role = models.CharField(_("role in the team"), max_length=16, choices=FirmRole)
    skills = models.ManyToManyField(Skill, verbose_name=_("skills"), related_name="+", blank=True)
    country = _country(_("works from (country or territory)"))
    time_zone = _zone()
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours a week for new work"), null=True, blank=True, validators=[MaxValueValidator(HOURS_IN_WEEK)]
    )
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account on Kakehashi")
    )

    class Meta:
        verbose_name = _("member of the team")
        verbose_name_plural = _("members of the team")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "name"],
                name="firmmember_name_once",
                violation_error_message=_("The team has somebody of this name already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="firmmember_name_given"),
            models.CheckConstraint(condition=Q(role__in=FirmRole.values), name="firmmember_role_known"),
            models.CheckConstraint(condition=Q(country__regex=COUNTRY_CODE), name="firmmember_country_is_code"),
            models.CheckConstraint(
                condition=Q(hours_per_week__isnull=True) | Q(hours_per_week__lte=HOURS_IN_WEEK),
                name="firmmember_hours_fit_week",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_bridge(self) -> bool:
        return self.role == FirmRole.BRIDGE

    def speaks(self, language: str, level: int) -> bool:
        """At this level or above. Reads the languages."""
        return any(row.language == language and row.level >= level for row in self.languages.all())

    @property
    def country_label(self) -> str:
        return country_label(self.country)

    @property
    def zone_label(self) -> str:
        return zone_label(self.time_zone)


class FirmMemberLanguage(models.Model):
    """A language somebody of the team speaks, with the platform's ordinal level 1–7."""

    member = models.ForeignKey(FirmMember, models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=8)
    level = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1), MaxValueValidator(NATIVE)])

    class Meta:
        ordering = ["-level", "language"]
        constraints = [
            models.UniqueConstraint(fields=["member", "language"], name="firmmemberlanguage_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=NATIVE), name="firmmemberlanguage_level_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.level}"

    @property
    def language_label(self) -> str:
        return language_label(self.language)

    @property
    def level_label(self) -> str:
        return level_label(self.level)


@pghistory.track()
class FirmCertificate(models.Model):
    """A paper the firm says it holds (ISMS, Privacy Mark …); evidenced while an administrator's approval counts."""

    public_id = PublicIdField()
    firm = models.ForeignKey(
        PartnerFirm, models.CASCADE, related_name="certificates", verbose_name=_("IT partner firm")
    )
    name = models.CharField(_("name of the certificate"), max_length=120)
    number = models.CharField(_("number"), max_length=60, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "name", "number"],
                name="firmcertificate_once",
                violation_error_message=_("This certificate is in the list already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="firmcertificate_name_given"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def proof(self) -> "Evidence | None":
        """What proves it today; None while only the firm says so. Reads its evidence: have it loaded."""
        return next((one for one in self.evidence.all() if one.counts_today), None)

    @property
    def is_being_checked(self) -> bool:
        """Reads its evidence."""
        return any(one.status == EvidenceStatus.SUBMITTED for one in self.evidence.all())

    @property
    def has_run_out(self) -> bool:
        return self.valid_until is not None and self.valid_until < today_in_japan()


def shared_hours(zone: str, day: date | None = None) -> float:
    """Hours of an office day in Japan that are office hours in ``zone``, too: 7.0 for Hanoi, 5.5 for Bangalore."""
    return shared_office_minutes(zone, day or today_in_japan()) / 60


def firm_with_members() -> Q:
    """Firms for which at least one active user acts."""
    active = Membership.objects.filter(organisation=OuterRef("party__organisation"), user__is_active=True)
    return Q(Exists(active), party__kind=PartyKind.PARTNER_FIRM)
