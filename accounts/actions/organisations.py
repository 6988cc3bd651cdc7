"""Companies come into being and change their facts."""

from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.firms import FirmFacts, open_firm
from accounts.models import Membership, Organisation, OrganisationKind, Role, User
from accounts.rules import may_edit_organisation
from accounts.signals import member_joined
from vocabulary.models import Municipality, Prefecture


class CompanyFacts(TypedDict, total=False):
    name: str
    industry: str
    employees: int | None
    prefecture: Prefecture | None
    municipality: Municipality | None
    introduction: str


@transaction.atomic
def create_organisation(
    user: User,
    *,
    kind: str = OrganisationKind.COMPANY,
    full_name: str = "",
    firm: FirmFacts | None = None,
    **facts: Unpack[CompanyFacts],
) -> Organisation:
    """The user, from now on known by ``full_name``, becomes its owner. ``firm``: what a partner firm says beside it.

    Whoever acts for one of this kind and name already gets that one: a second click makes no second.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    existing = Organisation.objects.visible_to(user).filter(kind=kind, name=facts["name"]).first()
    if existing is not None:
        return existing
    if full_name and full_name != person.full_name:
        person.full_name = user.full_name = full_name
        person.save(update_fields=["full_name"])
    organisation = Organisation.objects.create(kind=kind, **facts)
    membership = Membership.objects.create(organisation=organisation, user=user, role=Role.OWNER)
    if kind == OrganisationKind.PARTNER_FIRM:
        open_firm(organisation, **(firm or {}))
    member_joined.send(sender=Membership, membership=membership)
    return organisation


@transaction.atomic
def edit_organisation(organisation: Organisation, *, actor: User, **facts: Unpack[CompanyFacts]) -> Organisation:
    """Raises PermissionDenied for whoever is no owner or editor any more."""
    changed = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not may_edit_organisation(actor, changed):
        raise PermissionDenied
    for name, value in facts.items():
        setattr(changed, name, value)
    changed.save(update_fields=list(facts))
    return changed


@transaction.atomic
def vouch_for(organisation: Organisation, *, actor: User) -> bool:
    """An administrator answers for an organisation nobody acts for, as those out of files: it counts as approved.

    Says whether it could: where somebody acts for it already, they bring their evidence. Raises PermissionDenied.
    """
    if not actor.is_staff:
        raise PermissionDenied
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if locked.memberships.exists():
        return False
    if locked.approved_at is None:
        locked.approved_at = timezone.now()
        locked.save(update_fields=["approved_at"])
    organisation.approved_at = locked.approved_at
    return True
