"""The lifecycles of messages to those who run the platform, imports, mandates and proofs, each as one table."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class ContactStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("message", "Open")
    ANSWERED = "answered", pgettext_lazy("message", "Answered")
    CLOSED = "closed", pgettext_lazy("message", "Closed")


CONTACT_MOVES: Mapping[str, frozenset[str]] = {
    ContactStatus.OPEN: frozenset({ContactStatus.ANSWERED, ContactStatus.CLOSED}),
    ContactStatus.ANSWERED: frozenset({ContactStatus.OPEN, ContactStatus.CLOSED}),
    ContactStatus.CLOSED: frozenset({ContactStatus.OPEN}),
}


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("import", "Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Ready to import")
    REFUSED = "refused", pgettext_lazy("import", "Has mistakes")
    WANTED = "wanted", pgettext_lazy("import", "Being imported")
    DONE = "done", pgettext_lazy("import", "Imported")
    FAILED = "failed", pgettext_lazy("import", "Failed")
    DISCARDED = "discarded", pgettext_lazy("import", "Discarded")


IMPORT_MOVES: Mapping[str, frozenset[str]] = {
    ImportStatus.UPLOADED: frozenset({ImportStatus.CHECKED, ImportStatus.REFUSED, ImportStatus.FAILED}),
    ImportStatus.CHECKED: frozenset({ImportStatus.WANTED, ImportStatus.DISCARDED}),
    # The platform may have changed since the check.
    ImportStatus.WANTED: frozenset({ImportStatus.DONE, ImportStatus.REFUSED, ImportStatus.FAILED}),
    ImportStatus.REFUSED: frozenset({ImportStatus.DISCARDED}),
    ImportStatus.FAILED: frozenset({ImportStatus.DISCARDED}),
    ImportStatus.DONE: frozenset(),
    ImportStatus.DISCARDED: frozenset(),
}
# The background has it.
UNDER_WAY = (ImportStatus.UPLOADED, ImportStatus.WANTED)


class MandateStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("mandate", "In force")
    ENDED = "ended", pgettext_lazy("mandate", "Ended")


MANDATE_MOVES: Mapping[str, frozenset[str]] = {
    MandateStatus.ACTIVE: frozenset({MandateStatus.ENDED}),
    MandateStatus.ENDED: frozenset(),
}


class EvidenceStatus(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("evidence", "Being checked")
    APPROVED = "approved", pgettext_lazy("evidence", "Verified")
    REFUSED = "refused", pgettext_lazy("evidence", "Not accepted")
    EXPIRED = "expired", pgettext_lazy("evidence", "Run out")
    WITHDRAWN = "withdrawn", pgettext_lazy("evidence", "Taken back")
    REPLACED = "replaced", pgettext_lazy("evidence", "Renewed")


EVIDENCE_MOVES: Mapping[str, frozenset[str]] = {
    EvidenceStatus.SUBMITTED: frozenset({EvidenceStatus.APPROVED, EvidenceStatus.REFUSED, EvidenceStatus.WITHDRAWN}),
    EvidenceStatus.APPROVED: frozenset({EvidenceStatus.EXPIRED, EvidenceStatus.WITHDRAWN, EvidenceStatus.REPLACED}),
    EvidenceStatus.REFUSED: frozenset(),
    EvidenceStatus.EXPIRED: frozenset(),
    EvidenceStatus.WITHDRAWN: frozenset(),
    EvidenceStatus.REPLACED: frozenset(),
}


class ConfirmationStatus(models.TextChoices):
    ASKED = "asked", pgettext_lazy("confirmation", "Waiting for the client")
    CONFIRMED = "confirmed", pgettext_lazy("confirmation", "Confirmed")
    REFUSED = "refused", pgettext_lazy("confirmation", "Not confirmed")
    EXPIRED = "expired", pgettext_lazy("confirmation", "No answer in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("confirmation", "Taken back")


CONFIRMATION_MOVES: Mapping[str, frozenset[str]] = {
    ConfirmationStatus.ASKED: frozenset(
        {
            ConfirmationStatus.CONFIRMED,
            ConfirmationStatus.REFUSED,
            ConfirmationStatus.EXPIRED,
            ConfirmationStatus.WITHDRAWN,
        }
    ),
    # What was confirmed has been changed or removed since.
    ConfirmationStatus.CONFIRMED: frozenset({ConfirmationStatus.WITHDRAWN}),
    ConfirmationStatus.REFUSED: frozenset(),
    ConfirmationStatus.EXPIRED: frozenset(),
    ConfirmationStatus.WITHDRAWN: frozenset(),
}
# A work has at most one of these.
STANDING_CONFIRMATIONS = (ConfirmationStatus.ASKED, ConfirmationStatus.CONFIRMED)


class ReportStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("report", "Open")
    DECIDED = "decided", pgettext_lazy("report", "Decided")


class AppealStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("appeal", "Open")
    GRANTED = "granted", pgettext_lazy("appeal", "Granted")
    REJECTED = "rejected", pgettext_lazy("appeal", "Rejected")


APPEAL_MOVES: Mapping[str, frozenset[str]] = {
    AppealStatus.OPEN: frozenset({AppealStatus.GRANTED, AppealStatus.REJECTED}),
    AppealStatus.GRANTED: frozenset(),
    AppealStatus.REJECTED: frozenset(),
}
