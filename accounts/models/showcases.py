"""How a party presents itself beyond what matching reads: its page, the work it shows, the conditions it wishes for."""

import re

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.files import StoredFile
from accounts.models.profiles import EARLIEST_YEAR, LATEST_YEAR, YEAR_VALIDATORS, Profile
from common.ids import PublicIdField
from vocabulary.models import Prefecture, Skill, SkillCategory

HIGHEST_ORDER = 1_000_000_000
MOST_INDUSTRIES = 10
LONGEST_INDUSTRY = 80
MOST_ITEMS = 30
_LINK = re.compile(r"https?:|www\.|://", re.IGNORECASE)


def refuse_links(text: str) -> None:
    """Nobody is led away from the platform by a stranger's page. Raises ValidationError."""
    if _LINK.search(text):
        raise ValidationError(_("Please describe it in words; addresses of websites are not shown here."), code="link")


class HoursOfDay(models.TextChoices):
    DAYTIME = "daytime", _("Weekdays in the daytime")
    EVENING = "evening", _("Weekdays in the evening")
    NIGHT = "night", _("At night")
    WEEKEND = "weekend", _("Saturdays, Sundays and holidays")


class ContractForm(models.TextChoices):
    """準委任 (Civil Code, Art. 656) or 請負 (Art. 632)."""

    SERVICE = "service", _("For the service, as it is given")
    DELIVERABLE = "deliverable", _("For a finished result")


@pghistory.track()
class Showcase(models.Model):
    """Whether there is a page for everybody signed in, and what kind of order its party wishes for.

    A wish excludes nobody and moves nobody in a ranking.
    """

    profile = models.OneToOneField(Profile, models.CASCADE, related_name="showcase", verbose_name=_("profile"))
    is_public = models.BooleanField(_("show my page to everybody who is signed in"), default=False)
    smallest_order_yen = models.PositiveIntegerField(
        _("smallest order"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST_ORDER)]
    )
    industries = ArrayField(
        models.CharField(max_length=LONGEST_INDUSTRY),
        verbose_name=_("lines of business you like to work for"),
        size=MOST_INDUSTRIES,
        default=list,
        blank=True,
    )
    regions = models.ManyToManyField(
        Prefecture, verbose_name=_("prefectures you like to work for"), related_name="+", blank=True
    )
    unwanted = models.ManyToManyField(
        SkillCategory, verbose_name=_("kinds of work you do not want"), related_name="+", blank=True
    )
    hours_of_day = ArrayField(
        models.CharField(max_length=8, choices=HoursOfDay), verbose_name=_("when you work"), default=list, blank=True
    )
    contract_form = models.CharField(_("form of contract"), max_length=12, choices=ContractForm, blank=True)

    class Meta:
        verbose_name = _("page of a party")
        verbose_name_plural = _("pages of parties")
        constraints = [
            models.CheckConstraint(
                condition=Q(smallest_order_yen__isnull=True) | Q(smallest_order_yen__lte=HIGHEST_ORDER),
                name="showcase_smallest_order_in_range",
            ),
            models.CheckConstraint(
                condition=Q(hours_of_day__contained_by=HoursOfDay.values), name="showcase_hours_of_day_known"
            ),
            models.CheckConstraint(
                condition=Q(contract_form__in=["", *ContractForm.values]), name="showcase_contract_form_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.profile)

    @property
    def hours_labels(self) -> list[str]:
        return [str(HoursOfDay(value).label) for value in self.hours_of_day]


class PortfolioItem(models.Model):
    """A piece of work somebody shows: what it was for, and what came of it."""

    public_id = PublicIdField()
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="portfolio", verbose_name=_("profile"))
    title = models.CharField(_("name of the work"), max_length=120, validators=[refuse_links])
    purpose = models.CharField(_("what it was for"), max_length=400, blank=True, validators=[refuse_links])
    text = models.TextField(_("what you did"), max_length=4000, blank=True, validators=[refuse_links])
    result = models.CharField(_("what came of it"), max_length=400, blank=True, validators=[refuse_links])
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, validators=YEAR_VALIDATORS)
    skills = models.ManyToManyField(Skill, verbose_name=_("skills it shows"), related_name="+", blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    file = models.OneToOneField(
        StoredFile, models.SET_NULL, verbose_name=_("file"), related_name="+", null=True, blank=True
    )
    is_file_shown = models.BooleanField(_("show the file to everybody who sees this work"), default=True)
    # While a decision of the administrators (accounts.actions.moderation) is in force.
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("work shown")
        verbose_name_plural = _("works shown")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="portfolioitem_title_given"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR),
                name="portfolioitem_year_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.title
