"""Clients who are asked to confirm a past work, and what they answered."""

from datetime import datetime, timedelta

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.parties import Party
from accounts.models.profiles import PastWork
from accounts.models.users import User
from accounts.states import STANDING_CONFIRMATIONS, ConfirmationStatus
from common.ids import PublicIdField

CONFIRMATION_DAYS = 30
LONGEST_ANSWER = 300


class WorkConfirmationQuerySet(models.QuerySet["WorkConfirmation"]):
    def standing(self) -> "WorkConfirmationQuerySet":
        """Waiting for the client, or confirmed."""
        return self.filter(status__in=STANDING_CONFIRMATIONS)

    def run_out(self) -> "WorkConfirmationQuerySet":
        """Nobody answered in time, and nobody has noticed that yet."""
        before = timezone.now() - timedelta(days=CONFIRMATION_DAYS)
        return self.filter(status=ConfirmationStatus.ASKED, asked_at__lte=before)

    def waiting(self) -> "WorkConfirmationQuerySet":
        """The client can still answer: the twin of `WorkConfirmation.is_open`."""
        since = timezone.now() - timedelta(days=CONFIRMATION_DAYS)
        return self.filter(status=ConfirmationStatus.ASKED, asked_at__gt=since)

    def answerable_by(self, user: User) -> "WorkConfirmationQuerySet":
        """Questions to organisations whose owners and editors this user is one of."""
        seats = user.memberships.filter(role__in=["owner", "editor"])
        return self.filter(client__in=seats.values("organisation"))


@pghistory.track()
class WorkConfirmation(models.Model):
    """One question to one client, by mail or on the platform. The facts are those the client was shown.

    Who the client is, only the asking side reads. A question outlives its work, so that removing works gives nobody
    new questions to send.
    """

    public_id = PublicIdField()
    party = models.ForeignKey(Party, models.CASCADE, related_name="work_confirmations", verbose_name=_("party"))
    work = models.ForeignKey(
        PastWork, models.SET_NULL, null=True, blank=True, related_name="confirmations", verbose_name=_("past work")
    )
    title = models.CharField(_("name of the work"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    role = models.CharField(_("part in the work"), max_length=80, blank=True)
    # Slugs, as the client read them.
    skills = ArrayField(models.CharField(max_length=64), verbose_name=_("skills used"), default=list, blank=True)
    email = models.EmailField(_("client's e-mail address"), blank=True)
    client = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("client")
    )
    token_digest = models.CharField(_("digest of the link"), max_length=64, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=ConfirmationStatus, default=ConfirmationStatus.ASKED)
    asked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    word = models.CharField(_("a word on the answer"), max_length=LONGEST_ANSWER, blank=True)

    objects = WorkConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of a work")
        verbose_name_plural = _("confirmations of works")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["work"], condition=Q(status__in=["asked", "confirmed"]), name="workconfirmation_stands_once"
            ),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~Q(token_digest=""), name="workconfirmation_link_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ConfirmationStatus.values), name="workconfirmation_status_known"
            ),
            # By mail with a link, or on the platform without one. The address is deleted some time after the end.
            models.CheckConstraint(
                condition=(Q(client__isnull=True) & ~Q(email="", status="asked") & ~Q(token_digest=""))
                | Q(client__isnull=False, email="", token_digest=""),
                name="workconfirmation_one_addressee",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | ~Q(status__in=["confirmed", "refused"]),
                name="workconfirmation_answer_has_time",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(status="asked"), name="workconfirmation_open")]

    def __str__(self) -> str:
        return self.title

    @property
    def asker_name(self) -> str:
        return self.party.name_for_clients

    @property
    def addressee(self) -> str:
        """Who was asked, as the asking side reads it."""
        return self.client.name if self.client else self.email or gettext("by mail (the address was deleted)")

    @property
    def ends_at(self) -> datetime:
        return self.asked_at + timedelta(days=CONFIRMATION_DAYS)

    @property
    def is_open(self) -> bool:
        """Whether the client can still answer."""
        return self.status == ConfirmationStatus.ASKED and timezone.now() < self.ends_at
