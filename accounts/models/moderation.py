"""Reports of what should not be here, what administrators decided, and what the people concerned say against it."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.parties import Party
from accounts.models.users import User
from accounts.states import AppealStatus, ReportStatus
from common.ids import LENGTH, PublicIdField

LONGEST_REASON = 2_000


class SubjectKind(models.TextChoices):
    """What can be reported. Orders and bids are known to other apps; here stands their id and who answers for them."""

    PARTY = "party", _("Profile")
    ITEM = "item", _("Work shown")
    ORGANISATION = "organisation", _("Organisation")
    ORDER = "order", _("Order")
    BID = "bid", _("Bid")


class ReportReason(models.TextChoices):
    FALSE = "false", _("It is false or misleading")
    ILLEGAL = "illegal", _("It is against the law or the terms of use")
    INSULT = "insult", _("It insults or discriminates")
    SPAM = "spam", _("It is advertising or a fraud")
    PERSONAL = "personal", _("It shows somebody's personal data")
    OTHER = "other", _("Something else")


class Measure(models.TextChoices):
    NONE = "none", _("No action")
    WARN = "warn", _("Warn")
    HIDE = "hide", _("Hide the content")
    SUSPEND = "suspend", _("Suspend")


class Concerned(models.Model):
    """A subject, with the party or the organisation that answers for it."""

    subject_kind = models.CharField(_("what"), max_length=12, choices=SubjectKind)
    subject_id = models.CharField(_("public id"), max_length=LENGTH)
    title = models.CharField(_("title"), max_length=120)
    path = models.CharField(_("address"), max_length=200)
    party = models.ForeignKey(Party, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("party"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )

    class Meta:
        abstract = True

    @property
    def responsible(self) -> Organisation | Party:
        found = self.organisation or self.party
        assert found is not None
        return found


_ONE_RESPONSIBLE = Q(organisation__isnull=True, party__isnull=False) | Q(organisation__isnull=False, party__isnull=True)


@pghistory.track()
class Decision(Concerned):
    """What administrators decided about a subject, for all reports of it that were open."""

    public_id = PublicIdField()
    measure = models.CharField(_("measure"), max_length=8, choices=Measure)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)
    # The last day of a suspension, in Japan; empty for one without an end.
    until = models.DateField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_ONE_RESPONSIBLE, name="decision_one_responsible"),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="decision_measure_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_reason"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(measure=Measure.SUSPEND), name="decision_end_of_suspension"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.title}"

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None and self.measure != Measure.NONE


@pghistory.track()
class Report(Concerned):
    """One reader's word about one subject. Nobody but administrators learns who it was."""

    public_id = PublicIdField()
    reporter = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reported by")
    )
    reason = models.CharField(_("reason"), max_length=12, choices=ReportReason)
    text = models.TextField(_("what is wrong"), max_length=LONGEST_REASON, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=ReportStatus, default=ReportStatus.OPEN)
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("decision")
    )
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=_ONE_RESPONSIBLE, name="report_one_responsible"),
            models.CheckConstraint(condition=Q(subject_kind__in=SubjectKind.values), name="report_subject_known"),
            models.CheckConstraint(condition=Q(reason__in=ReportReason.values), name="report_reason_known"),
            models.UniqueConstraint(
                fields=["reporter", "subject_kind", "subject_id"],
                condition=Q(status=ReportStatus.OPEN),
                name="report_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_kind", "subject_id"], condition=Q(status=ReportStatus.OPEN), name="report_queue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.title}"


@pghistory.track()
class Appeal(models.Model):
    """What the people concerned say against a decision; one for each."""

    public_id = PublicIdField()
    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal", verbose_name=_("decision"))
    text = models.TextField(_("why the decision is wrong"), max_length=LONGEST_REASON)
    appealed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("appealed by")
    )
    appealed_at = models.DateTimeField(_("appealed"), auto_now_add=True)
    status = models.CharField(_("status"), max_length=8, choices=AppealStatus, default=AppealStatus.OPEN)
    answer = models.TextField(_("answer"), max_length=LONGEST_REASON, blank=True)
    answered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["appealed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AppealStatus.values), name="appeal_status_known"),
            models.CheckConstraint(condition=Q(status=AppealStatus.OPEN) | ~Q(answer=""), name="appeal_answer_given"),
        ]

    def __str__(self) -> str:
        return str(self.decision)
