"""Every write on people, companies and profiles. Each action is one transaction and quiet when already done."""

from accounts.actions.consents import ask_for_consent, give_consent, lapse_consents, withdraw_consent
from accounts.actions.contact import ContactWords, move_contact_message, request_deletion, send_contact_message
from accounts.actions.files import prune_files, prune_orphans, remove_file, store_file
from accounts.actions.firms import (
    edit_firm,
    open_firm,
    remove_certificate,
    remove_team_member,
    save_certificate,
    save_team_member,
)
from accounts.actions.hours import change_caps, commit_hours, end_commitment, release_hours
from accounts.actions.legal import (
    LegalWords,
    agree_to_legal_texts,
    drop_legal_draft,
    publish_legal_draft,
    save_legal_draft,
)
from accounts.actions.mandates import end_mandate, give_mandate, trace_mandate
from accounts.actions.members import (
    accept_invitation,
    change_role,
    invite_member,
    remove_member,
    resend_invitation,
    revoke_invitation,
)
from accounts.actions.organisations import create_organisation, edit_organisation
from accounts.actions.personnel import (
    create_personnel,
    edit_personnel,
    remove_training,
    save_training,
    stop_lending,
)
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
    "ContactWords",
    "LegalWords",
    "accept_invitation",
    "agree_to_legal_texts",
    "ask_for_consent",
    "change_caps",
    "change_profile",
    "change_role",
    "change_settings",
    "commit_hours",
    "count_request",
    "create_freelancer",
    "create_organisation",
    "create_personnel",
    "create_token",
    "drop_language",
    "drop_legal_draft",
    "drop_skill",
    "edit_firm",
    "edit_organisation",
    "edit_personnel",
    "end_commitment",
    "end_mandate",
    "forget_old_answers",
    "forget_old_counts",
    "give_consent",
    "give_mandate",
    "invite_member",
    "keep_answer",
    "lapse_consents",
    "move_contact_message",
    "note_use",
    "open_firm",
    "prune_files",
    "prune_orphans",
    "publish_legal_draft",
    "release_hours",
    "remove_certificate",
    "remove_file",
    "remove_member",
    "remove_team_member",
    "remove_training",
    "remove_work",
    "request_deletion",
    "resend_invitation",
    "revoke_invitation",
    "revoke_token",
    "save_certificate",
    "save_language",
    "save_legal_draft",
    "save_skill",
    "save_team_member",
    "save_training",
    "save_work",
    "send_contact_message",
    "stop_lending",
    "store_file",
    "trace_mandate",
    "withdraw_consent",
]
