"""What waits for approval inside an organisation, with the chain it began with."""

from typing import Final

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, Reach, User
from common.ids import PublicIdField
from orders.models.bids import Bid
from orders.models.orders import Order
from orders.states import ApprovalStatus

LONGEST_COMMENT: Final = 500


class ApprovalPurpose(models.TextChoices):
    PUBLICATION = "publication", pgettext_lazy("approval", "Publication")
    CHANGE = "change", pgettext_lazy("approval", "Change of the published order")
    AWARD = "award", pgettext_lazy("approval", "Award")


class Decision(models.TextChoices):
    """What became of one turn; undecided ones are empty."""

    APPROVED = "approved", pgettext_lazy("approval", "Approved")
    SENT_BACK = "sent_back", pgettext_lazy("approval", "Sent back")
    SKIPPED = "skipped", pgettext_lazy("approval", "Skipped: asked for the approval")


class ApprovalRequestQuerySet(models.QuerySet["ApprovalRequest"]):
    def waiting(self) -> "ApprovalRequestQuerySet":
        return self.filter(status=ApprovalStatus.WAITING)

    def visible_to(self, user: User) -> "ApprovalRequestQuerySet":
        """Those of the reader's organisations, and as far as a mandate reaches: an award shows bids."""
        publishing = Organisation.objects.acted_for_by(user, Reach.PUBLISH).values("pk")
        answering = Organisation.objects.acted_for_by(user, Reach.ANSWER).values("pk")
        return self.filter(
            Q(order__client__in=answering) | (~Q(purpose=ApprovalPurpose.AWARD) & Q(order__client__in=publishing))
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ApprovalRequest(models.Model):
    """Somebody asks that an order be published, changed or awarded; the turns below decide one after the other."""

    public_id = PublicIdField()
    order = models.ForeignKey(Order, models.PROTECT, related_name="approvals", verbose_name=_("order"))
    purpose = models.CharField(pgettext_lazy("approval", "what for"), max_length=12, choices=ApprovalPurpose)
    status = models.CharField(
        _("status"), max_length=12, choices=ApprovalStatus, default=ApprovalStatus.WAITING, editable=False
    )
    asked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=pgettext_lazy("approval", "asked by")
    )
    asked_at = models.DateTimeField(pgettext_lazy("approval", "asked"), auto_now_add=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    # The version of the order it was asked for.
    order_version = models.PositiveIntegerField(_("version of the order"))
    # Of a change: what the order is to say (orders.drafts.content_of).
    content = models.JSONField(_("content"), null=True, blank=True)
    # Of an award: who is proposed.
    bids = models.ManyToManyField(Bid, related_name="+", verbose_name=_("bids"), blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    # Why the platform itself sent it back: what was approved had become impossible.
    ended_note = models.CharField(_("why it ended"), max_length=LONGEST_COMMENT, blank=True)

    objects = ApprovalRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for approval")
        verbose_name_plural = _("requests for approval")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(status=ApprovalStatus.WAITING), name="approval_one_waiting"
            ),
            models.CheckConstraint(condition=Q(status__in=ApprovalStatus.values), name="approval_status_known"),
            models.CheckConstraint(condition=Q(purpose__in=ApprovalPurpose.values), name="approval_purpose_known"),
            models.CheckConstraint(
                condition=Q(purpose=ApprovalPurpose.CHANGE, content__isnull=False)
                | (~Q(purpose=ApprovalPurpose.CHANGE) & Q(content__isnull=True)),
                name="approval_change_has_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.order}"

    @property
    def is_waiting(self) -> bool:
        return self.status == ApprovalStatus.WAITING

    @property
    def turn(self) -> "ApprovalTurn | None":
        """Whose decision it waits for; None once it has ended. Reads the turns."""
        if not self.is_waiting:
            return None
        return next((turn for turn in self.turns.all() if not turn.decision), None)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ApprovalTurn(models.Model):
    """A step of the organisation's chain as it was when approval was asked for."""

    request = models.ForeignKey(ApprovalRequest, models.CASCADE, related_name="turns", verbose_name=_("request"))
    position = models.PositiveSmallIntegerField(pgettext_lazy("approval", "position"))
    title = models.CharField(_("office"), max_length=40)
    approver = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("who approves"))
    decision = models.CharField(_("decision"), max_length=12, choices=Decision, blank=True)
    comment = models.CharField(_("comment"), max_length=LONGEST_COMMENT, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("turn of approval")
        verbose_name_plural = _("turns of approval")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="approvalturn_position_once"),
            models.CheckConstraint(condition=Q(decision__in=["", *Decision.values]), name="approvalturn_known"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="approvalturn_decided_at",
            ),
            # Whoever sends something back says why.
            models.CheckConstraint(
                condition=~Q(decision=Decision.SENT_BACK) | ~Q(comment=""), name="approvalturn_sent_back_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"
