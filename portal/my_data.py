"""Everything the platform stores about one person, for that person (個人情報保護法 第33条: disclosure)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Field, ForeignKey, Model, Q
from django.utils import timezone

from accounts.models import User

# model → how its rows name the person. The order is the order of the file.
TOLD: Mapping[str, tuple[str, ...]] = {
    "accounts.User": ("pk",),
    "account.EmailAddress": ("user",),
    "accounts.LegalConsent": ("user",),
    "accounts.Membership": ("user",),
    "accounts.MembershipEvent": ("user",),
    "accounts.Invitation": ("invited_by",),
    "accounts.Party": ("user",),
    "accounts.Profile": ("party__user",),
    "accounts.ProfileEvent": ("party__user",),
    "accounts.Profile_onsite_prefectures": ("profile__party__user",),
    "accounts.ProfileSkill": ("profile__party__user",),
    "accounts.ProfileLanguage": ("profile__party__user",),
    "accounts.PastWork": ("profile__party__user",),
    "accounts.PastWork_skills": ("pastwork__profile__party__user",),
    "accounts.WorkConfirmation": ("party__user", "asked_by", "answered_by"),
    "accounts.Showcase": ("profile__party__user",),
    "accounts.Showcase_regions": ("showcase__profile__party__user",),
    "accounts.Showcase_unwanted": ("showcase__profile__party__user",),
    "accounts.ShowcaseEvent": ("profile__party__user",),
    "accounts.PortfolioItem": ("profile__party__user",),
    "accounts.PortfolioItem_skills": ("portfolioitem__profile__party__user",),
    "accounts.Freelancer": ("party__user",),
    "accounts.FreelancerEvent": ("party__user",),
    "accounts.Personnel": ("party__user",),
    "accounts.PersonnelEvent": ("party__user",),
    "accounts.Consent": ("party__user", "given_by"),
    "accounts.ConsentEvent": ("party__user", "given_by"),
    "accounts.HoursSpan": ("party__user",),
    "accounts.Commitment": ("party__user",),
    "accounts.CommitmentEvent": ("party__user",),
    "accounts.Mandate": ("given_by", "ended_by"),
    "accounts.MandateAct": ("actor",),
    "accounts.FirmMember": ("user",),
    "accounts.FirmMemberEvent": ("user",),
    "accounts.ApprovalStep": ("approver",),
    "accounts.ApiToken": ("user",),
    "accounts.DataImport": ("created_by",),
    "accounts.ImportedCandidate": ("party__user",),
    "accounts.ContactMessage": ("user",),
    "accounts.Evidence": ("party__user", "submitted_by"),
    "accounts.EvidenceEvent": ("party__user", "submitted_by"),
    "accounts.Decision": ("party__user",),
    "accounts.Appeal": ("appealed_by",),
    "accounts.Block": ("made_by",),
    "accounts.StoredFile": ("user", "party__user", "uploaded_by"),
    "orders.Order": ("created_by",),
    "orders.OrderEvent": ("actor",),
    "orders.Bid": ("party__user", "submitted_by"),
    "orders.BidRecord": ("party__user", "submitted_by"),
    "orders.BidEvent": ("actor",),
    "orders.Award": ("awarded_by",),
    "orders.ApprovalRequest": ("asked_by",),
    "orders.ApprovalTurn": ("approver",),
    "messaging.Notification": ("user",),
}
# What names a person and is not in the file, and why; tests ask for a decision about every model.
WITHHELD: Mapping[str, str] = {
    "accounts.User_groups": "rights inside the platform, of administrators only",
    "accounts.User_user_permissions": "rights inside the platform, of administrators only",
    "accounts.ApiAnswer": "answers to repeated requests, kept for a day",
    "accounts.ApiCount": "a counter",
    "accounts.Report": "reports are told to nobody but administrators, so that people dare to make them",
    "accounts.ReportEvent": "as the report itself",
    "accounts.DecisionEvent": "earlier states of a decision",
    "accounts.AppealEvent": "earlier states of an appeal",
    "accounts.DataImportEvent": "earlier states of an import",
    "accounts.BlockEvent": "who blocks whom is told to nobody but the one who does",
    "accounts.ApiTokenEvent": "earlier states of a token",
    "accounts.WorkConfirmationEvent": "earlier states of a question to a client",
    "accounts.ConsentLink": "links that were mailed; the consent given by them is told",
    "accounts.ApprovalStepEvent": "earlier states of an organisation's chain of approvers",
    "accounts.ContactMessageEvent": "earlier states of a message, with notes of administrators",
    "accounts.MandateEvent": "earlier states of a mandate",
    "accounts.PartnerFirm": "facts about an organisation",
    "accounts.PartnerFirmEvent": "facts about an organisation",
    "accounts.LegalDraft": "work of administrators",
    "accounts.LegalDraftEvent": "work of administrators",
    "matching.Judgement": "assessments by administrators: told on request, when other people's interests are weighed",
    "matching.JudgementEvent": "as the assessment itself",
    "messaging.StreamCursor": "a counter",
    "messaging.StreamEvent": "ids for open pages, kept for days",
    "orders.OrderVersion": "earlier states of the order of a company",
    "orders.OrderRecord": "earlier states of the order of a company",
    "orders.ApprovalRequestEvent": "earlier states of a request of an organisation",
    "orders.ApprovalTurnEvent": "earlier states of a decision in an organisation",
    "orders.AwardEvent": "earlier states of the award of a company",
}
# What opens an account, or belongs to the machinery.
_NEVER = re.compile(r"password|token|digest|secret|dedupe|^pgh_(?:id|context|obj)|^id$")
# Notes of administrators about a message; where a file lies on the disk.
_NOT_OF = {"accounts.StoredFile": {"content"}, "accounts.ContactMessage": {"answer", "answered_by"}}
# Told only to the person another field names: whoever is lent does not learn what the company typed.
_ONLY_TO = {"accounts.WorkConfirmation": {"email": "asked_by"}}
# Rows of others of which only the name is told.
_NAMED = ("vocabulary.", "accounts.Organisation", "accounts.LegalVersion", "orders.Order")


def data_about(user: User) -> dict[str, Any]:
    """``{"told_at", "platform", "data": {model: [{field: value}]}}``, to be written as JSON."""
    return {
        "platform": settings.SITE_URL,
        "told_at": timezone.now(),
        "data": {label: list(_rows(apps.get_model(label), lookups, user)) for label, lookups in TOLD.items()},
    }


def _rows(model: type[Model], lookups: tuple[str, ...], user: User) -> Iterator[dict[str, Any]]:
    named = Q()
    for lookup in lookups:
        named |= Q(**{lookup: user.pk})
    fields = [field for field in model._meta.concrete_fields if _is_told(field)]  # noqa: SLF001 -- documented
    joined = [field.name for field in fields if isinstance(field, ForeignKey)]
    rows = model._default_manager  # noqa: SLF001 -- documented
    found = rows.filter(named).order_by("pk").distinct()
    owner_of = _ONLY_TO.get(_label(model), {})
    for row in found.select_related(*joined) if joined else found:
        told = (field for field in fields if field.name not in owner_of or getattr(row, owner_of[field.name]) == user)
        yield {field.name: _value(row, field) for field in told}


def _is_told(field: "Field[Any, Any]") -> bool:
    if _NEVER.search(field.name) or field.name in _NOT_OF.get(_label(field.model), ()):
        return False
    related = field.related_model
    return related is None or (not isinstance(related, str) and _label(related).startswith(_NAMED))


def _label(model: type[Model]) -> str:
    return model._meta.label  # noqa: SLF001 -- documented


def _value(row: Model, field: "Field[Any, Any]") -> Any:
    value = getattr(row, field.name)
    return str(value) if isinstance(value, Model) else value
