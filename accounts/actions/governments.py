"""How a government buys, and who approves in an organisation. Only owners change these."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.errors import CeilingAboveLawError, NotMemberError
from accounts.governments import Seat, able_to_approve
from accounts.models import ApprovalStep, LocalGovernment, NegotiatedCeiling, Organisation, User
from accounts.rules import may_manage_members


@transaction.atomic
def change_government(
    organisation: Organisation, *, actor: User, quotes_wanted: int, approves_elsewhere: bool
) -> LocalGovernment:
    """Raises PermissionDenied."""
    organisation = _locked(organisation, actor)
    facts = {"quotes_wanted": quotes_wanted, "approves_elsewhere": approves_elsewhere}
    return LocalGovernment.objects.update_or_create(organisation=organisation, defaults=facts)[0]


@transaction.atomic
def set_ceiling(
    organisation: Organisation, *, actor: User, valid_from: datetime.date, amount_yen: int
) -> NegotiatedCeiling:
    """In whole yen with consumption tax; a second amount for the same day takes the place of the first.

    Raises PermissionDenied, CeilingAboveLawError.
    """
    organisation = _locked(organisation, actor)
    most = LocalGovernment(organisation=organisation).statutory_ceiling(valid_from)
    if amount_yen > most:
        raise CeilingAboveLawError(most)
    return NegotiatedCeiling.objects.update_or_create(
        organisation=organisation, valid_from=valid_from, defaults={"amount_yen": amount_yen}
    )[0]


@transaction.atomic
def set_chain(organisation: Organisation, seats: Sequence[Seat], *, actor: User) -> list[ApprovalStep]:
    """The organisation's chain is these seats in this order. What waits for approval keeps the chain it began with.

    Raises PermissionDenied, NotMemberError.
    """
    organisation = _locked(organisation, actor)
    able = set(able_to_approve(organisation.pk).values_list("user", flat=True))
    if any(seat.approver.pk not in able for seat in seats):
        raise NotMemberError
    organisation.approval_steps.all().delete()
    return [
        ApprovalStep.objects.create(
            organisation=organisation,
            position=position,
            title=seat.title,
            approver=seat.approver,
            for_publication=seat.for_publication,
            for_award=seat.for_award,
        )
        for position, seat in enumerate(seats, start=1)
    ]


def _locked(organisation: Organisation, actor: User) -> Organisation:
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not may_manage_members(actor, locked):
        raise PermissionDenied
    return locked
