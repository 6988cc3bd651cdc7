"""What can be imported about people and organisations; loaded when Django starts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actions.candidate_imports import CandidateWriter
from accounts.actions.organisation_imports import OrganisationWriter
from accounts.forms.imports import CandidateOptionsForm
from accounts.importers import Importer, register_importer
from accounts.interchange.candidates import candidate_records
from accounts.interchange.fields import CANDIDATE_IMPORT_FIELDS, ORGANISATION_FIELDS
from accounts.interchange.organisations import organisation_records
from accounts.models import Organisation, User


def _administrators(user: User, owner: Organisation | None) -> bool:
    """For the platform: never for an organisation they are a member of, too."""
    return user.is_staff and owner is None


register_importer(
    Importer(
        kind="organisations",
        label=_("Organisations"),
        fields=ORGANISATION_FIELDS,
        may_import=_administrators,
        writer=OrganisationWriter,
        records=lambda user, _owner: organisation_records(user),
    )
)
register_importer(
    Importer(
        kind="candidates",
        label=pgettext_lazy("what a file holds", "People"),
        fields=CANDIDATE_IMPORT_FIELDS,
        may_import=_administrators,
        writer=CandidateWriter,
        records=candidate_records,
        options=CandidateOptionsForm,
    )
)
