"""How a local government buys: its ceiling for negotiated contracts, how many quotes it wants, how it approves."""

import datetime
from dataclasses import dataclass
from typing import Final

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.organisations import Organisation, OrganisationKind
from accounts.models.users import User
from vocabulary.designated_cities import is_designated_city

MOST_QUOTES: Final = 9
HIGHEST_CEILING: Final = 1_000_000_000
FISCAL_YEAR_BEGINS: Final = 4


@dataclass(frozen=True)
class StatutoryCeiling:
    """What the table of the law allows a negotiated contract for services at most, in whole yen with consumption tax.

    ``since`` is None for the amounts before the newest amendment.
    """

    since: datetime.date | None
    of_prefectures: int
    of_municipalities: int


# Local Autonomy Act Enforcement Order (地方自治法施行令), Art. 167-2 (1) 1 with its Annexed Table 5, row 6: contracts
# that are none of works, purchase, rent, sale or lease. The upper amount is for prefectures and designated cities, the
# lower one for every other municipality, Tokyo's special wards among them. Amended by Cabinet Order 94 of 2025
# (promulgated 28 March 2025). Each government's own rules set the amount, up to this one, against the planned price
# with consumption tax.
STATUTORY: Final = (
    StatutoryCeiling(datetime.date(2025, 4, 1), 2_000_000, 1_000_000),
    StatutoryCeiling(None, 1_000_000, 500_000),
)


def statutory_on(day: datetime.date) -> StatutoryCeiling:
    """The row of the table that holds on a day."""
    return next(row for row in STATUTORY if row.since is None or row.since <= day)


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
        return not self.is_prefecture and is_designated_city(self.organisation.municipality_id or "")

    def statutory_ceiling(self, day: datetime.date) -> int:
        """Whole yen with consumption tax, as the table of the law stands on a day."""
        row = statutory_on(day)
        return row.of_prefectures if self.is_prefecture or self.is_designated_city else row.of_municipalities


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
