"""What is true of digital personnel and of no other kind of party: who lends them, how, and as what."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.parties import Party
from common.ids import PublicIdField

# Of a licence for worker dispatch: 派, the number of the prefecture's labour bureau, and a serial number.
DISPATCH_LICENCE = r"^派[0-9]{2}-[0-9]{6}$"
HOURS_IN_LONGEST_MONTH = 744
HOURS_IN_WEEK = 168
MOST_YEARS = 60
MOST_TRAINING_HOURS = 5000
YEARS = (1970, 2100)


class LendingForm(models.TextChoices):
    """On what footing the company lends somebody; each is a legal form of its own."""

    SERVICE_CONTRACT = "service_contract", _("Service contract (the company carries out the work)")
    SECONDMENT = "secondment", _("Secondment (stays employed by the company)")
    DISPATCH = "dispatch", _("Worker dispatch (the client gives instructions; licence needed)")


class PersonnelRole(models.TextChoices):
    """The four roles of the Ministry of Internal Affairs and Communications for external municipal DX personnel."""

    PRODUCER = "producer", _("Producer (CIO adviser)")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    SERVICE_DESIGNER = "service_designer", _("Service designer")
    ENGINEER = "engineer", pgettext_lazy("role", "Engineer")


@pghistory.track()
class Personnel(models.Model):
    """A person employed by the company that lends them (party.organisation).

    Caps are what the company may promise of this person, in hours. ``ended_at``: no longer lent by this company.
    """

    party = models.OneToOneField(
        Party, models.CASCADE, primary_key=True, related_name="personnel", verbose_name=_("party")
    )
    email = models.EmailField(_("the person's e-mail address"))
    staff_number = models.CharField(_("staff number"), max_length=40, blank=True)
    lending_form = models.CharField(_("form of lending"), max_length=16, choices=LendingForm)
    dispatch_licence = models.CharField(
        _("dispatch licence number"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(DISPATCH_LICENCE, _("Write it like 派13-123456."))],
    )
    roles = ArrayField(
        models.CharField(max_length=16, choices=PersonnelRole), verbose_name=_("roles"), default=list, blank=True
    )
    public_years = models.PositiveSmallIntegerField(
        _("years of work with public administration"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_YEARS)],
    )
    public_experience = models.TextField(_("work with public administration"), max_length=2000, blank=True)
    weekly_cap = models.PositiveSmallIntegerField(
        _("most hours a week"),
        default=40,
        validators=[MinValueValidator(1), MaxValueValidator(HOURS_IN_WEEK)],
    )
    monthly_cap = models.PositiveSmallIntegerField(
        _("most hours a month"),
        default=160,
        validators=[MinValueValidator(1), MaxValueValidator(HOURS_IN_LONGEST_MONTH)],
    )
    ended_at = models.DateTimeField(_("no longer lent since"), null=True, blank=True)

    class Meta:
        verbose_name = _("digital personnel")
        verbose_name_plural = _("digital personnel")
        constraints = [
            models.CheckConstraint(
                condition=Q(lending_form__in=LendingForm.values), name="personnel_lending_form_known"
            ),
            models.CheckConstraint(
                condition=Q(dispatch_licence="") | Q(dispatch_licence__regex=DISPATCH_LICENCE),
                name="personnel_licence_well_formed",
            ),
            # Worker Dispatching Act, Art. 5: nobody dispatches without a licence.
            models.CheckConstraint(
                condition=~Q(lending_form=LendingForm.DISPATCH) | ~Q(dispatch_licence=""),
                name="personnel_dispatch_licensed",
            ),
            models.CheckConstraint(condition=Q(roles__contained_by=PersonnelRole.values), name="personnel_roles_known"),
            models.CheckConstraint(
                condition=Q(public_years__isnull=True) | Q(public_years__lte=MOST_YEARS),
                name="personnel_years_in_range",
            ),
            models.CheckConstraint(
                condition=Q(weekly_cap__gte=1, weekly_cap__lte=HOURS_IN_WEEK)
                & Q(monthly_cap__gte=1, monthly_cap__lte=HOURS_IN_LONGEST_MONTH),
                name="personnel_caps_in_range",
            ),
            # Nobody is lent by two companies at once.
            models.UniqueConstraint(Lower("email"), condition=Q(ended_at__isnull=True), name="personnel_email_once"),
        ]

    def __str__(self) -> str:
        return str(self.party)

    @property
    def role_labels(self) -> list[str]:
        return [str(PersonnelRole(role).label) for role in PersonnelRole.values if role in self.roles]


class Training(models.Model):
    """A course somebody has finished: budget process, administration, information security …"""

    public_id = PublicIdField()
    personnel = models.ForeignKey(
        Personnel, models.CASCADE, related_name="trainings", verbose_name=_("digital personnel")
    )
    name = models.CharField(_("name of the training"), max_length=120)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(YEARS[0]), MaxValueValidator(YEARS[1])]
    )
    hours = models.PositiveSmallIntegerField(
        _("hours"), null=True, blank=True, validators=[MaxValueValidator(MOST_TRAINING_HOURS)]
    )

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-year", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="training_name_given"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=YEARS[0], year__lte=YEARS[1]),
                name="training_year_in_range",
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__lte=MOST_TRAINING_HOURS), name="training_hours_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name
