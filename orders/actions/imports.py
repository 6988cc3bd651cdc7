"""Orders out of files: drafts first; published where nothing is missing and that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.actions.organisation_imports import keep_origin, origin_of, without_used_ids
from accounts.importers import Job, Sorted, digest_of, sorted_out
from accounts.interchange.columns import Columns
from accounts.models import Organisation, User
from common.interchange.complaints import Complaint
from common.interchange.records import Record
from common.text import fold
from orders.actions.clients import Clients
from orders.actions.lifecycle import publish_locked
from orders.buying import defaults_for
from orders.errors import ChainMissingError, SeatEmptyError
from orders.imported import drafts_of_import
from orders.interchange.reading import ReadOrder, read_order
from orders.interchange.writing import order_by_key
from orders.models import ImportedOrder, Order, OrderLanguage, OrderSkill
from orders.queries import terms_with_skills
from orders.rules import may_publish_imported, publication_gaps
from orders.states import OrderStatus
from vocabulary.actions import propose_phrase
from vocabulary.models import Municipality, Prefecture, Skill
from vocabulary.queries import concept_index

# Administrators read every one of them.
MOST_PHRASES: Final = 200
_PUBLISHED: Final = gettext_noop("This order is published already and stays as it is.")
_ANOTHER: Final = gettext_noop(
    "The platform brought another order of yours under this id. That one stays as it is; the row is a new order."
)
_ONLY_DRAFTS: Final = gettext_noop("Your mandate does not cover publishing, so all orders stay drafts.")


class OrderWriter:
    """New records become drafts; records that came before change their draft. A published order stays as it is."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._index = concept_index()
        self._clients = Clients(job)
        self._unknown: dict[str, None] = {}
        self._skills = {skill.slug: skill for skill in Skill.objects.all()}
        self._prefectures = Prefecture.objects.in_bulk()

    def write(self, records: Sequence[Record]) -> None:
        ids = [record.id for record in records]
        self._take_up_drafts(records)
        own = ImportedOrder.objects.filter(owner=self._job.owner)
        known = [*_locked(own.filter(external_id__in=ids)), *self._brought_by_others(records)]
        twins = own.filter(digest__in=[digest_of(record.source) for record in records])
        sorted_records = list(sorted_out(self._job, known, twins, records))
        published = set(self._exported(ids).values_list("public_id", flat=True))
        new = [one for one in sorted_records if one.row is None]
        self._create([one for one in new if one.record.id not in published])
        for one in new:
            if one.record.id in published:
                self._job.remark(one.record, "", _PUBLISHED)
                self._job.tally.unchanged += 1
        for one in sorted_records:
            if one.row is not None:
                self._update(one, one.row)

    def _exported(self, ids: Sequence[str]) -> QuerySet[Order]:
        """Orders nobody imported stand in an export by their own id."""
        owner = self._job.owner
        orders = Order.objects.filter(public_id__in=ids, imported=None)
        return orders.filter(client=owner) if owner else orders

    def _brought_by_others(self, records: Sequence[Record]) -> list[ImportedOrder]:
        """What the platform brought for the owner stands in its export by the platform's id and comes back by it.

        The owner's own lists may use the same id for something else, so title, problem or the whole must agree, too.
        """
        owner, coming = self._job.owner, {record.id: record for record in records}
        if owner is None:
            return []
        own = ImportedOrder.objects.filter(owner=owner, external_id__in=coming).values("external_id")
        others = ImportedOrder.objects.filter(order__client=owner, external_id__in=coming).exclude(owner=owner)
        same = []
        for row in _locked(others.exclude(external_id__in=own)):
            if _is_same_order(row, coming[row.external_id]):
                same.append(row)
            else:
                self._job.remark(coming[row.external_id], "id", _ANOTHER)
        return same

    def _take_up_drafts(self, records: Sequence[Record]) -> None:
        """A draft that was written here, exported and comes back is changed, not made a second time."""
        ids = [record.id for record in records]
        drafts = list(self._exported(ids).filter(status=OrderStatus.DRAFT).only("public_id"))
        free = without_used_ids(self._job, ImportedOrder.objects.all(), records, [order.public_id for order in drafts])
        ImportedOrder.objects.bulk_create(
            ImportedOrder(
                owner=self._job.owner, external_id=order.public_id, order=order, source={}, became={}, digest="", line=0
            )
            for order in drafts
            if order.public_id in free
        )

    def finish(self) -> None:
        for phrase in list(self._unknown)[:MOST_PHRASES]:
            propose_phrase(phrase)
        actor = self._job.data_import.created_by
        if not self._job.options.get("publish") or actor is None:
            return
        if may_publish_imported(actor, self._job.owner):
            self._publish(actor)
        else:
            self._job.report.warn(0, "", Complaint(_ONLY_DRAFTS))

    def _create(self, new: Sequence[Sorted[ImportedOrder]]) -> None:
        before = self._job.report.errors.count
        read = [(one, self._read(one.record)) for one in new]
        clients = self._clients.of([one.record for one in new])
        if self._job.report.errors.count > before:
            return
        author = self._job.data_import.created_by
        orders = [
            Order(client=client, created_by=author, **_opening_for(client), **what.facts)
            for (_one, what), client in zip(read, clients, strict=True)
        ]
        self._fill_search(orders, [what for _one, what in read])
        Order.objects.bulk_create(orders)
        self._write_parts(zip(orders, (what for _one, what in read), strict=True))
        ImportedOrder.objects.bulk_create(
            ImportedOrder(
                owner=self._job.owner,
                external_id=one.record.id,
                order=order,
                **origin_of(self._job, one, order_by_key(what)),
            )
            for (one, what), order in zip(read, orders, strict=True)
        )
        self._job.tally.created += len(orders)

    def _update(self, one: Sorted[ImportedOrder], row: ImportedOrder) -> None:
        if one.is_unchanged:
            self._job.tally.unchanged += 1
            keep_origin(row, self._job, one)
            return
        if row.order.status != OrderStatus.DRAFT:
            self._job.remark(one.record, "", _PUBLISHED)
            self._job.tally.unchanged += 1
            return
        read = self._read(one.record)
        for name, value in read.facts.items():
            setattr(row.order, name, value)
        self._fill_search([row.order], [read])
        row.order.save(update_fields=[*read.facts, "search_terms", "updated_at"])
        row.order.skills.all().delete()
        row.order.languages.all().delete()
        self._write_parts([(row.order, read)])
        row.became = order_by_key(read)
        keep_origin(row, self._job, one)
        self._job.tally.updated += 1

    def _read(self, record: Record) -> ReadOrder:
        read = read_order(Columns(record, self._job), self._index)
        if len(self._unknown) < MOST_PHRASES:
            self._unknown.update(dict.fromkeys(read.unknown_skills))
        return read

    def _fill_search(self, orders: Sequence[Order], read: Sequence[ReadOrder]) -> None:
        towns = Municipality.objects.in_bulk({order.municipality_id for order in orders if order.municipality_id})
        for order, what in zip(orders, read, strict=True):
            order.prefecture = self._prefectures.get(order.prefecture_id or "")
            order.municipality = towns.get(order.municipality_id or "")
            order.client.prefecture = self._prefectures[order.client.prefecture_id]
            order.search_terms = terms_with_skills(order, self._skills_of(what))

    def _skills_of(self, read: ReadOrder) -> list[Skill]:
        return [self._skills[wanted.slug] for wanted in read.skills if wanted.slug in self._skills]

    def _write_parts(self, orders: Iterable[tuple[Order, ReadOrder]]) -> None:
        pairs = list(orders)
        OrderSkill.objects.bulk_create(
            OrderSkill(order=order, skill=self._skills[wanted.slug], is_must=wanted.is_must)
            for order, read in pairs
            for wanted in read.skills
            if wanted.slug in self._skills
        )
        OrderLanguage.objects.bulk_create(
            OrderLanguage(order=order, language=wanted.language, level=wanted.level, is_must=wanted.is_must)
            for order, read in pairs
            for wanted in read.languages
        )

    def _publish(self, actor: User) -> None:
        for imported in drafts_of_import(self._job.data_import).iterator(chunk_size=100):
            gaps = publication_gaps(imported.order, now=timezone.now())
            record = Record(imported.external_id, {}, {}, imported.line)
            if gaps:
                missing = ", ".join(gap.field for gap in gaps)
                self._job.remark(
                    record, "", gettext_noop("Stays a draft until these are given: %(missing)s."), missing=missing
                )
                continue
            try:
                with transaction.atomic():
                    publish_locked(imported.order, actor=actor)
            except (ChainMissingError, SeatEmptyError):
                self._job.remark(
                    record, "", gettext_noop("Stays a draft: its organisation has not named who approves orders.")
                )


def _locked(rows: QuerySet[ImportedOrder]) -> list[ImportedOrder]:
    """With their orders, which nobody publishes before the import ends."""
    list(Order.objects.filter(pk__in=rows.values("order")).order_by("pk").select_for_update(of=("self",)))
    # Read only now: what was waited for is seen.
    return list(rows.select_related("order__client"))


def _is_same_order(row: ImportedOrder, record: Record) -> bool:
    texts = ((record.known.get(key), getattr(row.order, key)) for key in ("title", "problem"))
    is_told = any(told and fold(str(told)) == fold(stored) for told, stored in texts)
    return is_told or row.digest == digest_of(record.source)


def _opening_for(client: Organisation) -> dict[str, Any]:
    """When bids are read, which no table of orders says: as this client's own form would propose it."""
    return {name: value for name, value in defaults_for(client).items() if name == "opening"}
