"""Who wants nothing to do with whom: an organisation with a party, or a party with an organisation."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.parties import Party
from accounts.models.users import User
from common.ids import PublicIdField


class BlockSide(models.TextChoices):
    ORGANISATION = "organisation", _("The organisation")
    PARTY = "party", _("The candidate")


class BlockQuerySet(models.QuerySet["Block"]):
    def made_for(self, subject: Organisation | Party) -> "BlockQuerySet":
        """Those this organisation or party made itself; of those made against it, it learns nothing."""
        if isinstance(subject, Party):
            return self.filter(party=subject, side=BlockSide.PARTY)
        return self.filter(organisation=subject, side=BlockSide.ORGANISATION)


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Block(models.Model):
    """While it stands, the party is neither ranked for the organisation's orders nor shown to it, and cannot bid."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="blocks", verbose_name=_("organisation")
    )
    party = models.ForeignKey(Party, models.CASCADE, related_name="blocks", verbose_name=_("party"))
    side = models.CharField(_("blocked by"), max_length=12, choices=BlockSide)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("user"))
    made_at = models.DateTimeField(_("blocked"), auto_now_add=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "party", "side"], name="block_once"),
            models.CheckConstraint(condition=Q(side__in=BlockSide.values), name="block_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.party}"

    @property
    def other(self) -> Organisation | Party:
        """Whom it keeps away."""
        return self.party if self.side == BlockSide.ORGANISATION else self.organisation
