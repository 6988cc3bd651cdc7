"""The party: whatever kind of candidate it is, everything else points at this row."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from common.ids import PublicIdField

HANDLE_LENGTH = 40


class PartyKind(models.TextChoices):
    FREELANCER = "freelancer", _("Freelancer")


class Party(models.Model):
    """A candidate of any kind. The handle is what others see until an award."""

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=16, choices=PartyKind)
    handle = models.CharField(_("display name"), max_length=HANDLE_LENGTH)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PartyKind.values), name="party_kind_known"),
            models.CheckConstraint(condition=~Q(handle=""), name="party_handle_given"),
            # Two people whose names differ only in capitals could pass for each other.
            models.UniqueConstraint(
                Lower("handle"),
                name="party_handle_unique",
                violation_error_message=_("Somebody else already uses this display name."),
            ),
        ]

    def __str__(self) -> str:
        return self.handle
