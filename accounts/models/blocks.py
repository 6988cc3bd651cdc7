"""Who wants nothing to do with whom: an organisation with a party, or a party with an organisation."""

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
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

    def of_all_parties_of(self, user: User) -> "BlockQuerySet":
        """By whichever side, between an organisation and each of the parties this user acts for.

        A company that lends fifty people still reads the orders of a client that wants nothing to do with one of them.
        """
        mine = Party.objects.of_user(user)
        between = Block.objects.filter(party=OuterRef("pk"), organisation=OuterRef(OuterRef("organisation")))
        return self.filter(~Exists(mine.filter(~Exists(between))), party__in=mine)

    def of_organisations_of(self, user: User) -> "BlockQuerySet":
        """By whichever side, between an organisation this user is a member of and a party."""
        return self.filter(organisation__in=user.memberships.values("organisation"))


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Block(models.Model):
    """While it stands, neither finds the other: the party is not ranked for the organisation's orders, does not see
    them and cannot bid; the organisation does not see the party. What lies between them already, a bid, stays.
    """

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
