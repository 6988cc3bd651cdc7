"""People and firms out of files. Nobody is shown or ranked before they agreed; see docs/decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.actions.confirmations import take_confirmation_away
from accounts.actions.imported_firms import ImportedFirms
from accounts.actions.imported_freelancers import ImportedFreelancers
from accounts.actions.imported_kinds import Coming, ImportedKind, address_of
from accounts.actions.imported_personnel import ImportedPersonnel
from accounts.actions.organisation_imports import keep_origin, origin_of, without_used_ids
from accounts.actions.skill_proofs import settle_skills
from accounts.handles import has_letters, proposed_handle, reads_as_contact, reads_as_staff, tidied
from accounts.importers import Job, Sorted, digest_of, sorted_out
from accounts.interchange.candidates import PROFILE_COLUMNS, candidate_by_key, own_by_key, read_candidate
from accounts.interchange.columns import Columns
from accounts.interchange.fields import IDENTIFYING
from accounts.models import (
    ImportedCandidate,
    OrganisationKind,
    Party,
    PartyKind,
    PastWork,
    Profile,
    ProfileLanguage,
    ProfileSkill,
)
from accounts.models.parties import HANDLE_LENGTH
from accounts.signals import profiles_changed
from common.ids import new_public_id
from common.interchange.complaints import Complaint
from common.interchange.records import Record
from common.text import fold
from vocabulary.actions import propose_phrase
from vocabulary.models import Skill
from vocabulary.queries import concept_index

MOST_PHRASES: Final = 200
_LENT_BY_NOBODY: Final = gettext_noop("The row names no lending company. It is kept, but this person is not shown.")
_SEEKS_EMPLOYMENT: Final = gettext_noop(
    "People looking for employment are not matched without a placement licence. This row is kept, but not shown."
)
_HERE: Final = gettext_noop("This is the display name of somebody who is here already. The row changes nothing.")
_OWN_PEOPLE_ONLY: Final = gettext_noop("A lending company brings its own digital personnel only.")
_ANOTHER_KIND: Final = gettext_noop("This id stood for another kind of candidate before. Please give the row a new id.")
_PARTS: Final = (("skills", ProfileSkill), ("works", PastWork), ("languages", ProfileLanguage))


class CandidateWriter:
    """New records become parties of their kind; records that came before change theirs."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._kinds: Mapping[str, ImportedKind] = {
            PartyKind.FREELANCER.value: ImportedFreelancers(job),
            PartyKind.PERSONNEL.value: ImportedPersonnel(job),
            PartyKind.PARTNER_FIRM.value: ImportedFirms(job),
        }
        self._lends = job.owner is not None and job.owner.kind == OrganisationKind.LENDER
        self._index = concept_index()
        self._skills = {skill.slug: skill for skill in Skill.objects.all()}
        self._unknown: dict[str, None] = {}
        self._changed = False

    def write(self, records: Sequence[Record]) -> None:
        stored = [_without_identity(record) for record in records]
        if self._lends:
            self._take_up_own(records)
        own = ImportedCandidate.objects.filter(owner=self._job.owner)
        known = [*self._brought_by_others(records), *self._rows(own, records)]
        twins = own.filter(digest__in=[digest_of(record.source) for record in stored])
        sorted_records = self._without_those_here(list(sorted_out(self._job, known, twins, stored)))
        self._keep_only([one for one in sorted_records if self._why_nobody(one)])
        parties = [one for one in sorted_records if not self._why_nobody(one)]
        for kind, imported in self._kinds.items():
            mine = [one for one in parties if self._kind(one) == kind and self._may_be(one, kind)]
            self._create(imported, [one for one in mine if _party_of(one) is None])
            for one in mine:
                self._update(imported, one)

    def finish(self) -> None:
        for phrase in list(self._unknown)[:MOST_PHRASES]:
            propose_phrase(phrase)
        for imported in self._kinds.values():
            if note := imported.closing_note():
                self._job.report.warn(0, "", Complaint(note))
        if self._changed:
            profiles_changed.send(sender=Profile)

    @staticmethod
    def _rows(rows: QuerySet[ImportedCandidate], records: Sequence[Record]) -> QuerySet[ImportedCandidate]:
        rows = rows.filter(external_id__in=[record.id for record in records])
        return rows.select_related(
            "last_import", "party__profile", "party__user", "party__organisation", "party__personnel"
        )

    def _brought_by_others(self, records: Sequence[Record]) -> list[ImportedCandidate]:
        """A lending company's people whom the platform brought stand in its export by the platform's id.

        The same id may be somebody else in the company's own lists, so address, name or content must agree, too.
        """
        if not self._lends:
            return []
        coming = {record.id: record for record in records}
        lent = Q(party__organisation=self._job.owner, party__kind=PartyKind.PERSONNEL)
        rows = self._rows(ImportedCandidate.objects.filter(lent).exclude(owner=self._job.owner), records)
        return [row for row in rows if _is_same_person(row, coming[row.external_id])]

    def _take_up_own(self, records: Sequence[Record]) -> None:
        """A lending company's people out of its own export: they stand in it by the display name."""
        people = Party.objects.filter(organisation=self._job.owner, kind=PartyKind.PERSONNEL, imported=None)
        people = people.filter(handle__in=[record.id for record in records], personnel__ended_at__isnull=True)
        free = without_used_ids(self._job, ImportedCandidate.objects.all(), records, [party.handle for party in people])
        ImportedCandidate.objects.bulk_create(
            ImportedCandidate(
                owner=self._job.owner, external_id=party.handle, party=party, source={}, became={}, digest="", line=0
            )
            for party in people
            if party.handle in free
        )

    def _without_those_here(
        self, sorted_records: Sequence[Sorted[ImportedCandidate]]
    ) -> list[Sorted[ImportedCandidate]]:
        """Who registered here stands in an export by the display name; coming back, it makes nobody a second time."""
        ids = {one.record.id.lower() for one in sorted_records if one.row is None}
        folded = Party.objects.annotate(folded=Lower("handle")).filter(folded__in=ids)
        here = set(folded.values_list("handle", flat=True))
        for one in sorted_records:
            if one.row is None and one.record.id in here:
                self._job.remark(one.record, "id", _HERE)
                self._job.tally.unchanged += 1
        return [one for one in sorted_records if one.row is not None or one.record.id not in here]

    def _kind(self, one: Sorted[ImportedCandidate]) -> str:
        unsaid = PartyKind.PERSONNEL if self._lends else PartyKind.FREELANCER
        return str(one.record.known.get("kind", unsaid.value))

    def _why_nobody(self, one: Sorted[ImportedCandidate]) -> str:
        """Why no party is made of a row, as a msgid; empty where one is."""
        if self._kind(one) not in self._kinds:
            return _SEEKS_EMPLOYMENT
        is_lent = self._lends or "organisation" in one.record.known or _party_of(one) is not None
        return "" if is_lent or self._kind(one) != PartyKind.PERSONNEL else _LENT_BY_NOBODY

    def _may_be(self, one: Sorted[ImportedCandidate], kind: str) -> bool:
        party = _party_of(one)
        if self._lends and kind != PartyKind.PERSONNEL:
            self._job.refuse(one.record, "kind", _OWN_PEOPLE_ONLY)
        elif party is not None and party.kind != kind:
            self._job.refuse(one.record, "kind", _ANOTHER_KIND)
        else:
            return True
        return False

    def _keep_only(self, others: Sequence[Sorted[ImportedCandidate]]) -> None:
        """Rows nobody comes out of: the record is kept, so that it goes out again as it came."""
        for one in others:
            if self._lends:
                self._job.refuse(one.record, "kind", _OWN_PEOPLE_ONLY)
                continue
            self._job.remark(one.record, "kind", self._why_nobody(one))
            if one.row is not None:
                keep_origin(one.row, self._job, one)
        new = [one for one in others if one.row is None]
        ImportedCandidate.objects.bulk_create(self._origin(one, {}) for one in new)
        self._job.tally.created += len(new)
        self._job.tally.unchanged += len(others) - len(new)

    def _create(self, kind: ImportedKind, new: Sequence[Sorted[ImportedCandidate]]) -> None:
        before = self._job.report.errors.count
        coming = [self._read(kind, one) for one in new]
        kind.refuse_known(coming)
        if not new or self._job.report.errors.count > before:
            return
        parties = Party.objects.bulk_create(kind.parties(coming, self._handles(new)))
        kind.write_own(parties, coming)
        profiles = Profile.objects.bulk_create(
            Profile(party=party, **one.read.profile) for party, one in zip(parties, coming, strict=True)
        )
        self._write_parts(list(zip(profiles, coming, strict=True)))
        self._keep_origins(parties, coming)
        self._job.tally.created += len(new)
        self._changed |= kind.takes_part_at_once

    def _keep_origins(self, parties: Sequence[Party], coming: Sequence[Coming]) -> None:
        rows: list[ImportedCandidate] = []
        for party, one in zip(parties, coming, strict=True):
            row = one.one.row or self._origin(one.one, {})
            row.party, row.became = party, candidate_by_key(one.read) | own_by_key(party)
            if row.pk is None:
                rows.append(row)
            else:
                keep_origin(row, self._job, one.one)
        ImportedCandidate.objects.bulk_create(rows)

    def _update(self, kind: ImportedKind, one: Sorted[ImportedCandidate]) -> None:
        party, row = _party_of(one), one.row
        if party is None or row is None:
            return
        if reason := kind.why_not(party):
            self._job.remark(one.record, "", reason)
            self._job.tally.unchanged += 1
            return
        before = self._job.report.errors.count
        coming = self._read(kind, one)
        if self._job.report.errors.count > before:
            return
        changed, became = kind.change(party, coming), row.became
        if not one.is_unchanged or self._names_anew(party, coming):
            self._change_profile(party, coming, everything=not kind.keeps_unsaid)
            became = candidate_by_key(coming.read) | own_by_key(_reread(party))
            changed = True
        self._job.tally.updated += changed
        self._job.tally.unchanged += not changed
        self._changed |= changed
        row.became = became | kind.remembered(row)
        keep_origin(row, self._job, one)

    @staticmethod
    def _names_anew(party: Party, coming: Coming) -> bool:
        """The legal name is not kept with the record, so a record that says the same may still change it."""
        name = coming.read.profile["legal_name"]
        return bool(name) and name != party.profile.legal_name

    def _change_profile(self, party: Party, coming: Coming, *, everything: bool) -> None:
        """What the file does not tell is unknown with ``everything``, and else as it was."""
        profile, read = party.profile, coming.read
        changed = {
            column: value
            for column, value in read.profile.items()
            if everything or coming.says(*PROFILE_COLUMNS[column])
        }
        if not read.profile["legal_name"]:
            changed.pop("legal_name", None)
        changed |= {"version": F("version") + 1, "updated_at": timezone.now()}
        if read.profile["legal_name"]:
            changed["legal_name"] = read.profile["legal_name"]
        Profile.objects.filter(pk=profile.pk).update(**changed)
        told = {key for key, _part in _PARTS if everything or coming.says(key)}
        for key, part in _PARTS:
            if key in told and part is not PastWork:
                part.objects.filter(profile=profile).delete()
        if "works" in told:
            coming = replace(coming, read=replace(read, works=_new_works(profile, read.works)))
        self._write_parts([(profile, coming)], told)
        if "skills" in told:
            settle_skills(party)

    def _read(self, kind: ImportedKind, one: Sorted[ImportedCandidate]) -> Coming:
        columns = Columns(one.record, self._job)
        read = read_candidate(columns, self._index)
        if self._kind(one) != PartyKind.FREELANCER:
            read = replace(read, side_job="")
        if len(self._unknown) < MOST_PHRASES:
            self._unknown.update(dict.fromkeys(read.unknown_skills))
        return Coming(one, read, kind.own(columns, _party_of(one)))

    def _write_parts(
        self, pairs: Sequence[tuple[Profile, Coming]], told: frozenset[str] | set[str] = frozenset(dict(_PARTS))
    ) -> None:
        if "skills" in told:
            ProfileSkill.objects.bulk_create(
                ProfileSkill(profile=profile, skill=self._skills[slug], level=level, last_used=used)
                for profile, one in pairs
                for slug, (level, used) in one.read.skills.items()
                if slug in self._skills
            )
        if "works" in told:
            PastWork.objects.bulk_create(
                PastWork(profile=profile, **work) for profile, one in pairs for work in one.read.works
            )
        if "languages" in told:
            ProfileLanguage.objects.bulk_create(
                ProfileLanguage(profile=profile, language=language, level=level)
                for profile, one in pairs
                for language, level in one.read.languages.items()
            )

    def _handles(self, new: Sequence[Sorted[ImportedCandidate]]) -> list[str]:
        wanted = [tidied(str(one.record.known.get("handle", "")))[:HANDLE_LENGTH] for one in new]
        folded = Party.objects.annotate(folded=Lower("handle")).filter(folded__in=[name.lower() for name in wanted])
        taken = set(folded.values_list("folded", flat=True))
        handles = []
        for one, name in zip(new, wanted, strict=True):
            if name and name.lower() in taken:
                self._job.remark(one.record, "handle", gettext_noop("Somebody else already uses this display name."))
            is_good = name and name.lower() not in taken and not (reads_as_contact(name) or reads_as_staff(name))
            handles.append(name if is_good and has_letters(name) else f"{proposed_handle()[:20]}-{new_public_id()[:8]}")
            taken.add(handles[-1].lower())
        return handles

    def _origin(self, one: Sorted[ImportedCandidate], became: Mapping[str, Any]) -> ImportedCandidate:
        origin = origin_of(self._job, one, became)
        return ImportedCandidate(owner=self._job.owner, external_id=one.record.id, **origin)


def _new_works(profile: Profile, works: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Those the profile does not have yet. A work is known by title and year, which are what a client confirms."""
    known: defaultdict[tuple[str, int | None], list[PastWork]] = defaultdict(list)
    for work in profile.works.order_by("pk"):
        known[work.title, work.year].append(work)
    new = []
    for told in works:
        if alike := known[told["title"], told["year"]]:
            work = next((one for one in alike if one.text == told["text"]), alike[0])
            alike.remove(work)
            PastWork.objects.filter(pk=work.pk).update(text=told["text"], industry=told["industry"])
        else:
            new.append(told)
    for gone in (work for alike in known.values() for work in alike):
        take_confirmation_away(gone)
        gone.delete()
    return tuple(new)


def _is_same_person(row: ImportedCandidate, record: Record) -> bool:
    party = row.party
    assert party is not None
    said = {(address_of(record), party.personnel.email.lower())}
    said.add((fold(str(record.known.get("legal_name", ""))), fold(party.profile.legal_name)))
    is_told = any(told and told == stored for told, stored in said)
    return is_told or row.digest == digest_of(_without_identity(record).source)


def _party_of(one: Sorted[ImportedCandidate]) -> Party | None:
    return one.row.party if one.row is not None else None


def _reread(party: Party) -> Party:
    return Party.objects.select_related("organisation", "personnel", "firm").get(pk=party.pk)


def _without_identity(record: Record) -> Record:
    """What is kept of a record and goes out again: not who the person is."""
    source = {key: value for key, value in record.source.items() if key not in IDENTIFYING}
    return Record(record.id, source, record.known, record.line)
