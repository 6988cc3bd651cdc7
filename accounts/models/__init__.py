"""Who takes part: users, organisations with their members, and the parties that can be matched."""

from accounts.models.blocks import Block, BlockSide
from accounts.models.confirmations import WorkConfirmation, WorkConfirmationQuerySet
from accounts.models.consents import Consent, ConsentChannel, ConsentLink, ConsentScope, Giver
from accounts.models.contact import ContactMessage, ContactTopic
from accounts.models.evidence import Evidence, EvidenceFile, EvidenceKind, RefusalReason
from accounts.models.files import FileToPrune, StoredFile
from accounts.models.firms import FirmCertificate, FirmMember, FirmMemberLanguage, FirmRole, PartnerFirm
from accounts.models.freelancers import Freelancer, SideJobPermission
from accounts.models.governments import ApprovalStep, LocalGovernment, NegotiatedCeiling
from accounts.models.hours import Commitment, HoursSpan, Span
from accounts.models.imports import DataImport, ImportChunk, ImportedCandidate, ImportedOrganisation, ImportedRecord
from accounts.models.legal import LegalConsent, LegalDraft, LegalKind, LegalVersion
from accounts.models.mandates import Mandate, MandateAct, MandateDeed, Reach
from accounts.models.moderation import Appeal, Decision, Measure, Report, ReportReason, SubjectKind
from accounts.models.organisations import (
    CLIENT_KINDS,
    LOCAL_GOVERNMENTS,
    NEEDS_APPROVAL,
    OFFERING_KINDS,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
)
from accounts.models.parties import Party, PartyKind, PartyQuerySet
from accounts.models.personnel import LendingForm, Personnel, PersonnelRole, Training
from accounts.models.profiles import (
    PastWork,
    Profile,
    ProfileLanguage,
    ProfileQuerySet,
    ProfileSkill,
    RemoteWork,
)
from accounts.models.showcases import ContractForm, HoursOfDay, PortfolioItem, Showcase
from accounts.models.tokens import ApiAnswer, ApiCount, ApiToken, Scope
from accounts.models.users import User

__all__ = [
    "CLIENT_KINDS",
    "LOCAL_GOVERNMENTS",
    "NEEDS_APPROVAL",
    "OFFERING_KINDS",
    "ApiAnswer",
    "ApiCount",
    "ApiToken",
    "Appeal",
    "ApprovalStep",
    "Block",
    "BlockSide",
    "Commitment",
    "Consent",
    "ConsentChannel",
    "ConsentLink",
    "ConsentScope",
    "ContactMessage",
    "ContactTopic",
    "ContractForm",
    "DataImport",
    "Decision",
    "Evidence",
    "EvidenceFile",
    "EvidenceKind",
    "FileToPrune",
    "FirmCertificate",
    "FirmMember",
    "FirmMemberLanguage",
    "FirmRole",
    "Freelancer",
    "Giver",
    "HoursOfDay",
    "HoursSpan",
    "ImportChunk",
    "ImportedCandidate",
    "ImportedOrganisation",
    "ImportedRecord",
    "Invitation",
    "LegalConsent",
    "LegalDraft",
    "LegalKind",
    "LegalVersion",
    "LendingForm",
    "LocalGovernment",
    "Mandate",
    "MandateAct",
    "MandateDeed",
    "Measure",
    "Membership",
    "NegotiatedCeiling",
    "Organisation",
    "OrganisationKind",
    "PartnerFirm",
    "Party",
    "PartyKind",
    "PartyQuerySet",
    "PastWork",
    "Personnel",
    "PersonnelRole",
    "PortfolioItem",
    "Profile",
    "ProfileLanguage",
    "ProfileQuerySet",
    "ProfileSkill",
    "Reach",
    "RefusalReason",
    "RemoteWork",
    "Report",
    "ReportReason",
    "Role",
    "Scope",
    "Showcase",
    "SideJobPermission",
    "Span",
    "StoredFile",
    "SubjectKind",
    "Training",
    "User",
    "WorkConfirmation",
    "WorkConfirmationQuerySet",
]
