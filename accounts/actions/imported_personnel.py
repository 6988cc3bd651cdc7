"""Digital personnel out of files, under the company that lends them. No file agrees for anybody: see consents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_noop

from accounts.actions.imported_kinds import NO_ADDRESS, Coming, address_of, is_address
from accounts.actions.personnel import PersonnelFacts, report_lent_twice, write_personnel
from accounts.errors import AlreadyLentError, AlreadyListedError, CapBelowPromisedError
from accounts.importers import Job
from accounts.interchange.columns import Columns
from accounts.interchange.fields import IDENTIFYING
from accounts.models import ImportedCandidate, LendingForm, Organisation, OrganisationKind, Party, PartyKind, Personnel
from accounts.models.personnel import DISPATCH_LICENCE, HOURS_IN_LONGEST_MONTH, HOURS_IN_WEEK, MOST_YEARS
from common.interchange.records import Record

_STAFF_NUMBER_LENGTH: Final = 40
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−ー－"), "-")
_NEEDED: Final[Mapping[str, str]] = {
    "email": gettext_noop("Digital personnel need their own e-mail address: by it they are asked to agree."),
    "legal_name": gettext_noop("Digital personnel need their legal name. A client reads it after it has chosen them."),
    "lending_form": gettext_noop("Say on what footing the company lends this person (lending_form)."),
}
_LENT_ELSEWHERE: Final = gettext_noop(
    "Another company lends this person already, so they cannot be added. The administrators have been told and will "
    "look into it."
)
_LISTED: Final = gettext_noop("Your list has a person with this entry already.")
_TWICE: Final = gettext_noop("The same person is on line %(line)s already.")
_NO_LICENCE: Final = gettext_noop("Worker dispatch needs the number of the licence.")
_BAD_LICENCE: Final = gettext_noop("Write it like 派13-123456.")
_BELOW_PROMISED: Final = gettext_noop("More hours than this are promised for this person already.")
_SAYS_ITSELF: Final = gettext_noop("The lending company keeps the list of its people itself. The row changes nothing.")
_ENDED: Final = gettext_noop("The company no longer lends this person. The row changes nothing.")
_WAITING: Final = gettext_noop(
    "Digital personnel are shown to nobody until their company and they themselves have agreed. Please agree for your "
    "company and ask each person on their page."
)


class ImportedPersonnel:
    """Under the lending company that imports, or under the one each row names."""

    keeps_unsaid = True
    takes_part_at_once = False

    def __init__(self, job: Job) -> None:
        self._job = job
        self._lender = job.owner if job.owner is not None and job.owner.kind == OrganisationKind.LENDER else None
        self._named: dict[str, list[Organisation]] = {}
        self._came = False

    def own(self, columns: Columns, party: Party | None) -> dict[str, Any]:
        """With ``lender``, None where there is none, for a new person."""
        own = dict(self._facts(columns))
        before: Personnel | None = party.personnel if party else None
        if before is None:
            for key, message in _NEEDED.items():
                if not columns.known.get(key):
                    columns.refuse(key, message)
            own["lender"] = self._lender_of(columns)
            if self._lender is not None and len(columns.record.id) <= _STAFF_NUMBER_LENGTH:
                own.setdefault("staff_number", columns.record.id)
        elif self._names_another(columns, party):
            columns.refuse("organisation", gettext_noop("A file does not move a person to another lending company."))
        form = own.get("lending_form", before.lending_form if before else "")
        licence = own.get("dispatch_licence", before.dispatch_licence if before else "")
        if form == LendingForm.DISPATCH and not licence:
            columns.refuse("dispatch_licence", _NO_LICENCE)
        elif form != LendingForm.DISPATCH:
            own["dispatch_licence"] = ""
        return own

    def refuse_known(self, new: Sequence[Coming]) -> None:
        """The same address is the same person, whoever lends them; a staff number counts within its company only."""
        lenders = {one.own["lender"].pk for one in new if one.own["lender"]}
        # One after the other with the form, so that both see whom the other wrote.
        list(Organisation.objects.filter(pk__in=lenders).order_by("pk").select_for_update(no_key=True))
        self._refuse_addresses(new)
        self._refuse_staff_numbers(new, lenders)

    def parties(self, new: Sequence[Coming], handles: Sequence[str]) -> list[Party]:
        self._came |= bool(new)
        return [
            Party(kind=PartyKind.PERSONNEL, handle=handle, organisation=one.own["lender"])
            for handle, one in zip(handles, new, strict=True)
        ]

    def write_own(self, parties: Sequence[Party], new: Sequence[Coming]) -> None:
        Personnel.objects.bulk_create(
            Personnel(party=party, **{name: value for name, value in one.own.items() if name != "lender"})
            for party, one in zip(parties, new, strict=True)
        )

    def why_not(self, party: Party) -> str:
        # Locked, and read only then: who lends somebody no longer, or begins to act for the company, waits or is seen.
        company = Organisation.objects.select_for_update(no_key=True).get(parties=party)
        if not Personnel.objects.filter(party=party, ended_at__isnull=True).exists():
            return _ENDED
        return _SAYS_ITSELF if self._job.owner is None and company.memberships.exists() else ""

    def change(self, party: Party, coming: Coming) -> bool:
        told = (name for name in coming.own if name in IDENTIFYING or not coming.one.is_unchanged)
        facts = cast("PersonnelFacts", {name: coming.own[name] for name in told})
        try:
            with transaction.atomic():
                return write_personnel(party, facts, self._job.data_import.created_by)
        except AlreadyLentError as error:
            self._refuse_lent_elsewhere(coming.record, party.organisation, error.party_id)
        except AlreadyListedError as error:
            self._job.refuse(coming.record, error.field, _LISTED)
        except CapBelowPromisedError as error:
            self._job.refuse(coming.record, f"{error.span}ly_cap", _BELOW_PROMISED)
        return False

    def remembered(self, row: ImportedCandidate) -> dict[str, Any]:
        return {}

    def closing_note(self) -> str:
        return _WAITING if self._came else ""

    def _facts(self, columns: Columns) -> Iterator[tuple[str, Any]]:
        """Those of Personnel that the row tells."""
        for key, read in _READERS.items():
            if key in columns.known:
                yield key, read(columns)

    def _lender_of(self, columns: Columns) -> Organisation | None:
        named = columns.line("organisation", 120)
        if self._lender is not None:
            if named and named not in (self._lender.name, self._lender.public_id):
                columns.refuse("organisation", gettext_noop("You can bring the people of your own company only."))
            return self._lender
        found = self._lenders_called(named)
        if len(found) == 1:
            return found[0]
        several = gettext_noop("Several lending companies are called “%(name)s”. Please write the id of one of them.")
        nobody = gettext_noop("No lending company is called “%(name)s”.")
        columns.refuse("organisation", several if found else nobody, name=named[:80])
        return None

    def _lenders_called(self, named: str) -> list[Organisation]:
        if named not in self._named:
            lenders = Organisation.objects.filter(kind=OrganisationKind.LENDER)
            self._named[named] = list(lenders.filter(public_id=named) or lenders.filter(name=named)[:2])
        return self._named[named]

    def _names_another(self, columns: Columns, party: Party | None) -> bool:
        named, lender = columns.line("organisation", 120), party.organisation if party else None
        return bool(named) and lender is not None and named not in (lender.name, lender.public_id)

    def _refuse_addresses(self, new: Sequence[Coming]) -> None:
        lent = Personnel.objects.filter(ended_at__isnull=True).annotate(folded=Lower("email"))
        lent = lent.filter(folded__in=[one.own.get("email", "") for one in new])
        there = {one.email.lower(): one for one in lent.select_related("party__organisation", "party__imported")}
        lines: dict[str, int] = {}
        for one in new:
            address, lender = one.own.get("email", ""), one.own["lender"]
            same = there.get(address)
            if same is None and address not in lines:
                lines[address] = one.record.line
            elif same is not None and same.party.organisation_id != (lender.pk if lender else None):
                self._refuse_lent_elsewhere(one.record, lender, same.party_id)
            else:
                self._refuse_twice(one.record, "email", lines.get(address) or self._line_of(same))

    def _refuse_staff_numbers(self, new: Sequence[Coming], lenders: set[int]) -> None:
        numbers = [one.own["staff_number"] for one in new if one.own.get("staff_number")]
        lent = Personnel.objects.filter(
            ended_at__isnull=True, party__organisation__in=lenders, staff_number__in=numbers
        ).select_related("party__imported")
        there = {(one.party.organisation_id, one.staff_number): one for one in lent}
        lines: dict[tuple[int | None, str], int] = {}
        for one in new:
            lender, number = one.own["lender"], one.own.get("staff_number")
            if not number or lender is None:
                continue
            key = (lender.pk, number)
            if key in there or key in lines:
                self._refuse_twice(one.record, "staff_number", lines.get(key) or self._line_of(there.get(key)))
            lines.setdefault(key, one.record.line)

    def _line_of(self, personnel: Personnel | None) -> int:
        """Of this file, 0 for somebody who was here before."""
        imported = getattr(personnel.party, "imported", None) if personnel else None
        return imported.line if imported and imported.last_import_id == self._job.data_import.pk else 0

    def _refuse_twice(self, record: Record, column: str, line: int) -> None:
        if line:
            self._job.refuse(record, column, _TWICE, line=line)
        else:
            self._job.refuse(record, column, _LISTED)

    def _refuse_lent_elsewhere(self, record: Record, lender: Organisation | None, party_id: int) -> None:
        self._job.refuse(record, "email", _LENT_ELSEWHERE)
        if lender is not None:
            self._job.afterwards.append(lambda: report_lent_twice(lender, party_id))


def _address(columns: Columns) -> str:
    address = address_of(columns.record)
    if not is_address(address):
        columns.refuse("email", NO_ADDRESS)
    return address


def _licence(columns: Columns) -> str:
    typed: str = columns.known["dispatch_licence"]
    licence = unicodedata.normalize("NFKC", typed).translate(_DASHES).replace(" ", "")
    if not re.match(DISPATCH_LICENCE, licence):
        columns.refuse("dispatch_licence", _BAD_LICENCE)
    return licence


_READERS: Final[Mapping[str, Callable[[Columns], Any]]] = {
    "email": _address,
    "staff_number": lambda columns: columns.line("staff_number", _STAFF_NUMBER_LENGTH),
    "lending_form": lambda columns: columns.known["lending_form"],
    "dispatch_licence": _licence,
    "roles": lambda columns: list(dict.fromkeys(columns.known["roles"])),
    "public_experience": lambda columns: columns.text("public_experience", 2000),
    "public_years": lambda columns: columns.number("public_years", 0, MOST_YEARS),
    "weekly_cap": lambda columns: columns.number("weekly_cap", 1, HOURS_IN_WEEK),
    "monthly_cap": lambda columns: columns.number("monthly_cap", 1, HOURS_IN_LONGEST_MONTH),
}
