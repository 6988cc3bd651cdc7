"""Every write on people, companies and profiles. Each action is one transaction and quiet when already done."""

from accounts.actions.members import (
    accept_invitation,
    change_role,
    invite_member,
    remove_member,
    resend_invitation,
    revoke_invitation,
)
from accounts.actions.organisations import create_organisation, edit_organisation
from accounts.actions.profiles import (
    change_profile,
    create_freelancer,
    drop_language,
    drop_skill,
    remove_work,
    save_language,
    save_skill,
    save_work,
)
from accounts.actions.tokens import (
    count_request,
    create_token,
    forget_old_answers,
    forget_old_counts,
    keep_answer,
    note_use,
    revoke_token,
)
from accounts.actions.users import change_settings

__all__ = [
    "accept_invitation",
    "change_profile",
    "change_role",
    "change_settings",
    "count_request",
    "create_freelancer",
    "create_organisation",
    "create_token",
    "drop_language",
    "drop_skill",
    "edit_organisation",
    "forget_old_answers",
    "forget_old_counts",
    "invite_member",
    "keep_answer",
    "note_use",
    "remove_member",
    "remove_work",
    "resend_invitation",
    "revoke_invitation",
    "revoke_token",
    "save_language",
    "save_skill",
    "save_work",
]
