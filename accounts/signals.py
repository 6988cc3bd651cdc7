"""What accounts announce, each inside the transaction of the action that did it."""

from django.dispatch import Signal

profile_changed = Signal()  # profile: Profile
# ``token`` is the only copy of what opens the invitation; ``site`` is "https://host" for absolute addresses.
member_invited = Signal()  # invitation: Invitation, token: str, site: str
access_changed = Signal()  # user: User, whose account was switched on or off
member_joined = Signal()  # membership: Membership
member_left = Signal()  # membership: Membership, deleted with this transaction
mandate_changed = Signal()  # mandate: Mandate, given or ended; actor: User
mail_written = Signal()  # to: str, subject: str, body: str
# ``token`` is the only copy of what opens the personal link; ``site`` as above.
consent_asked = Signal()  # link: ConsentLink, token: str, site: str
# A client is asked to confirm a past work: by mail with ``token``, or on the platform (then it is empty).
work_asked = Signal()  # confirmation: WorkConfirmation, token: str, site: str
work_answered = Signal()  # confirmation: WorkConfirmation, confirmed or refused
# A lent person is not shown any more: a consent was withdrawn or ran out, or the company lends them no longer.
consent_ended = Signal()  # party: Party, giver: str, reason: "withdrawn" | "expired"
person_lent_twice = Signal()  # lender: Organisation, who was refused, party: Party, of the company that lends them
contact_received = Signal()  # message: ContactMessage, somebody wrote to those who run the platform
profiles_changed = Signal()  # many at once, of nobody in particular
import_changed = Signal()  # data_import: DataImport, further on or at its end
# Evidence waits for the administrators; they decided; it runs out soon, or has run out (evidence.status says which).
evidence_brought = Signal()  # evidence: Evidence
evidence_decided = Signal()  # evidence: Evidence
evidence_ends = Signal()  # evidence: Evidence
report_received = Signal()  # report: Report, to be looked at by administrators
decision_made = Signal()  # decision: Decision, about what was reported
appeal_answered = Signal()  # appeal: Appeal
# A decision was made or lifted: whether its subject is hidden now, and whether its organisation is suspended.
content_decided = Signal()  # decision: Decision, is_hidden: bool
block_changed = Signal()  # organisation: Organisation, party: Party, one of whom blocked the other or stopped
