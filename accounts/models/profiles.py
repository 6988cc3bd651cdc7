"""The profile of a party of any kind: what matching needs to know, and nothing it must not know."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.consents import Consent, ConsentScope, Giver
from accounts.models.firms import firm_with_members
from accounts.models.freelancers import SideJobPermission
from accounts.models.parties import Party, PartyKind
from accounts.models.users import User
from common.ids import PublicIdField
from common.japan import today_in_japan
from common.reader import language_of_reader
from common.search import NamePairs
from vocabulary.certificates import certificates
from vocabulary.labels import language_label, level_label
from vocabulary.languages import NATIVE
from vocabulary.models import Municipality, Prefecture, Skill
from vocabulary.places import Place, load_places

HOURS_IN_WEEK = 168
LISTED = ConsentScope.LISTED.value
HIGHEST_SKILL_LEVEL = 5
LONGEST_TITLE = 120
HIGHEST_RATE = 1_000_000
EARLIEST_YEAR = 1970
LATEST_YEAR = 2100
YEAR_VALIDATORS = [MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)]


class RemoteWork(models.TextChoices):
    """How far somebody works from elsewhere (values as in the exchange format)."""

    FULL = "full", _("Only from a distance")
    PARTIAL = "partial", _("From a distance, with visits")
    NONE = "none", _("On site")


class SkillLevel(models.IntegerChoices):
    """What a level means, in words anybody can judge themselves by."""

    TRIED = 1, _("1: I have tried it")
    HELPED = 2, _("2: I can do it with help")
    ALONE = 3, _("3: I can do it on my own")
    SOLID = 4, _("4: I do it well and can teach it")
    EXPERT = 5, _("5: Others come to me for it")


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, user: User) -> "ProfileQuerySet":
        """Own profiles in full; what others may see of a profile is decided per order by matching and orders."""
        return self.filter(party__in=Party.objects.of_user(user))

    def of_kind(self, kind: PartyKind) -> "ProfileQuerySet":
        return self.filter(party__kind=kind)

    def lent_with_consent(self) -> "ProfileQuerySet":
        return self.filter(lent_with_consent())

    def listed(self) -> "ProfileQuerySet":
        """Everybody who takes part in matching; Profile.takes_part says the same of one party."""
        says_something = (
            ~Q(headline="")
            | ~Q(summary="")
            | Exists(ProfileSkill.objects.filter(profile=OuterRef("pk")))
            | Exists(PastWork.objects.filter(profile=OuterRef("pk")))
        )
        return self.filter(
            MAY_BE_LISTED | lent_with_consent() | firm_with_members(), NOT_SANCTIONED, says_something, is_listed=True
        )


# Whom administrators have suspended or hidden, and whom a suspended organisation lends or is; the twin is
# Party.is_sanctioned.
NOT_SANCTIONED = Q(
    party__suspended_at__isnull=True, party__hidden_at__isnull=True, party__organisation__suspended_at__isnull=True
)
# Each kind's own condition for being ranked and shown; Profile.takes_part asks the same of one party.
# Digital personnel follow in lent_with_consent, firms in firm_with_members: a condition with subqueries is built once
# all models are there.
MAY_BE_LISTED = Q(party__kind=PartyKind.FREELANCER, party__user__is_active=True)


def lent_with_consent() -> Q:
    """Digital personnel of an approved company, to whose listing both the company and the person agree today."""
    agreed = [
        Q(Exists(Consent.objects.live().filter(party=OuterRef("party"), giver=giver, scopes__contains=[LISTED])))
        for giver in Giver.values
    ]
    approved = Q(party__organisation__approved_at__isnull=False)
    return Q(*agreed, approved, party__kind=PartyKind.PERSONNEL, party__personnel__ended_at__isnull=True)


@pghistory.track(exclude=["version", "updated_at"])
class Profile(models.Model):
    """What a party of any kind says about its work. ``version`` rises with every change that matching can see."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="profile", verbose_name=_("display name"))
    legal_name = models.CharField(_("legal name"), max_length=100, blank=True)
    headline = models.CharField(_("what you do, in one line"), max_length=120, blank=True)
    summary = models.TextField(_("about your work"), max_length=8000, blank=True)
    rate_jpy_hour = models.PositiveIntegerField(
        _("lowest hourly rate"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST_RATE)]
    )
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours a week for new work"), null=True, blank=True, validators=[MaxValueValidator(HOURS_IN_WEEK)]
    )
    available_from = models.DateField(_("available from"), null=True, blank=True)
    prefecture = models.ForeignKey(
        Prefecture, models.PROTECT, verbose_name=_("prefecture you live in"), related_name="+", null=True, blank=True
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("city, town or village"), related_name="+", null=True, blank=True
    )
    remote = models.CharField(_("place of work"), max_length=8, choices=RemoteWork, blank=True)
    onsite_prefectures = models.ManyToManyField(
        Prefecture, verbose_name=_("prefectures you can visit"), related_name="+", blank=True
    )
    is_listed = models.BooleanField(_("take part in matching"), default=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(rate_jpy_hour__isnull=True) | Q(rate_jpy_hour__lte=HIGHEST_RATE),
                name="profile_rate_in_range",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week__isnull=True) | Q(hours_per_week__lte=HOURS_IN_WEEK),
                name="profile_hours_fit_week",
            ),
            models.CheckConstraint(condition=Q(remote__in=["", *RemoteWork.values]), name="profile_remote_known"),
        ]
        indexes = [GinIndex(NamePairs("legal_name"), name="profile_found_by")]

    def __str__(self) -> str:
        return str(self.party)

    @property
    def says_something(self) -> bool:
        """Whether anybody could judge by it: a line about the work, a skill or a past work."""
        return bool(self.headline or self.summary or self.skills.all() or self.works.all())

    @property
    def user(self) -> User | None:
        """The person themself, where the party is one with an account."""
        return self.party.user

    @property
    def user_id(self) -> int | None:
        return self.party.user_id

    @property
    def side_job(self) -> str:
        """A freelancer's permission for side jobs; empty when not stated, and for every other kind."""
        freelancer = getattr(self.party, "freelancer", None)
        return freelancer.side_job if freelancer else ""

    def get_side_job_display(self) -> str:
        return str(SideJobPermission(self.side_job).label) if self.side_job else ""

    @property
    def takes_part(self) -> bool:
        return self.is_listed and self.may_be_listed and self.says_something

    @property
    def may_be_listed(self) -> bool:
        """MAY_BE_LISTED for this one party. It reads a lent person's consents, a firm's members: prefetch them."""
        if self.party.is_sanctioned:
            return False
        if self.party.kind == PartyKind.PERSONNEL:
            return self._is_lent_with_consent
        if self.party.kind == PartyKind.PARTNER_FIRM and self.party.organisation is not None:
            return any(member.user.is_active for member in self.party.organisation.memberships.all())
        return self.party.kind == PartyKind.FREELANCER and self.party.user is not None and self.party.user.is_active

    @property
    def _is_lent_with_consent(self) -> bool:
        agreed = {
            consent.giver for consent in self.party.consents.all() if consent.is_live and LISTED in consent.scopes
        }
        lender = self.party.organisation
        is_lent = self.party.personnel.ended_at is None and lender is not None and lender.is_approved
        return is_lent and agreed.issuperset(Giver.values)

    @property
    def is_free_now(self) -> bool:
        """Whether the day from which this person is free has come."""
        return self.available_from is not None and self.available_from <= today_in_japan()

    @property
    def place_label(self) -> str:
        """島根県松江市, or Matsue City, Shimane; empty when not stated."""
        if self.prefecture_id is None:
            return ""
        return load_places().label(Place(self.prefecture_id, self.municipality_id), language_of_reader())


class ProfileSkill(models.Model):
    """One skill of a party with level 1–5 and the year it was last used.

    Without a level where a file named the skill and said no more: the party itself always says one.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        _("level"),
        null=True,
        choices=SkillLevel,
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_SKILL_LEVEL)],
    )
    last_used = models.PositiveSmallIntegerField(
        _("last used (year)"), null=True, blank=True, validators=YEAR_VALIDATORS
    )
    # The code of the certificate that proves it today; empty while only the party says so.
    evidenced_by = models.CharField(_("evidenced by"), max_length=16, blank=True, editable=False)
    # When a client last confirmed a past work that names it.
    confirmed_on = models.DateField(_("confirmed by a client"), null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "skill"], name="profileskill_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=1, level__lte=HIGHEST_SKILL_LEVEL),
                name="profileskill_level_in_range",
            ),
            models.CheckConstraint(
                condition=Q(last_used__isnull=True) | Q(last_used__gte=EARLIEST_YEAR, last_used__lte=LATEST_YEAR),
                name="profileskill_year_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id}: {self.level}"

    @property
    def is_evidenced(self) -> bool:
        """Whether somebody else than the party vouches for it."""
        return bool(self.evidenced_by) or self.confirmed_on is not None

    @property
    def evidence_label(self) -> str:
        """The certificate, in the reader's language; empty where none proves it."""
        known = certificates().get(self.evidenced_by)
        return known.label if known else ""


class PastWork(models.Model):
    """A finished piece of work, told in the party's own words."""

    public_id = PublicIdField()
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="works")
    title = models.CharField(_("name of the work"), max_length=LONGEST_TITLE)
    text = models.TextField(_("what was done and what came of it"), max_length=4000, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, validators=YEAR_VALIDATORS)
    industry = models.CharField(_("client's line of business"), max_length=80, blank=True)
    role = models.CharField(_("your part in it"), max_length=80, blank=True)
    skills = models.ManyToManyField(Skill, verbose_name=_("skills used"), related_name="+", blank=True)
    # The day on which the client confirmed the work as it now is; WorkConfirmation has the story.
    confirmed_on = models.DateField(_("confirmed by the client"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR),
                name="pastwork_year_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProfileLanguage(models.Model):
    """A language with the platform's ordinal level 1–7 (vocabulary.languages)."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=8)
    level = models.PositiveSmallIntegerField(_("level"), validators=[MinValueValidator(1), MaxValueValidator(NATIVE)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "language"], name="profilelanguage_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=NATIVE), name="profilelanguage_level_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.level}"

    @property
    def language_label(self) -> str:
        return language_label(self.language)

    @property
    def level_label(self) -> str:
        return level_label(self.level)
