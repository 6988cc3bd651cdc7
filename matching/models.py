"""What a ranking was given and what it answered, stored so that every score can be explained later."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from orders.models import Order

LONGEST_REASON = 500


class MatchRun(models.Model):
    """One ranking of one version of an order: inputs, parameters and what the hard rules excluded."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="+", verbose_name=_("order"))
    order_version = models.PositiveIntegerField(_("version of the order"))
    engine_version = models.CharField(_("engine"), max_length=16)
    as_of = models.DateField(_("as of"))
    need = models.JSONField(_("need"))
    parameters = models.JSONField(_("parameters"))
    considered = models.PositiveIntegerField(_("people considered"))
    eligible = models.PositiveIntegerField(_("people eligible"))
    exclusions = models.JSONField(_("excluded by rule"), default=dict)
    seconds = models.FloatField(_("seconds"))
    created_at = models.DateTimeField(_("finished"), auto_now_add=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        indexes = [
            models.Index(fields=["order", "-id"], name="matchrun_newest"),
            # What administrators narrow a million runs by.
            models.Index(fields=["created_at"], name="matchrun_made"),
            models.Index(fields=["seconds"], name="matchrun_seconds"),
            models.Index(fields=["-id"], condition=Q(eligible=0), name="matchrun_nobody"),
        ]

    def __str__(self) -> str:
        return f"{self.order} ({localtime(self.created_at):%Y-%m-%d %H:%M})"


class Slate(models.Model):
    """The answer of one run, packed: ids in rank order, scores and parts (matching.engine.packing).

    Pages show the first of everybody ranked, so these are packed once more by themselves: no list of matches reads
    thousands of rows for each of its orders, and a replaced answer keeps nothing else.
    """

    run = models.OneToOneField(MatchRun, models.CASCADE, primary_key=True, related_name="slate")
    order = models.ForeignKey(Order, models.CASCADE, related_name="+")
    is_current = models.BooleanField(default=True)
    # Ids of the parties that were shown (the first 50), in rank order; indexed to find a person's matches.
    shown = ArrayField(models.BigIntegerField())
    head = models.BinaryField()
    packed = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("slate")
        verbose_name_plural = _("slates")
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(is_current=True), name="slate_current_once"),
        ]
        indexes = [GinIndex(fields=["shown"], name="slate_shown")]

    def __str__(self) -> str:
        return f"slate of run {self.run_id}"


class Grade(models.IntegerChoices):
    """How well somebody fits an order in the eyes of an administrator who has read both."""

    NOT_AT_ALL = 0, _("0: does not fit")
    A_LITTLE = 1, _("1: fits a little")
    WELL = 2, _("2: fits well")
    VERY_WELL = 3, _("3: fits very well")


@pghistory.track()
class Judgement(models.Model):
    """What one administrator thinks of one candidate for one version of an order: a label to measure rankings by.

    Rank, score and parts (tenths of a point, in the order of PART_NAMES) are those of the run that was looked at; they
    stay when the packed ranking is gone. Earlier opinions are in the history that triggers keep.
    """

    # A run that was judged stays; with its order it goes.
    run = models.ForeignKey(MatchRun, models.RESTRICT, related_name="judgements", verbose_name=_("run"))
    order = models.ForeignKey(Order, models.CASCADE, related_name="+", verbose_name=_("order"))
    order_version = models.PositiveIntegerField(_("version of the order"))
    party = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name=_("candidate"))
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    administrator = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("administrator")
    )
    at = models.DateTimeField(_("judged"), auto_now=True)
    rank = models.PositiveIntegerField(_("rank"))
    score = models.PositiveSmallIntegerField(_("score"))
    parts = ArrayField(models.SmallIntegerField(), verbose_name=_("parts"))

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        constraints = [
            models.UniqueConstraint(
                fields=["administrator", "order", "order_version", "party"], name="judgement_once_each"
            ),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="judgement_grade_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="judgement_reason_given"),
        ]
        indexes = [models.Index(fields=["order", "order_version"], name="judgement_of_order")]

    def __str__(self) -> str:
        return f"{self.party}: {self.grade}"
