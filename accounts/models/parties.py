"""The party: whatever kind of candidate it is, everything else points at this row."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.users import User
from common.ids import PublicIdField
from common.search import NamePairs

HANDLE_LENGTH = 40


class PartyKind(models.TextChoices):
    """Values as in the exchange format."""

    FREELANCER = "freelancer", _("Freelancer")
    PERSONNEL = "personnel", _("Digital personnel")
    PARTNER_FIRM = "partner_firm", _("IT partner firm")


class PartyQuerySet(models.QuerySet["Party"]):
    def of_user(self, user: User) -> "PartyQuerySet":
        """Parties this user acts for: their own, and those of the organisations they are a member of."""
        return self.filter(Q(user=user) | Q(organisation__in=user.memberships.values("organisation")))

    def of_organisation(self, organisation_id: int) -> "PartyQuerySet":
        """Parties that belong to an organisation: its own, and those of its members."""
        members = Q(user__in=User.objects.filter(memberships__organisation=organisation_id).values("pk"))
        return self.filter(members | Q(organisation=organisation_id))

    def kept_from(self, organisation_id: int) -> "PartyQuerySet":
        """Parties never ranked for an organisation nor shown to it: its own, and where either blocks the other.

        A party may stand in it twice.
        """
        members = Q(user__in=User.objects.filter(memberships__organisation=organisation_id).values("pk"))
        return self.filter(members | Q(organisation=organisation_id) | Q(blocks__organisation=organisation_id))


class Party(models.Model):
    """A candidate of any kind. The handle is what others see until an award.

    Behind a freelancer stands a person, behind a partner firm an organisation; behind digital personnel the company
    that lends them and, once they have an account of their own, the person.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=16, choices=PartyKind)
    handle = models.CharField(_("display name"), max_length=HANDLE_LENGTH)
    user = models.ForeignKey(
        User, models.CASCADE, related_name="parties", verbose_name=_("user"), null=True, blank=True
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="parties",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
    )

    # While a decision of the administrators (accounts.actions.moderation) is in force.
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True, editable=False)
    # The kinds of evidence that count today (accounts.actions.evidence writes them): the marks beside the name.
    verified = ArrayField(
        models.CharField(max_length=16), verbose_name=_("verified"), default=list, blank=True, editable=False
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PartyKind.values), name="party_kind_known"),
            models.CheckConstraint(condition=~Q(handle=""), name="party_handle_given"),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.FREELANCER, user__isnull=False, organisation__isnull=True)
                | Q(kind=PartyKind.PERSONNEL, organisation__isnull=False)
                | Q(kind=PartyKind.PARTNER_FIRM, user__isnull=True, organisation__isnull=False),
                name="party_stands_for_somebody",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind=PartyKind.FREELANCER), name="party_freelancer_once"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(kind=PartyKind.PARTNER_FIRM), name="party_firm_once"
            ),
            # Two people whose names differ only in capitals could pass for each other.
            models.UniqueConstraint(
                Lower("handle"),
                name="party_handle_unique",
                violation_error_message=_("Somebody else already uses this display name."),
            ),
        ]
        indexes = [GinIndex(NamePairs("handle"), name="party_found_by")]

    def __str__(self) -> str:
        return self.handle

    @property
    def is_suspended(self) -> bool:
        """Whether administrators have suspended the party, or the organisation behind it."""
        behind = self.organisation
        return self.suspended_at is not None or (behind is not None and behind.suspended_at is not None)

    @property
    def is_sanctioned(self) -> bool:
        """Whether it is suspended, or administrators have hidden its profile."""
        return self.hidden_at is not None or self.is_suspended

    @property
    def legal_name(self) -> str:
        """The name the other side reads from an award on; the handle where none is given."""
        if self.kind == PartyKind.PARTNER_FIRM and self.organisation is not None:
            return self.organisation.name
        profile = getattr(self, "profile", None)
        return (profile.legal_name if profile else "") or self.handle

    @property
    def name_for_clients(self) -> str:
        """Whom a client of earlier work knows: the person, the firm, or the company that lends the person."""
        if self.kind == PartyKind.PERSONNEL and self.organisation is not None:
            return self.organisation.name
        return self.legal_name

    @property
    def lacks_name_for_clients(self) -> bool:
        """Whether clients of earlier work would read a handle they have never heard of. Reads the profile."""
        return self.kind == PartyKind.FREELANCER and not self.profile.legal_name
