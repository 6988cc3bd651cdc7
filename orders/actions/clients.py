"""Whose the orders of a file are: one organisation's, or for each row the client it tells of, made where it is new."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from accounts.actions.organisation_imports import OrganisationWriter
from accounts.importers import Job, Tally
from accounts.interchange.fields import ORGANISATION_FIELDS
from accounts.models import ImportedOrganisation, Organisation
from common.interchange.records import Record
from vocabulary.exchange import place_of
from vocabulary.places import Place, load_places

# What a client is called of whom a row says no more than that; (Japanese, English).
_UNNAMED: Final[Mapping[str, tuple[str, str]]] = {
    "company": ("企業", "Company"),
    "municipality": ("市町村", "Municipality"),
    "prefecture": ("都道府県", "Prefecture"),
    "support_org": ("支援機関", "Support organisation"),
}
_GOVERNMENTS: Final = ("municipality", "prefecture")
_TOLD: Final = ("lang", "industry", "employees", "prefecture", "municipality")


class Clients:
    """Looks clients up for one import. Those made of rows are kept for whoever imports: a second file finds them."""

    def __init__(self, job: Job) -> None:
        self._job = job
        chosen = job.options.get("client")
        self._fixed = Organisation.objects.filter(public_id=chosen).first() if chosen else job.owner

    def of(self, records: Sequence[Record]) -> list[Organisation]:
        """The client of each record; with an error in the report where one cannot be made, fewer of them."""
        if self._fixed is not None:
            return [self._fixed] * len(records)
        wanted = [client_record(record) for record in records]
        there = self._found(wanted)
        missing = {client.id: client for client in wanted if client.id not in there}
        writer = OrganisationWriter(Job(self._job.data_import, self._job.report, Tally()))
        writer.write(list(missing.values()))
        found = self._found(wanted)
        return [found[client.id] for client in wanted if client.id in found]

    def _found(self, wanted: Sequence[Record]) -> dict[str, Organisation]:
        imported = ImportedOrganisation.objects.filter(
            owner=self._job.owner, external_id__in={client.id for client in wanted}
        )
        return {one.external_id: one.organisation for one in imported.select_related("organisation")}


def client_record(order: Record) -> Record:
    """The client a row tells of, as a record of an organisation. A government is known by its place alone."""
    known, kind = order.known, str(order.known.get("client_kind", "company"))
    place = place_of(known).place
    same = [kind, *((place.prefecture, str(place.municipality)) if place else ())]
    if kind not in _GOVERNMENTS:
        same.append(str(known.get("industry", "")))
    own_id = "client:" + hashlib.blake2b("\n".join(same).encode(), digest_size=12).hexdigest()
    told: dict[str, Any] = {key: known[key] for key in _TOLD if key in known}
    source = {"id": own_id, "kind": kind, "name": client_name(known, kind, place), **told}
    return Record(own_id, source, {key: source[key] for key in source if key in ORGANISATION_FIELDS}, order.line)


def client_name(known: Mapping[str, Any], kind: str, place: Place | None) -> str:
    """As good a name as the row gives: the government's own, else the line of business with its place."""
    language = "ja" if str(known.get("lang", "ja")).startswith("ja") else "en"
    places = load_places()
    if place and kind == "prefecture":
        return places.label(Place(place.prefecture, None), language)
    if place and place.municipality and kind == "municipality":
        return places.label(place, language)
    called = known.get("industry") or _UNNAMED[kind][0 if language == "ja" else 1]
    if place is None:
        return str(called)
    where = places.label(place, language)
    return f"{called}（{where}）" if language == "ja" else f"{called} ({where})"
