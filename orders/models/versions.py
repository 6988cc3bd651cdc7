"""Every published version of an order, as it stood."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from orders.models.orders import Order

LONGEST_REASON = 300


class OrderVersion(models.Model):
    """What an order said from one publication to the next. Written once, never changed: people have bid on it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="versions", verbose_name=_("order"))
    number = models.PositiveIntegerField(_("version"))
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("published by"))
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    reason = models.CharField(_("reason for the change"), max_length=LONGEST_REASON, blank=True)
    # orders.drafts.content_of: fields by name, skills and languages as lists, days as ISO text.
    content = models.JSONField(_("content"))
    # Names of content that differ from the version before; empty for the first.
    changed = ArrayField(models.CharField(max_length=40), verbose_name=_("what changed"), default=list, blank=True)

    class Meta:
        verbose_name = _("version of an order")
        verbose_name_plural = _("versions of orders")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="orderversion_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="orderversion_from_one"),
            # A later version without a difference would make bidders confirm nothing.
            models.CheckConstraint(condition=Q(number=1) | ~Q(changed=[]), name="orderversion_says_what_changed"),
        ]
        triggers = [
            # The writer's account may be erased; what was published stays.
            pgtrigger.ReadOnly(name="orderversion_unchangeable", exclude=["published_by"]),
            pgtrigger.Protect(name="orderversion_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.order} ({self.number})"
