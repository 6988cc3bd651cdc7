"""Who may do what for an organisation."""

from collections.abc import Collection
from datetime import timedelta

from accounts.models import (
    Appeal,
    Decision,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    Party,
    PartyKind,
    Reach,
    Role,
    Scope,
    User,
)
from accounts.models.tokens import ORGANISATION_SCOPES, PERSONAL_SCOPES

REPORTS_A_DAY = 20
INVITATIONS_A_DAY = 20
INVITATION_DAYS = 7
CONSENT_LINKS_A_DAY = 5
CONSENT_LINK_DAYS = 30
# Mails that ask for the confirmation of a work: of one party, and to one address from everybody.
WORK_QUESTIONS_A_DAY = 5
WORK_QUESTIONS_OF_ADDRESS = 3
ADDRESS_RESTS_DAYS = 30
# Of one party to one client on the platform.
WORK_QUESTIONS_OF_CLIENT_A_DAY = 3
LONGEST_CONSENT = timedelta(days=2 * 366)
# Messages to those who run the platform, from one e-mail address and from everybody.
MESSAGES_OF_ONE_AN_HOUR = 5
MESSAGES_AN_HOUR = 300
_RANKS = {Role.VIEWER: 0, Role.EDITOR: 1, Role.OWNER: 2}


def may_edit_orders(user: User, organisation: Organisation, reach: str = Reach.DRAFT) -> bool:
    """An owner or editor, or somebody whose support organisation has a mandate that reaches this far."""
    if _has_role(user, organisation, {Role.OWNER, Role.EDITOR}):
        return True
    acting = Membership.objects.filter(user=user, role__in=[Role.OWNER, Role.EDITOR]).values("organisation")
    return Mandate.objects.live(reach).filter(client=organisation, support__in=acting).exists()


def may_edit_organisation(user: User, organisation: Organisation) -> bool:
    return _has_role(user, organisation, {Role.OWNER, Role.EDITOR})


def may_manage_members(user: User, organisation: Organisation) -> bool:
    return _has_role(user, organisation, {Role.OWNER})


def acts_for(user: User, party: Party) -> bool:
    """Whether somebody reads what is the party's: the person themself, or a member of the organisation behind it."""
    if party.user_id == user.pk:
        return True
    return party.organisation_id is not None and user.memberships.filter(organisation=party.organisation_id).exists()


def may_bid_for(user: User, party: Party) -> bool:
    """Whether somebody may bind the party: the person themself, an owner or an editor of the organisation behind it."""
    # A lent person is bound by the company that lends them, not by themself.
    is_oneself = party.user_id is not None and party.user_id == user.pk and party.kind != PartyKind.PERSONNEL
    return is_oneself or (party.organisation is not None and may_edit_orders(user, party.organisation))


def may_lend(user: User, organisation: Organisation) -> bool:
    """Whether somebody keeps the list of lent people of this company: an owner or editor of a company that lends."""
    return organisation.kind == OrganisationKind.LENDER and may_edit_organisation(user, organisation)


def may_edit_personnel(user: User, party: Party) -> bool:
    """Whether somebody keeps what the list says of this lent person."""
    lender = party.organisation
    return party.kind == PartyKind.PERSONNEL and lender is not None and may_lend(user, lender)


def may_edit_profile(user: User, party: Party) -> bool:
    """Whether somebody keeps what the party says of its work."""
    return may_edit_personnel(user, party) if party.kind == PartyKind.PERSONNEL else may_bid_for(user, party)


def may_bring_evidence(user: User, subject: Organisation | Party) -> bool:
    """Whether somebody proves what is said of this organisation or party."""
    return may_bid_for(user, subject) if isinstance(subject, Party) else may_edit_organisation(user, subject)


def may_appeal(user: User, decision: Decision, edited: Collection[int] | None = None) -> bool:
    """Whether somebody answers for what was decided about: the person, an owner or an editor of the organisation.

    ``edited`` are the organisations of `edited_by`, for whoever asks about many decisions.
    """
    party = decision.party
    if party is not None and party.user_id == user.pk:
        return True
    organisation = party.organisation_id if party is not None else decision.organisation_id
    return organisation in (edited_by(user) if edited is None else edited)


def edited_by(user: User) -> frozenset[int]:
    """The organisations somebody is an owner or an editor of."""
    return frozenset(user.memberships.filter(role__in=[Role.OWNER, Role.EDITOR]).values_list("organisation", flat=True))


def may_answer(appeal: Appeal, actor: User) -> bool:
    """Another administrator than the one who decided, where there is another."""
    others = User.objects.filter(is_staff=True, is_active=True).exclude(pk=actor.pk)
    return appeal.decision.decided_by_id != actor.pk or not others.exists()


def is_approved(organisation: Organisation) -> bool:
    """Whether this organisation may publish orders, lend people or act by mandate; drafts it may write before that."""
    return organisation.is_approved


def may_grant(own: Role | None, given: Role) -> bool:
    """Only owners manage members, and nobody gives more than they have."""
    return own == Role.OWNER and _RANKS[given] <= _RANKS[own]


def is_addressed_to(email: str, user: User) -> bool:
    """Whether an invitation for ``email`` is meant for this user. A user's e-mail address is a confirmed one."""
    return user.is_active and user.email.lower() == email.lower()


def scopes_for(organisation: Organisation | None) -> frozenset[str]:
    """What a token that acts for this organisation, or for the person alone, can be given."""
    return frozenset(Scope.values) - (PERSONAL_SCOPES if organisation else ORGANISATION_SCOPES)


def _has_role(user: User, organisation: Organisation, roles: Collection[Role]) -> bool:
    return Membership.objects.filter(user=user, organisation=organisation, role__in=roles).exists()
