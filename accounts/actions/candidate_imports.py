"""People out of files. Nobody is shown or ranked before it is said that they agreed; see docs/decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.actions.confirmations import take_confirmation_away
from accounts.actions.organisation_imports import keep_origin, origin_of
from accounts.actions.skill_proofs import settle_skills
from accounts.handles import has_letters, proposed_handle, reads_as_contact, reads_as_staff, tidied
from accounts.importers import Job, Sorted, digest_of, sorted_out
from accounts.interchange.candidates import ReadCandidate, candidate_by_key, read_candidate
from accounts.interchange.columns import Columns
from accounts.interchange.fields import IDENTIFYING
from accounts.models import (
    Freelancer,
    ImportedCandidate,
    Party,
    PartyKind,
    PastWork,
    Profile,
    ProfileLanguage,
    ProfileSkill,
    User,
)
from accounts.models.parties import HANDLE_LENGTH
from accounts.signals import profiles_changed
from common.ids import new_public_id
from common.interchange.complaints import Complaint
from common.interchange.records import Record
from vocabulary.actions import propose_phrase
from vocabulary.models import Skill
from vocabulary.queries import concept_index

MOST_PHRASES: Final = 200
ADDRESS_LENGTH: Final = 254
# Nobody ever reads mail there (RFC 2606).
_NO_ADDRESS: Final = "imported.invalid"
_NOT_YET: Final[Mapping[str, str]] = {
    "personnel": gettext_noop(
        "Digital personnel are brought by the company that lends them. This row is kept, but nobody is shown."
    ),
    "partner_firm": gettext_noop(
        "IT partner firms register themselves and answer for their team. This row is kept, but nobody is shown."
    ),
    "engineer": gettext_noop(
        "People looking for employment are not matched without a placement licence. This row is kept, but not shown."
    ),
}


class CandidateWriter:
    """New records become freelancers without a password; records that came before change theirs.

    Without ``options["consent"]`` the accounts stay switched off, and so nobody sees or ranks these people.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._agreed = bool(job.options.get("consent"))
        self._index = concept_index()
        self._skills = {skill.slug: skill for skill in Skill.objects.all()}
        self._unknown: dict[str, None] = {}
        self._changed = False

    def write(self, records: Sequence[Record]) -> None:
        own = ImportedCandidate.objects.filter(owner=self._job.owner)
        stored = [_without_identity(record) for record in records]
        known = own.filter(external_id__in=[record.id for record in records]).select_related("party__profile")
        twins = own.filter(digest__in=[digest_of(record.source) for record in stored])
        sorted_records = list(sorted_out(self._job, known, twins, stored))
        self._keep_only([one for one in sorted_records if self._kind(one) != PartyKind.FREELANCER])
        people = [one for one in sorted_records if self._kind(one) == PartyKind.FREELANCER]
        self._create([one for one in people if one.row is None])
        self._update([one for one in people if one.row is not None])

    def finish(self) -> None:
        for phrase in list(self._unknown)[:MOST_PHRASES]:
            propose_phrase(phrase)
        if not self._agreed and self._job.tally.created:
            self._job.report.warn(0, "", Complaint(_WAITING))
        if self._changed:
            profiles_changed.send(sender=Profile)

    @staticmethod
    def _kind(one: Sorted[ImportedCandidate]) -> str:
        return str(one.record.known.get("kind", PartyKind.FREELANCER.value))

    def _keep_only(self, others: Sequence[Sorted[ImportedCandidate]]) -> None:
        """Kinds that do not come in this way: the record is kept, so that it goes out again as it came."""
        for one in others:
            self._job.remark(one.record, "kind", _NOT_YET[self._kind(one)])
            if one.row is not None:
                keep_origin(one.row, self._job, one)
        new = [one for one in others if one.row is None]
        ImportedCandidate.objects.bulk_create(self._origin(one, {}) for one in new)
        self._job.tally.created += len(new)
        self._job.tally.unchanged += len(others) - len(new)

    def _create(self, new: Sequence[Sorted[ImportedCandidate]]) -> None:
        before = self._job.report.errors.count
        read = [self._read(one.record) for one in new]
        self._refuse_known_addresses(new)
        if self._job.report.errors.count > before:
            return
        users = User.objects.bulk_create(self._user(one.record) for one in new)
        handles = self._handles(new)
        parties = Party.objects.bulk_create(
            Party(kind=PartyKind.FREELANCER, handle=handle, user=user)
            for handle, user in zip(handles, users, strict=True)
        )
        Freelancer.objects.bulk_create(
            Freelancer(party=party, side_job=what.side_job) for party, what in zip(parties, read, strict=True)
        )
        profiles = Profile.objects.bulk_create(
            Profile(party=party, **what.profile) for party, what in zip(parties, read, strict=True)
        )
        self._write_parts(profiles, read)
        rows = [self._origin(one, candidate_by_key(what)) for one, what in zip(new, read, strict=True)]
        for row, party in zip(rows, parties, strict=True):
            row.party = party
        ImportedCandidate.objects.bulk_create(rows)
        self._job.tally.created += len(new)
        self._changed |= bool(new) and self._agreed

    def _update(self, known: Sequence[Sorted[ImportedCandidate]]) -> None:
        for one in known:
            row = one.row
            if row is None or row.party is None:
                continue
            if self._agreed and row.party.user_id:
                self._changed |= bool(User.objects.filter(pk=row.party.user_id, is_active=False).update(is_active=True))
            if one.is_unchanged:
                self._job.tally.unchanged += 1
            else:
                self._change(row.party, self._read(one.record), row)
                self._job.tally.updated += 1
            keep_origin(row, self._job, one)

    def _change(self, party: Party, read: ReadCandidate, row: ImportedCandidate) -> None:
        profile = party.profile
        changed = read.profile | {"version": F("version") + 1, "updated_at": timezone.now()}
        if not read.profile["legal_name"]:
            del changed["legal_name"]
        Profile.objects.filter(pk=profile.pk).update(**changed)
        Freelancer.objects.filter(party=party).update(side_job=read.side_job)
        for part in (ProfileSkill, ProfileLanguage):
            part.objects.filter(profile=profile).delete()
        self._write_parts([profile], [replace(read, works=_new_works(profile, read.works))])
        settle_skills(party)
        row.became = candidate_by_key(read)
        self._changed = True

    def _read(self, record: Record) -> ReadCandidate:
        read = read_candidate(Columns(record, self._job), self._index)
        if len(self._unknown) < MOST_PHRASES:
            self._unknown.update(dict.fromkeys(read.unknown_skills))
        return read

    def _write_parts(self, profiles: Sequence[Profile], read: Sequence[ReadCandidate]) -> None:
        pairs = list(zip(profiles, read, strict=True))
        ProfileSkill.objects.bulk_create(
            ProfileSkill(profile=profile, skill=self._skills[slug], level=level, last_used=used)
            for profile, what in pairs
            for slug, (level, used) in what.skills.items()
            if slug in self._skills
        )
        PastWork.objects.bulk_create(
            PastWork(profile=profile, **work) for profile, what in pairs for work in what.works
        )
        ProfileLanguage.objects.bulk_create(
            ProfileLanguage(profile=profile, language=language, level=level)
            for profile, what in pairs
            for language, level in what.languages.items()
        )

    def _user(self, record: Record) -> User:
        email = _address(record) or f"{new_public_id()}@{_NO_ADDRESS}"
        return User(email=email, password=make_password(None), is_active=self._agreed)

    def _refuse_known_addresses(self, new: Sequence[Sorted[ImportedCandidate]]) -> None:
        """Whoever is here already says themself what is true of them. An address stands for one person of the file."""
        wanted = [address for one in new if (address := _address(one.record))]
        taken = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
        for one in new:
            address = _address(one.record)
            if address and not _is_address(address):
                self._job.refuse(one.record, "email", gettext_noop("This is no e-mail address."))
            elif address in taken:
                self._job.refuse(
                    one.record, "email", gettext_noop("Somebody with this e-mail address is here already.")
                )
            elif address:
                taken.add(address)

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
    known = {(work.title, work.year): work for work in profile.works.all()}
    new = []
    for told in works:
        work = known.pop((told["title"], told["year"]), None)
        if work is None:
            new.append(told)
        else:
            PastWork.objects.filter(pk=work.pk).update(text=told["text"], industry=told["industry"])
    for gone in known.values():
        take_confirmation_away(gone)
        gone.delete()
    return tuple(new)


_WAITING: Final = gettext_noop(
    "These people are kept but neither shown nor ranked: it was not said that they agreed to be on the platform."
)


def _address(record: Record) -> str:
    return str(record.known.get("email", "")).strip().lower()


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= ADDRESS_LENGTH


def _without_identity(record: Record) -> Record:
    """What is kept of a record and goes out again: not who the person is."""
    source = {key: value for key, value in record.source.items() if key not in IDENTIFYING}
    return Record(record.id, source, record.known, record.line)
