"""How a local government buys: its ceiling for negotiated contracts, how many quotes it wants, how it approves."""

import datetime
from typing import Final

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.organisations import Organisation, OrganisationKind
from accounts.models.users import User

MOST_QUOTES: Final = 9
HIGHEST_CEILING: Final = 1_000_000_000
FISCAL_YEAR_BEGINS: Final = 4
# Local Autonomy Act Enforcement Order, Art. 167-2 (1) 1 with its Annexed Table 5 as amended by Cabinet Order 94 of
# 2025, in force since 1 April 2025: contracts that are none of works, purchase, rent, sale or lease. Each government's
# own rules set the amount up to this one, against the planned price with consumption tax.
STATUTORY_SINCE: Final = datetime.date(2025, 4, 1)
STATUTORY_OF_PREFECTURES: Final = 2_000_000
STATUTORY_OF_MUNICIPALITIES: Final = 1_000_000
# Municipal codes XX100, XX130, XX140 and XX150 outside Tokyo are designated cities; the sixth digit checks the others.
DESIGNATED_CITIES: Final = frozenset({"100", "130", "140", "150"})
TOKYO: Final = "13"


def fiscal_year_of(day: datetime.date) -> int:
    """The Japanese budget year a day lies in: from 1 April to 31 March, called by the year it begins in."""
    return day.year if day.month >= FISCAL_YEAR_BEGINS else day.year - 1


def end_of_fiscal_year(year: int) -> datetime.date:
    return datetime.date(year + 1, FISCAL_YEAR_BEGINS, 1) - datetime.timedelta(days=1)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LocalGovernment(models.Model):
    """What an organisation that is a prefecture or a municipality adds. One that has said nothing yet has the defaults.

    Its scope is the kind and place of its organisation: a municipality always names its place.
    """

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="government", verbose_name=_("organisation")
    )
    quotes_wanted = models.PositiveSmallIntegerField(
        _("quotes wanted for a negotiated contract"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_QUOTES)],
    )
    # A town without a chain of approvers here says by this that it decides on paper, outside this platform.
    approves_elsewhere = models.BooleanField(_("approved outside this platform"), default=False)

    class Meta:
        verbose_name = _("local government")
        verbose_name_plural = _("local governments")
        constraints = [
            models.CheckConstraint(
                condition=Q(quotes_wanted__gte=1, quotes_wanted__lte=MOST_QUOTES),
                name="localgovernment_quotes_in_range",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def is_prefecture(self) -> bool:
        return self.organisation.kind == OrganisationKind.PREFECTURE

    @property
    def is_designated_city(self) -> bool:
        code = self.organisation.municipality_id or ""
        return not self.is_prefecture and code[:2] != TOKYO and code[2:5] in DESIGNATED_CITIES

    @property
    def statutory_ceiling(self) -> int:
        """Whole yen with consumption tax, as the table stands since STATUTORY_SINCE."""
        is_large = self.is_prefecture or self.is_designated_city
        return STATUTORY_OF_PREFECTURES if is_large else STATUTORY_OF_MUNICIPALITIES


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class NegotiatedCeiling(models.Model):
    """Up to how much a government's own rules allow a negotiated contract for services, from a day on."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="ceilings", verbose_name=_("organisation")
    )
    valid_from = models.DateField(_("valid from"))
    # Whole yen with consumption tax.
    amount_yen = models.BigIntegerField(
        _("up to"), validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_CEILING)]
    )

    class Meta:
        verbose_name = _("ceiling for negotiated contracts")
        verbose_name_plural = _("ceilings for negotiated contracts")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="negotiatedceiling_once_a_day"),
            models.CheckConstraint(
                condition=Q(amount_yen__gte=1, amount_yen__lte=HIGHEST_CEILING), name="negotiatedceiling_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.amount_yen}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ApprovalStep(models.Model):
    """One seat in an organisation's chain of approval; the lower position decides first.

    Whoever leaves the organisation leaves the seat empty: nothing can be asked for until an owner fills or removes it.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="approval_steps", verbose_name=_("organisation")
    )
    position = models.PositiveSmallIntegerField(pgettext_lazy("approval", "position"))
    title = models.CharField(_("office"), max_length=40)
    approver = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("who approves"))
    for_publication = models.BooleanField(_("before publication"), default=True)
    for_award = models.BooleanField(_("before an award"), default=True)

    class Meta:
        verbose_name = _("step of approval")
        verbose_name_plural = _("steps of approval")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "position"], name="approvalstep_position_once"),
            models.CheckConstraint(condition=~Q(title=""), name="approvalstep_title_given"),
            models.CheckConstraint(
                condition=Q(for_publication=True) | Q(for_award=True), name="approvalstep_for_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"
