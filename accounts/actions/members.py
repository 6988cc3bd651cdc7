"""People join and leave a company. Every action locks the company first, so that the last owner stays."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.firms import open_firm
from accounts.actions.profiles import announce_change
from accounts.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    InvitationEndedError,
    LastOwnerError,
    NotAddresseeError,
    TooManyInvitationsError,
)
from accounts.invitations import digest_of, new_token
from accounts.models import Invitation, Membership, Organisation, OrganisationKind, Party, PartyKind, Role, User
from accounts.queries import role_of
from accounts.rules import INVITATION_DAYS, INVITATIONS_A_DAY, is_addressed_to, may_grant, may_manage_members
from accounts.signals import member_invited, member_joined, member_left


@transaction.atomic
def invite_member(organisation: Organisation, *, email: str, role: Role, actor: User, site: str) -> Invitation:
    """Write an invitation and announce it. ``site`` ("https://host") is where its link leads.

    Raises PermissionDenied, AlreadyMemberError, AlreadyInvitedError or TooManyInvitationsError.
    """
    email = email.strip().lower()
    _lock(organisation)
    if not may_grant(role_of(actor, organisation), role):
        raise PermissionDenied
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise AlreadyMemberError
    for waiting in organisation.invitations.undecided().filter(email__iexact=email):
        if not waiting.has_run_out:
            raise AlreadyInvitedError
        _revoke(waiting)
    return _send_invitation(organisation, email=email, role=role, actor=actor, site=site)


@transaction.atomic
def invite_first_owner(organisation: Organisation, *, email: str, actor: User, site: str) -> Invitation:
    """An administrator gives an organisation nobody acts for, as those out of files, to its first owner.

    A later invitation takes the place of an earlier one. Raises PermissionDenied, AlreadyMemberError where somebody
    acts for it already, TooManyInvitationsError.
    """
    _lock(organisation)
    if not actor.is_staff:
        raise PermissionDenied
    if organisation.memberships.exists():
        raise AlreadyMemberError
    for waiting in organisation.invitations.undecided():
        _revoke(waiting)
    return _send_invitation(organisation, email=email.strip().lower(), role=Role.OWNER, actor=actor, site=site)


@transaction.atomic
def resend_invitation(invitation: Invitation, *, actor: User, site: str) -> Invitation:
    """A new invitation takes the place of the old one, whose link stops working. Raises as invite_member does."""
    _lock(invitation.organisation)
    current = Invitation.objects.select_related("organisation").get(pk=invitation.pk)
    role = Role(current.role)
    if not may_grant(role_of(actor, current.organisation), role):
        raise PermissionDenied
    if current.accepted_at or current.revoked_at:
        raise InvitationEndedError
    _revoke(current)
    return _send_invitation(current.organisation, email=current.email, role=role, actor=actor, site=site)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, actor: User) -> None:
    _lock(invitation.organisation)
    if not may_manage_members(actor, invitation.organisation):
        raise PermissionDenied
    current = Invitation.objects.get(pk=invitation.pk)
    if current.accepted_at:
        raise InvitationEndedError
    if not current.revoked_at:
        _revoke(current)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> Membership:
    """Take the seat. Accepting twice gives the same membership; raises InvitationEndedError or NotAddresseeError."""
    _lock(invitation.organisation)
    current = Invitation.objects.get(pk=invitation.pk)
    if not is_addressed_to(current.email, user):
        raise NotAddresseeError
    membership = Membership.objects.filter(organisation=current.organisation_id, user=user).first()
    if membership is not None and current.accepted_at:
        return membership
    if current.accepted_at or current.revoked_at or current.has_run_out:
        raise InvitationEndedError
    Invitation.objects.filter(pk=current.pk).update(accepted_at=timezone.now())
    if membership is not None:
        return membership
    membership = Membership.objects.create(organisation_id=current.organisation_id, user=user, role=current.role)
    if invitation.organisation.kind == OrganisationKind.PARTNER_FIRM:
        _act_for_firm(invitation.organisation)
    member_joined.send(sender=Membership, membership=membership)
    return membership


@transaction.atomic
def change_role(membership: Membership, *, role: Role, actor: User) -> None:
    """Raises PermissionDenied, or LastOwnerError when nobody could manage the members any more."""
    current = _lock_membership(membership)
    if current is None or not may_grant(role_of(actor, membership.organisation), role):
        raise PermissionDenied
    if current.role == role:
        return
    _keep_an_owner(current)
    current.role = role
    current.save(update_fields=["role"])
    if role != Role.OWNER:
        _revoke_invitations_by(current)


@transaction.atomic
def remove_member(membership: Membership, *, actor: User) -> None:
    """Owners remove anybody, everybody may leave. Raises PermissionDenied or LastOwnerError."""
    current = _lock_membership(membership)
    if membership.user_id != actor.pk and not may_manage_members(actor, membership.organisation):
        raise PermissionDenied
    if current is None:
        return
    _keep_an_owner(current)
    _revoke_invitations_by(current)
    current.delete()
    member_left.send(sender=Membership, membership=current)


def _lock(organisation: Organisation) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _lock_membership(membership: Membership) -> Membership | None:
    _lock(membership.organisation)
    return Membership.objects.filter(pk=membership.pk).first()


def _act_for_firm(organisation: Organisation) -> None:
    """One out of a file of organisations has no party to bid by yet; one out of a file of firms has, and is ranked
    from its first member on.
    """
    party = Party.objects.filter(kind=PartyKind.PARTNER_FIRM, organisation=organisation).first()
    if party is None:
        open_firm(organisation)
    else:
        announce_change(party)


def _keep_an_owner(leaving: Membership) -> None:
    others = Membership.objects.filter(
        organisation=leaving.organisation_id, role=Role.OWNER, user__is_active=True
    ).exclude(pk=leaving.pk)
    if leaving.role == Role.OWNER and not others.exists():
        raise LastOwnerError


def _revoke(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=timezone.now())


def _revoke_invitations_by(membership: Membership) -> None:
    """Whoever may not invite any more leaves no open seats behind."""
    written = Invitation.objects.undecided().filter(organisation=membership.organisation_id)
    written.filter(invited_by=membership.user_id).update(revoked_at=timezone.now())


def _send_invitation(organisation: Organisation, *, email: str, role: Role, actor: User, site: str) -> Invitation:
    now = timezone.now()
    if organisation.invitations.filter(created_at__gt=now - timedelta(days=1)).count() >= INVITATIONS_A_DAY:
        raise TooManyInvitationsError
    token = new_token()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        token_digest=digest_of(token),
        invited_by=actor,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    member_invited.send(sender=Invitation, invitation=invitation, token=token, site=site)
    return invitation
