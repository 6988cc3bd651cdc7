"""The hours book: how much of a party's time is promised, week by week and month by month."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.parties import Party

MOST_WEEKLY_HOURS = 168
ORDER = "order:"


class Span(models.TextChoices):
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")


class HoursSpan(models.Model):
    """What is promised of one party in one week or month, in minutes; without a cap anything may be promised.

    ``starts_on`` is the Monday of a week, the first day of a month.
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="hours_spans", verbose_name=_("party"))
    span = models.CharField(_("span"), max_length=5, choices=Span)
    starts_on = models.DateField(_("first day"))
    promised = models.IntegerField(_("promised minutes"), default=0)
    cap = models.IntegerField(_("most minutes"), null=True, blank=True)

    class Meta:
        verbose_name = _("row of the hours book")
        verbose_name_plural = _("hours book")
        constraints = [
            models.UniqueConstraint(fields=["party", "span", "starts_on"], name="hours_span_once"),
            models.CheckConstraint(condition=Q(promised__lte=F("cap")), name="hours_promised_within_cap"),
            models.CheckConstraint(condition=Q(promised__gte=0), name="hours_promised_not_negative"),
            models.CheckConstraint(
                condition=Q(span=Span.WEEK, starts_on__iso_week_day=1) | Q(span=Span.MONTH, starts_on__day=1),
                name="hours_span_starts_right",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.span} {self.starts_on}: {self.promised}/{self.cap}"

    @property
    def free(self) -> int | None:
        """Minutes still to be promised; None without a cap."""
        return None if self.cap is None else self.cap - self.promised


@pghistory.track()
class Commitment(models.Model):
    """Hours promised to somebody, from a day to a day, both included. ``source`` names what for: ``order:<public id>``.

    Ended early, ``last_day`` lies before ``first_day`` when nothing of it was left.
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="commitments", verbose_name=_("party"))
    source = models.CharField(_("what for"), max_length=80)
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    released_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    class Meta:
        verbose_name = _("promised time")
        verbose_name_plural = _("promised times")
        ordering = ["first_day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "source"], name="commitment_source_once"),
            models.CheckConstraint(
                condition=Q(hours_per_week__gte=1, hours_per_week__lte=MOST_WEEKLY_HOURS),
                name="commitment_hours_in_range",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=False) | Q(last_day__gte=F("first_day")),
                name="commitment_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.hours_per_week} h"

    @property
    def order_id(self) -> str:
        """The public id of the order it was promised for by an award; empty for anything else."""
        return self.source.removeprefix(ORDER) if self.source.startswith(ORDER) else ""
