"""What a support organisation may do for a client, and the trace of what it did."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.users import User
from accounts.states import MandateStatus
from common.ids import PublicIdField
from common.japan import today_in_japan


class Reach(models.TextChoices):
    """How far a mandate goes; each includes those before it."""

    DRAFT = "draft", _("Write orders; we publish them ourselves")
    PUBLISH = "publish", _("Write and publish orders, change and close them")
    ANSWER = "answer", _("Also read the bids, choose and answer")

    def includes(self, other: str) -> bool:
        order = list(Reach)
        return order.index(self) >= order.index(Reach(other))


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, user: User) -> "MandateQuerySet":
        """Those of the organisations somebody is a member of, on either side."""
        own = user.memberships.values("organisation")
        return self.filter(Q(support__in=own) | Q(client__in=own))

    def live(self, reach: str = Reach.DRAFT) -> "MandateQuerySet":
        """In force today in Japan, reaching at least this far, and between two that nobody has suspended."""
        enough = [one for one in Reach if one.includes(reach)]
        in_force = self.filter(status=MandateStatus.ACTIVE, valid_until__gte=today_in_japan(), reach__in=enough)
        return in_force.filter(
            support__approved_at__isnull=False, support__suspended_at__isnull=True, client__suspended_at__isnull=True
        )


@pghistory.track()
class Mandate(models.Model):
    """A client lets a support organisation act for it, until a day, as far as ``reach`` says."""

    public_id = PublicIdField()
    support = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mandates_held", verbose_name=_("support organisation")
    )
    client = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mandates_given", verbose_name=_("organisation acted for")
    )
    status = models.CharField(_("status"), max_length=8, choices=MandateStatus, default=MandateStatus.ACTIVE)
    reach = models.CharField(_("what it covers"), max_length=8, choices=Reach)
    valid_until = models.DateField(_("valid until"))
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=MandateStatus.values), name="mandate_status_known"),
            models.CheckConstraint(condition=Q(reach__in=Reach.values), name="mandate_reach_known"),
            models.CheckConstraint(condition=~Q(support=F("client")), name="mandate_between_two"),
            models.UniqueConstraint(
                fields=["support", "client"],
                condition=Q(status=MandateStatus.ACTIVE),
                name="mandate_active_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support} → {self.client}"

    @property
    def is_live(self) -> bool:
        return self.status == MandateStatus.ACTIVE and self.valid_until >= today_in_japan()


class MandateDeed(models.TextChoices):
    """What can be done by mandate."""

    SAVED = "saved", _("Wrote or changed the draft")
    OPEN = "open", _("Published the order")
    IN_APPROVAL = "in_approval", _("Asked for approval")
    CHANGED = "changed", _("Published a change")
    DRAFT = "draft", _("Took the order back")
    CLOSED = "closed", _("Closed the order")
    WITHDRAWN = "withdrawn", _("Withdrew the order")
    AWARDED = "awarded", _("Chose a bid")
    DECLINED = "declined", _("Declined a bid")
    SELECTING = "selecting", _("Ended the bidding")
    FILLED = "filled", _("Filled the order")


class MandateAct(models.Model):
    """One thing somebody did for a client by mandate. Rows are only ever added."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="acts", verbose_name=_("mandate"))
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    act = models.CharField(_("what was done"), max_length=12, choices=MandateDeed)
    # Accounts know no order: its id and title are told, not linked.
    subject = models.CharField(_("what it was done to"), max_length=12)
    title = models.CharField(_("title"), max_length=120)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("act by mandate")
        verbose_name_plural = _("acts by mandate")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject"], name="mandateact_subject")]

    def __str__(self) -> str:
        return f"{self.act}: {self.title}"
