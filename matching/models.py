"""What a ranking was given and what it answered, stored so that every score can be explained later."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from orders.models import Order


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
        indexes = [models.Index(fields=["order", "-id"], name="matchrun_newest")]

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
