"""Reads of how an organisation buys and approves."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from accounts.models import (
    LOCAL_GOVERNMENTS,
    ApprovalStep,
    LocalGovernment,
    Membership,
    NegotiatedCeiling,
    Organisation,
    User,
)
from accounts.models.governments import statutory_on

_ABLE = Membership.objects.filter(user__is_active=True, user__suspended_at__isnull=True)


class Purpose(StrEnum):
    """What is approved: an order before everybody reads it, or an award before anybody is told."""

    PUBLICATION = "publication"
    AWARD = "award"


@dataclass(frozen=True)
class Ceiling:
    """Whole yen with consumption tax; ``is_own`` when the government has entered it itself.

    ``valid_from`` is None for what the law said before its newest amendment.
    """

    amount_yen: int
    valid_from: datetime.date | None
    is_own: bool


@dataclass(frozen=True)
class Seat:
    """One step of a chain as an owner writes it down; ``approver`` is a member."""

    title: str
    approver: User
    for_publication: bool = True
    for_award: bool = True


def is_government(organisation: Organisation) -> bool:
    return organisation.kind in LOCAL_GOVERNMENTS


def government_of(organisation: Organisation) -> LocalGovernment | None:
    """Its rules of buying, with the defaults where it has not said anything yet; None for whoever is none."""
    if not is_government(organisation):
        return None
    stored = LocalGovernment.objects.filter(organisation=organisation).first() or LocalGovernment()
    stored.organisation = organisation
    return stored


def ceiling_of(government: LocalGovernment, day: datetime.date) -> Ceiling:
    """What holds on a day: the government's own newest amount, else the table of the law."""
    own = NegotiatedCeiling.objects.filter(organisation=government.organisation, valid_from__lte=day).first()
    if own is not None:
        return Ceiling(own.amount_yen, own.valid_from, is_own=True)
    return Ceiling(government.statutory_ceiling(day), statutory_on(day).since, is_own=False)


def chain_of(organisation: Organisation, purpose: Purpose | None = None) -> list[ApprovalStep]:
    """The seats in their order, also those whose holder has left (``approver`` None, or no member any more)."""
    steps = ApprovalStep.objects.filter(organisation=organisation).select_related("approver")
    if purpose is not None:
        steps = steps.filter(for_publication=True) if purpose == Purpose.PUBLICATION else steps.filter(for_award=True)
    return list(steps)


def able_to_approve(organisation_id: int) -> QuerySet[Membership]:
    """The members who can hold a seat of a chain: whoever is switched off or suspended decides nothing."""
    return _ABLE.filter(organisation=organisation_id)


def able_to_approve_of(user: User) -> QuerySet[Membership]:
    """Where this person can hold a seat of a chain."""
    return _ABLE.filter(user=user)


def empty_seats(organisation: Organisation, steps: list[ApprovalStep]) -> list[ApprovalStep]:
    """Those of these steps that nobody holds: the person has left, was suspended, or can no longer sign in."""
    able = set(able_to_approve(organisation.pk).values_list("user", flat=True))
    return [step for step in steps if step.approver_id not in able]


def lacks_chain(organisation: Organisation) -> bool:
    """Whether a government has neither named who approves nor said that this is done outside the platform."""
    government = government_of(organisation)
    return government is not None and not government.approves_elsewhere and not chain_of(organisation)
