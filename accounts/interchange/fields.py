"""The keys a candidate and an organisation may have in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_noop

from common.interchange.cells import Shape
from common.interchange.complaints import WrongTypeError
from common.interchange.values import Field, Fields, boolean, identifier, iso_date, list_of, one_of, text, whole_number
from vocabulary.exchange import LANGUAGES, PLACE_FIELDS, SKILLS

CANDIDATE_KINDS: Final = ("freelancer", "personnel", "partner_firm", "engineer")


def work(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, Mapping):
        raise WrongTypeError(gettext_noop("a text or an object was expected"))
    told: dict[str, Any] = {key: value[key] for key in ("title", "text", "industry") if isinstance(value.get(key), str)}
    year = value.get("year")
    return told | ({"year": year} if isinstance(year, int) and not isinstance(year, bool) else {})


CANDIDATE_FIELDS: Final[Fields] = {
    "id": Field(identifier),
    "kind": Field(one_of(*CANDIDATE_KINDS)),
    "lang": Field(text),
    "headline": Field(text),
    "summary": Field(text),
    "skills": SKILLS,
    "works": Field(list_of(work), Shape.LIST),
    "rate_jpy_hour": Field(whole_number, Shape.NUMBER),
    "hours_per_week": Field(whole_number, Shape.NUMBER),
    "available_from": Field(iso_date, Shape.DATE),
    "prefecture": PLACE_FIELDS["prefecture"],
    "location": PLACE_FIELDS["location"],
    "remote": Field(one_of("full", "partial", "none")),
    "languages": LANGUAGES,
    "certificates": Field(list_of(text), Shape.LIST),
    "side_job": Field(one_of("not_needed", "approved", "pending", "forbidden")),
    "timezone": Field(text),
    "placement_licence": Field(boolean, Shape.BOOLEAN),
}

# What an import takes beyond the format: who the person is. It is never written into a file again.
CANDIDATE_IMPORT_FIELDS: Final[Fields] = {
    **CANDIDATE_FIELDS,
    "handle": Field(text),
    "email": Field(text),
    "legal_name": Field(text),
}
IDENTIFYING: Final = ("handle", "email", "legal_name")

ORGANISATION_FIELDS: Final[Fields] = {
    "id": Field(identifier),
    "lang": Field(text),
    "kind": Field(one_of("company", "municipality", "prefecture", "support_org", "partner_firm", "lender")),
    "name": Field(text),
    "industry": Field(text),
    "employees": Field(whole_number, Shape.NUMBER),
    **PLACE_FIELDS,
    "introduction": Field(text),
}
