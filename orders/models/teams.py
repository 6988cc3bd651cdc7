"""The named team of a firm's bid, as it was when the bid was sent."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import FirmMember, FirmRole
from accounts.models.firms import COUNTRY_CODE, HOURS_IN_WEEK
from common.reader import language_of_reader
from orders.models.bids import Bid
from vocabulary.countries import HOME
from vocabulary.labels import country_label, language_label, level_label
from vocabulary.queries import concept_index


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BidMember(models.Model):
    """Somebody who would do the work. Copied from the firm's team: what changes there later changes no bid.

    ``member`` is the row copied, while it is there. ``skills`` are slugs, ``languages`` pairs [code, level].
    """

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="team", verbose_name=_("bid"))
    member = models.ForeignKey(
        FirmMember, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("member of the team")
    )
    name = models.CharField(_("name shown"), max_length=60)
    legal_name = models.CharField(_("legal name"), max_length=100, blank=True)
    role = models.CharField(_("role in the team"), max_length=16, choices=FirmRole)
    is_bridge = models.BooleanField(_("bridge engineer"), default=False)
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours a week"), null=True, blank=True, validators=[MaxValueValidator(HOURS_IN_WEEK)]
    )
    country = models.CharField(_("country or territory"), max_length=2, default=HOME)
    skills = ArrayField(models.CharField(max_length=80), verbose_name=_("skills"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)

    class Meta:
        verbose_name = _("member of a bid's team")
        verbose_name_plural = _("members of a bid's team")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bid", "name"], name="bidmember_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="bidmember_name_given"),
            models.CheckConstraint(condition=Q(role__in=FirmRole.values), name="bidmember_role_known"),
            models.CheckConstraint(condition=Q(country__regex=COUNTRY_CODE), name="bidmember_country_is_code"),
            models.CheckConstraint(
                condition=Q(hours_per_week__isnull=True) | Q(hours_per_week__lte=HOURS_IN_WEEK),
                name="bidmember_hours_fit_week",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def country_label(self) -> str:
        return country_label(self.country)

    @property
    def skill_labels(self) -> list[str]:
        index, reader = concept_index(), language_of_reader()
        return [index.label(slug, reader) if slug in index.concepts else slug for slug in self.skills]

    @property
    def language_labels(self) -> list[tuple[str, str]]:
        """(language, level) in the reader's words."""
        return [(language_label(code), level_label(level)) for code, level in self.languages]

    def speaks(self, language: str, level: int) -> bool:
        return any(code == language and known >= level for code, known in self.languages)
