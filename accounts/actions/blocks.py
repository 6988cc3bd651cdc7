"""Keeping somebody away, and letting them in again. Both take effect with the commit."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Block, BlockSide, Organisation, Party, User
from accounts.rules import may_bring_evidence
from accounts.signals import block_changed


@transaction.atomic
def block(organisation: Organisation, party: Party, *, side: BlockSide, actor: User) -> Block:
    """Quiet when it stands already. Raises PermissionDenied for whoever may not speak for that side."""
    if not may_bring_evidence(actor, organisation if side == BlockSide.ORGANISATION else party):
        raise PermissionDenied
    made, is_new = Block.objects.get_or_create(
        organisation=organisation, party=party, side=side, defaults={"made_by": actor}
    )
    if is_new:
        block_changed.send(sender=Block, organisation=organisation, party=party)
    return made


@transaction.atomic
def unblock(made: Block, *, actor: User) -> None:
    """Quiet when it is gone. Raises PermissionDenied."""
    if not may_bring_evidence(actor, made.organisation if made.side == BlockSide.ORGANISATION else made.party):
        raise PermissionDenied
    if Block.objects.filter(pk=made.pk).delete()[0]:
        block_changed.send(sender=Block, organisation=made.organisation, party=made.party)
