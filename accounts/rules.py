"""Who may do what for an organisation."""

from collections.abc import Collection

from accounts.models import Membership, Organisation, Role, User

INVITATIONS_A_DAY = 20
INVITATION_DAYS = 7
_RANKS = {Role.VIEWER: 0, Role.EDITOR: 1, Role.OWNER: 2}


def may_edit_orders(user: User, organisation: Organisation) -> bool:
    return _has_role(user, organisation, {Role.OWNER, Role.EDITOR})


def may_edit_organisation(user: User, organisation: Organisation) -> bool:
    return _has_role(user, organisation, {Role.OWNER, Role.EDITOR})


def may_manage_members(user: User, organisation: Organisation) -> bool:
    return _has_role(user, organisation, {Role.OWNER})


def may_grant(own: Role | None, given: Role) -> bool:
    """Only owners manage members, and nobody gives more than they have."""
    return own == Role.OWNER and _RANKS[given] <= _RANKS[own]


def is_addressed_to(email: str, user: User) -> bool:
    """Whether an invitation for ``email`` is meant for this user. A user's e-mail address is a confirmed one."""
    return user.is_active and user.email.lower() == email.lower()


def _has_role(user: User, organisation: Organisation, roles: Collection[Role]) -> bool:
    return Membership.objects.filter(user=user, organisation=organisation, role__in=roles).exists()
