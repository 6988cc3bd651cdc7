"""Who takes part: users, organisations with their members, and the parties that can be matched."""

from accounts.models.freelancers import Freelancer, SideJobPermission
from accounts.models.organisations import Invitation, Membership, Organisation, OrganisationKind, Role
from accounts.models.parties import Party, PartyKind, PartyQuerySet
from accounts.models.profiles import (
    PastWork,
    Profile,
    ProfileLanguage,
    ProfileQuerySet,
    ProfileSkill,
    RemoteWork,
)
from accounts.models.tokens import ApiAnswer, ApiCount, ApiToken, Scope
from accounts.models.users import User

__all__ = [
    "ApiAnswer",
    "ApiCount",
    "ApiToken",
    "Freelancer",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Party",
    "PartyKind",
    "PartyQuerySet",
    "PastWork",
    "Profile",
    "ProfileLanguage",
    "ProfileQuerySet",
    "ProfileSkill",
    "RemoteWork",
    "Role",
    "Scope",
    "SideJobPermission",
    "User",
]
