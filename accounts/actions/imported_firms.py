"""IT partner firms out of files. They take part once somebody acts for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext_noop

from accounts.actions.imported_kinds import Coming
from accounts.importers import Job
from accounts.interchange.columns import Columns
from accounts.models import ImportedCandidate, Organisation, OrganisationKind, PartnerFirm, Party, PartyKind
from accounts.models.firms import MOST_ENGINEERS
from vocabulary.countries import HOME, known_zones, load_countries

_NAME_LENGTH: Final = 120
_HERE: Final = gettext_noop("This firm is here already and says itself what is true of it.")
_TWICE: Final = gettext_noop("The same firm is on line %(line)s already.")
_SAYS_ITSELF: Final = gettext_noop("Somebody acts for this firm and says what is true of it. The row changes nothing.")
_UNNAMED: Final = gettext_noop("The row names no firm, so it is called “%(name)s” until somebody acts for it.")
_WHERE: Final = gettext_noop("Please say in which country the firm is (country). By its place it may be outside Japan.")
_WAITING: Final = gettext_noop(
    "IT partner firms are ranked and shown once somebody acts for them. Please invite the first owner of each."
)


class ImportedFirms:
    """Each under an organisation of its own: one that is here without a firm yet, or a new one."""

    keeps_unsaid = True
    takes_part_at_once = False

    def __init__(self, job: Job) -> None:
        self._job = job
        self._there: dict[str, Organisation] = {}
        self._came = False

    def own(self, columns: Columns, party: Party | None) -> dict[str, Any]:
        """Columns of PartnerFirm, and ``name``: what the row calls the firm, "" for nothing."""
        name = columns.line("organisation", _NAME_LENGTH) or columns.line("legal_name", _NAME_LENGTH)
        return {"name": name, **dict(self._facts(columns, party))}

    def refuse_known(self, new: Sequence[Coming]) -> None:
        named = {one.own["name"] for one in new if one.own["name"]}
        firms = Organisation.objects.filter(kind=OrganisationKind.PARTNER_FIRM)
        there: dict[str, list[Organisation]] = defaultdict(list)
        for organisation in firms.filter(name__in=named).prefetch_related("memberships", "parties__imported"):
            there[organisation.name].append(organisation)
        lines: dict[str, int] = {}
        for one in new:
            name = one.own["name"]
            if not name:
                continue
            if name in lines:
                self._refuse_twice(one, lines[name])
            lines.setdefault(name, one.record.line)
            for organisation in there[name]:
                self._refuse_taken(one, organisation)
        self._there = {name: found[0] for name, found in there.items() if found}

    def parties(self, new: Sequence[Coming], handles: Sequence[str]) -> list[Party]:
        self._came |= bool(new)
        made = {one.record.line: self._made(one) for one in new if one.own["name"] not in self._there}
        Organisation.objects.bulk_create(made.values())
        return [
            Party(
                kind=PartyKind.PARTNER_FIRM,
                handle=handle,
                organisation=made.get(one.record.line) or self._there[one.own["name"]],
            )
            for handle, one in zip(handles, new, strict=True)
        ]

    def write_own(self, parties: Sequence[Party], new: Sequence[Coming]) -> None:
        PartnerFirm.objects.bulk_create(
            PartnerFirm(party=party, **_without_name(one.own)) for party, one in zip(parties, new, strict=True)
        )

    def why_not(self, party: Party) -> str:
        acting = party.organisation is not None and party.organisation.memberships.exists()
        return _SAYS_ITSELF if acting else ""

    def change(self, party: Party, coming: Coming) -> bool:
        if coming.one.is_unchanged:
            return False
        changed = 0
        if facts := _without_name(coming.own):
            changed += PartnerFirm.objects.filter(party=party).exclude(**facts).update(**facts)
        organisation = {"name": coming.own["name"]} if coming.own["name"] else {}
        if coming.says("prefecture", "location"):
            organisation |= {key: coming.read.profile[key] for key in ("prefecture_id", "municipality_id")}
        if organisation and party.organisation is not None:
            rows = Organisation.objects.filter(pk=party.organisation.pk)
            changed += rows.exclude(**organisation).update(**organisation)
        return bool(changed)

    def remembered(self, row: ImportedCandidate) -> dict[str, Any]:
        return {}

    def closing_note(self) -> str:
        return _WAITING if self._came else ""

    def _facts(self, columns: Columns, party: Party | None) -> Iterator[tuple[str, Any]]:
        known = columns.known
        if "city" in known:
            yield "city", columns.line("city", 80)
        if "engineers" in known:
            yield "engineers", columns.number("engineers", 1, MOST_ENGINEERS)
        zone = known.get("timezone", "")
        if zone in known_zones():
            yield "time_zone", zone
        elif zone:
            columns.remark("timezone", gettext_noop("No time zone is called “%(zone)s”."), zone=zone[:80])
        if country := self._country(columns, zone):
            yield "country", country
        elif (party is None or party.firm.country == HOME) and _may_be_abroad(columns, zone):
            columns.refuse("country", _WHERE)

    def _country(self, columns: Columns, zone: str) -> str:
        """As the row says, or else the only one with this time zone; a firm abroad must never pass for one at home."""
        said = columns.line("country", 80)
        for country in load_countries().values():
            if said and said.casefold() in (country.code.casefold(), country.name_ja, country.name_en.casefold()):
                return country.code
        if said:
            columns.refuse("country", gettext_noop("No country is called “%(name)s”."), name=said)
            return ""
        holders = _holders(zone)
        return holders[0] if len(holders) == 1 and holders[0] != HOME else ""

    def _made(self, one: Coming) -> Organisation:
        name = one.own["name"]
        if not name:
            name = str(one.read.profile["headline"]) or one.record.id[:_NAME_LENGTH]
            self._job.remark(one.record, "organisation", _UNNAMED, name=name)
        place = {key: one.read.profile[key] for key in ("prefecture_id", "municipality_id")}
        return Organisation(kind=OrganisationKind.PARTNER_FIRM, name=name, **place)

    def _refuse_taken(self, one: Coming, organisation: Organisation) -> None:
        party = next(iter(organisation.parties.all()), None)
        imported = getattr(party, "imported", None)
        if imported is not None and imported.last_import_id == self._job.data_import.pk:
            self._refuse_twice(one, imported.line)
        elif party is not None or organisation.memberships.all():
            self._job.refuse(one.record, "organisation", _HERE)

    def _refuse_twice(self, one: Coming, line: int) -> None:
        self._job.refuse(one.record, "organisation", _TWICE, line=line)


def _without_name(own: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in own.items() if key != "name"}


def _holders(zone: str) -> list[str]:
    return [country.code for country in load_countries().values() if zone and zone in country.zones]


def _may_be_abroad(columns: Columns, zone: str) -> bool:
    """A time zone that is not Japan's, or else a city or an unknown zone without a prefecture.

    A country that is named settles it, and one that nobody knows is refused already.
    """
    if "country" in columns.known:
        return False
    if zone in known_zones():
        return HOME not in _holders(zone)
    return bool(zone or "city" in columns.known) and "prefecture" not in columns.known
