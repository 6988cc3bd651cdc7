"""The party: whatever kind of candidate it is, everything else points at this row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.ids import PublicIdField


class PartyKind(models.TextChoices):
    FREELANCER = "freelancer", _("Freelancer")


class Party(models.Model):
    """A candidate of any kind. The handle is what others see until an award."""

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=16, choices=PartyKind)
    handle = models.CharField(_("display name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PartyKind.values), name="party_kind_known"),
            models.CheckConstraint(condition=~Q(handle=""), name="party_handle_given"),
        ]

    def __str__(self) -> str:
        return self.handle
