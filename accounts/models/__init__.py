"""Who takes part: users, organisations with their members, and the parties that can be matched."""

from accounts.models.organisations import Invitation, Membership, Organisation, Role
from accounts.models.parties import Party, PartyKind
from accounts.models.profiles import (
    FreelancerProfile,
    FreelancerQuerySet,
    PastWork,
    ProfileLanguage,
    ProfileSkill,
    RemoteWork,
    SideJobPermission,
)
from accounts.models.users import User

__all__ = [
    "FreelancerProfile",
    "FreelancerQuerySet",
    "Invitation",
    "Membership",
    "Organisation",
    "Party",
    "PartyKind",
    "PastWork",
    "ProfileLanguage",
    "ProfileSkill",
    "RemoteWork",
    "Role",
    "SideJobPermission",
    "User",
]
