"""Every write on people, companies and profiles. Each action is one transaction and quiet when already done."""

from accounts.actions.blocks import block, unblock
from accounts.actions.confirmations import (
    answer_question,
    ask_by_mail,
    ask_client,
    expire_questions,
    take_question_back,
)
from accounts.actions.consents import ask_for_consent, give_consent, lapse_consents, withdraw_consent
from accounts.actions.contact import ContactWords, move_contact_message, request_deletion, send_contact_message
from accounts.actions.evidence import (
    approve_evidence,
    bring_evidence,
    expire_evidence,
    forget_identity_papers,
    refuse_evidence,
    remind_of_ends,
    withdraw_evidence,
)
from accounts.actions.files import prune_files, prune_orphans, remove_file, store_file
from accounts.actions.firms import (
    edit_firm,
    open_firm,
    remove_certificate,
    remove_team_member,
    save_certificate,
    save_team_member,
)
from accounts.actions.governments import change_government, set_ceiling, set_chain
from accounts.actions.hours import change_caps, commit_hours, end_commitment, release_hours
from accounts.actions.legal import (
    LegalWords,
    agree_to_legal_texts,
    drop_legal_draft,
    publish_legal_draft,
    save_legal_draft,
)
from accounts.actions.lent_accounts import connect_account, connect_who_agreed
from accounts.actions.mandates import end_mandate, give_mandate, trace_mandate
from accounts.actions.members import (
    accept_invitation,
    change_role,
    invite_member,
    remove_member,
    resend_invitation,
    revoke_invitation,
)
from accounts.actions.moderation import (
    answer_appeal,
    appeal_decision,
    decide_reports,
    end_suspensions,
    lift_decision,
    report_subject,
)
from accounts.actions.organisations import create_organisation, edit_organisation, vouch_for
from accounts.actions.personnel import (
    create_personnel,
    edit_personnel,
    remove_training,
    report_lent_twice,
    save_training,
    stop_lending,
)
from accounts.actions.profiles import (
    change_profile,
    create_freelancer,
    drop_language,
    drop_skill,
    save_language,
    save_skill,
)
from accounts.actions.showcases import change_showcase, raise_item, remove_item, save_item
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
from accounts.actions.works import remove_work, save_work

__all__ = [
    "ContactWords",
    "LegalWords",
    "accept_invitation",
    "agree_to_legal_texts",
    "answer_appeal",
    "answer_question",
    "appeal_decision",
    "approve_evidence",
    "ask_by_mail",
    "ask_client",
    "ask_for_consent",
    "block",
    "bring_evidence",
    "change_caps",
    "change_government",
    "change_profile",
    "change_role",
    "change_settings",
    "change_showcase",
    "commit_hours",
    "connect_account",
    "connect_who_agreed",
    "count_request",
    "create_freelancer",
    "create_organisation",
    "create_personnel",
    "create_token",
    "decide_reports",
    "drop_language",
    "drop_legal_draft",
    "drop_skill",
    "edit_firm",
    "edit_organisation",
    "edit_personnel",
    "end_commitment",
    "end_mandate",
    "end_suspensions",
    "expire_evidence",
    "expire_questions",
    "forget_identity_papers",
    "forget_old_answers",
    "forget_old_counts",
    "give_consent",
    "give_mandate",
    "invite_member",
    "keep_answer",
    "lapse_consents",
    "lift_decision",
    "move_contact_message",
    "note_use",
    "open_firm",
    "prune_files",
    "prune_orphans",
    "publish_legal_draft",
    "raise_item",
    "refuse_evidence",
    "release_hours",
    "remind_of_ends",
    "remove_certificate",
    "remove_file",
    "remove_item",
    "remove_member",
    "remove_team_member",
    "remove_training",
    "remove_work",
    "report_lent_twice",
    "report_subject",
    "request_deletion",
    "resend_invitation",
    "revoke_invitation",
    "revoke_token",
    "save_certificate",
    "save_item",
    "save_language",
    "save_legal_draft",
    "save_skill",
    "save_team_member",
    "save_training",
    "save_work",
    "send_contact_message",
    "set_ceiling",
    "set_chain",
    "stop_lending",
    "store_file",
    "take_question_back",
    "trace_mandate",
    "unblock",
    "vouch_for",
    "withdraw_consent",
    "withdraw_evidence",
]
