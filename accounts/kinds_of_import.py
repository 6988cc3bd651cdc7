"""What can be imported about people and organisations; loaded when Django starts."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actions.candidate_imports import CandidateWriter
from accounts.actions.organisation_imports import OrganisationWriter
from accounts.forms.imports import CandidateOptionsForm
from accounts.importers import Importer, register_importer
from accounts.interchange.candidates import candidate_records
from accounts.interchange.examples import CANDIDATE, LENT_PERSON, ORGANISATION
from accounts.interchange.fields import CANDIDATE_IMPORT_FIELDS, ORGANISATION_FIELDS
from accounts.interchange.organisations import organisation_records
from accounts.models import DataImport, Organisation, User
from accounts.rules import may_lend


def _may_import_candidates(user: User, owner: Organisation | None) -> bool:
    """Administrators for the platform; the editors of a lending company for its own people."""
    return _administrators(user, owner) or (owner is not None and may_lend(user, owner))


def _administrators(user: User, owner: Organisation | None) -> bool:
    """For the platform: never for an organisation they are a member of, too."""
    return user.is_staff and owner is None


def _in_language(examples: Mapping[str, Mapping[str, Any]], language: str) -> Mapping[str, Any]:
    return examples["ja" if language.startswith("ja") else "en"]


def _own_people(data_import: DataImport) -> str:
    """A lending company goes on to agree for its new people, and to ask them."""
    return reverse("accounts:people_agree") if data_import.owner else ""


register_importer(
    Importer(
        kind="organisations",
        label=_("Organisations"),
        fields=ORGANISATION_FIELDS,
        may_import=_administrators,
        writer=OrganisationWriter,
        records=lambda user, _owner: organisation_records(user),
        example=lambda language, _owner: _in_language(ORGANISATION, language),
    )
)
register_importer(
    Importer(
        kind="candidates",
        label=pgettext_lazy("what a file holds", "People"),
        fields=CANDIDATE_IMPORT_FIELDS,
        may_import=_may_import_candidates,
        writer=CandidateWriter,
        records=candidate_records,
        options=CandidateOptionsForm,
        example=lambda language, owner: _in_language(LENT_PERSON if owner else CANDIDATE, language),
        follow_up=_own_people,
    )
)
