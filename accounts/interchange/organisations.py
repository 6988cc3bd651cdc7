"""Organisations as records: what a record says of one, and the record an organisation is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from accounts.interchange.columns import Columns, given_back
from accounts.interchange.fields import ORGANISATION_FIELDS
from accounts.models import ImportedOrganisation, Organisation, OrganisationKind, User
from accounts.models.organisations import MOST_EMPLOYEES

# The exchange format's words for kinds that are called otherwise here.
KINDS: Final[Mapping[str, str]] = {kind.value: kind.value for kind in OrganisationKind} | {"support_org": "support"}
_KINDS_OUTSIDE: Final = {"support": "support_org"}
_EXPORTED_TOGETHER: Final = 500


def organisation_facts(columns: Columns) -> dict[str, Any]:
    """The columns of an organisation; without a name or a prefecture it is refused."""
    place = columns.place()
    if place is None:
        columns.refuse("prefecture", gettext_noop("An organisation needs a prefecture."))
    name = columns.line("name", 120)
    if not name:
        columns.refuse("name", gettext_noop("An organisation needs a name."))
    return {
        "kind": KINDS.get(columns.known.get("kind", ""), OrganisationKind.COMPANY.value),
        "name": name,
        "industry": columns.line("industry", 80),
        "employees": columns.number("employees", 0, MOST_EMPLOYEES) or None,
        "prefecture_id": place.prefecture if place else None,
        "municipality_id": place.municipality if place else None,
        "introduction": columns.text("introduction", 2000),
    }


def organisation_records(user: User | None) -> Iterator[dict[str, Any]]:
    """Every organisation somebody may take out, imported ones with the id they came with; for nobody, all of them."""
    organisations: QuerySet[Organisation] = Organisation.objects.all()
    if user is not None and not user.is_staff:
        organisations = Organisation.objects.visible_to(user)
    rows = organisations.select_related("imported", "municipality").order_by("pk")
    for organisation in rows.iterator(chunk_size=_EXPORTED_TOGETHER):
        yield organisation_record(organisation)


def organisation_record(organisation: Organisation) -> dict[str, Any]:
    said = {
        "id": organisation.public_id,
        "kind": kind_outside(organisation),
        "name": organisation.name,
        "industry": organisation.industry or None,
        "employees": organisation.employees,
        "prefecture": organisation.prefecture_id,
        "municipality": organisation.municipality.name_ja if organisation.municipality else None,
        "introduction": organisation.introduction or None,
    }
    imported: ImportedOrganisation | None = getattr(organisation, "imported", None)
    if imported is None:
        return said
    return given_back(ORGANISATION_FIELDS, imported, organisation_by_key(vars(organisation)), said)


def kind_outside(organisation: Organisation) -> str:
    return _KINDS_OUTSIDE.get(organisation.kind, organisation.kind)


def organisation_by_key(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of an organisation by the keys of the format."""
    plain = {key: facts[key] for key in ("kind", "name", "industry", "employees", "introduction")}
    return plain | {"prefecture": facts["prefecture_id"], "municipality": facts["municipality_id"]}
