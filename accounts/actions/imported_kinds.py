"""What the three kinds of candidates have in common while rows of a file become them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop

from accounts.importers import Sorted
from accounts.interchange.candidates import ReadCandidate
from accounts.interchange.columns import Columns
from accounts.models import ImportedCandidate, Party
from common.interchange.records import Record

ADDRESS_LENGTH: Final = 254
NO_ADDRESS: Final = gettext_noop("This is no e-mail address.")


@dataclass(frozen=True, slots=True)
class Coming:
    """A record on its way to become a party, or to change one. ``own``: columns of the model of its kind alone."""

    one: Sorted[ImportedCandidate]
    read: ReadCandidate
    own: dict[str, Any]

    @property
    def record(self) -> Record:
        return self.one.record

    def says(self, *keys: str) -> bool:
        """Whether the file tells any of these; what it does not tell stays as it is."""
        return any(key in self.record.source for key in keys)


class ImportedKind(Protocol):
    """One kind of candidate: who stands behind it, and what is true of it alone."""

    # Whether a row without a value leaves what is stored as it is, or says that it is unknown.
    keeps_unsaid: bool

    @property
    def takes_part_at_once(self) -> bool:
        """Whether those who come are ranked from now on."""

    def own(self, columns: Columns, party: Party | None) -> dict[str, Any]:
        """Columns of its own model, of a new party or of this one; the report hears what cannot be."""

    def refuse_known(self, new: Sequence[Coming]) -> None:
        """Tell of those who are here already, or twice in the file."""

    def parties(self, new: Sequence[Coming], handles: Sequence[str]) -> list[Party]:
        """Unsaved, with whoever stands behind each saved."""

    def write_own(self, parties: Sequence[Party], new: Sequence[Coming]) -> None: ...

    def why_not(self, party: Party) -> str:
        """Why a file no longer changes this party, as a msgid; empty where it does.

        Locks what it asks about: the answer holds until the import ends.
        """

    def change(self, party: Party, coming: Coming) -> bool:
        """Write what differs; says whether anything did."""

    def remembered(self, row: ImportedCandidate) -> dict[str, Any]:
        """What later files need to know of this one: beside what the record became, under keys of no file."""

    def closing_note(self) -> str:
        """What is to be known about those who came, as a msgid; empty for nothing."""


def address_of(record: Record) -> str:
    return str(record.known.get("email", "")).strip().lower()


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= ADDRESS_LENGTH
