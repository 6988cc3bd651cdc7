"""Organisations out of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from accounts.importers import Job, Sorted, digest_of, sorted_out
from accounts.interchange.columns import Columns
from accounts.interchange.organisations import organisation_by_key, organisation_facts
from accounts.models import ImportedOrganisation, ImportedRecord, Organisation
from common.interchange.records import Record

_SAYS_ITSELF: Final = gettext_noop(
    "Somebody acts for this organisation and says what is true of it. The row changes nothing."
)

_IMPORTED_BEFORE: Final = gettext_noop(
    "An earlier file has used this id already. The row changes what came with that file, not what was written here "
    "under the same id."
)


def origin_of(job: Job, one: Sorted[Any], became: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an imported record that say where it came from."""
    return {
        "source": dict(one.record.source),
        "became": dict(became),
        "digest": one.digest,
        "last_import": job.data_import,
        "line": one.record.line,
    }


def keep_origin(row: ImportedRecord, job: Job, one: Sorted[Any]) -> None:
    """The record came again, be it the same or changed; ``became`` is the caller's to set."""
    for name, value in origin_of(job, one, row.became).items():
        setattr(row, name, value)
    row.save()


def without_used_ids(
    job: Job, imported: QuerySet[Any], records: Iterable[Record], written_here: Iterable[str]
) -> set[str]:
    """Which ids of rows written here can stand for them: not those under which this owner has a record already."""
    wanted = set(written_here)
    used = set(imported.filter(owner=job.owner, external_id__in=wanted).values_list("external_id", flat=True))
    for record in records:
        if record.id in used:
            job.remark(record, "id", _IMPORTED_BEFORE)
    return wanted - used


class OrganisationWriter:
    """New records become organisations without members; records that came before change theirs."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def write(self, records: Sequence[Record]) -> None:
        self._take_up(records)
        own = ImportedOrganisation.objects.filter(owner=self._job.owner)
        known = own.filter(external_id__in=[record.id for record in records]).select_related("organisation")
        twins = own.filter(digest__in=[digest_of(record.source) for record in records])
        sorted_records = self._without_those_here(list(sorted_out(self._job, known, twins, records)))
        self._create([one for one in sorted_records if one.row is None])
        for one in sorted_records:
            if one.row is not None:
                self._update(one, one.row)

    def finish(self) -> None:
        """Nobody acts for them yet, so nobody is told."""

    def _take_up(self, records: Sequence[Record]) -> None:
        """Organisations nobody imported stand in an export by their own id: coming back, none is made a second time."""
        ids = [record.id for record in records]
        there = Organisation.objects.filter(public_id__in=ids, imported=None, memberships=None).only("public_id")
        free = without_used_ids(
            self._job, ImportedOrganisation.objects.all(), records, [one.public_id for one in there]
        )
        ImportedOrganisation.objects.bulk_create(
            ImportedOrganisation(
                owner=self._job.owner,
                external_id=organisation.public_id,
                organisation=organisation,
                source={},
                became={},
                digest="",
                line=0,
            )
            for organisation in there
            if organisation.public_id in free
        )

    def _without_those_here(
        self, sorted_records: Sequence[Sorted[ImportedOrganisation]]
    ) -> list[Sorted[ImportedOrganisation]]:
        """Those somebody acts for say themselves what is true of them."""
        ids = [one.record.id for one in sorted_records if one.row is None]
        here = set(Organisation.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
        for one in sorted_records:
            if one.row is None and one.record.id in here:
                self._job.remark(one.record, "", _SAYS_ITSELF)
                self._job.tally.unchanged += 1
        return [one for one in sorted_records if one.row is not None or one.record.id not in here]

    def _create(self, new: Sequence[Sorted[ImportedOrganisation]]) -> None:
        before = self._job.report.errors.count
        read = [(one, organisation_facts(Columns(one.record, self._job))) for one in new]
        if self._job.report.errors.count > before:
            return
        self._remark_on_namesakes(read)
        made = Organisation.objects.bulk_create(Organisation(**facts) for _one, facts in read)
        ImportedOrganisation.objects.bulk_create(
            ImportedOrganisation(
                owner=self._job.owner,
                external_id=one.record.id,
                organisation=organisation,
                **origin_of(self._job, one, organisation_by_key(facts)),
            )
            for (one, facts), organisation in zip(read, made, strict=True)
        )
        self._job.tally.created += len(made)

    def _update(self, one: Sorted[ImportedOrganisation], row: ImportedOrganisation) -> None:
        if one.is_unchanged:
            self._job.tally.unchanged += 1
        elif row.organisation.memberships.exists():
            self._job.remark(one.record, "", _SAYS_ITSELF)
            self._job.tally.unchanged += 1
            return
        else:
            facts = organisation_facts(Columns(one.record, self._job))
            if facts["prefecture_id"] is None or not facts["name"]:
                return
            Organisation.objects.filter(pk=row.organisation_id).update(**facts)
            row.became = organisation_by_key(facts)
            self._job.tally.updated += 1
        keep_origin(row, self._job, one)

    def _remark_on_namesakes(self, read: Sequence[tuple[Sorted[ImportedOrganisation], dict[str, object]]]) -> None:
        named = Organisation.objects.filter(name__in=[facts["name"] for _one, facts in read])
        there = set(named.values_list("name", "prefecture_id"))
        for one, facts in read:
            if (facts["name"], facts["prefecture_id"]) in there:
                self._job.remark(
                    one.record, "name", gettext_noop("An organisation of this name is already in this prefecture.")
                )
