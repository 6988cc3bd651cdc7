"""The record an order is, for whoever takes it elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Any, Final

from django.db.models import QuerySet

from accounts.interchange.columns import given_back
from accounts.interchange.organisations import kind_outside
from accounts.models import Organisation, User
from orders.interchange.fields import ORDER_FIELDS
from orders.interchange.reading import ReadOrder
from orders.models import Order
from vocabulary.exchange import LEVEL_NAMES

_TOGETHER: Final = 500


def order_records(user: User | None, owner: Organisation | None) -> Iterator[dict[str, Any]]:
    """Orders of one organisation, or of all for administrators and for nobody (the command line)."""
    orders: QuerySet[Order] = Order.objects.order_by("pk")
    if owner is not None:
        orders = orders.filter(client=owner)
    elif user is not None and not user.is_staff:
        orders = Order.objects.owned_by(user).order_by("pk")
    joined = orders.select_related("client", "municipality", "imported").defer("search_terms")
    rows = joined.prefetch_related("skills__skill", "languages")
    for order in rows.iterator(chunk_size=_TOGETHER):
        yield order_record(order)


def order_record(order: Order) -> dict[str, Any]:
    said = _said(order)
    imported = getattr(order, "imported", None)
    if imported is None:
        return said
    said["skills"] = [*said["skills"], *imported.became.get("unknown_skills", ())]
    return given_back(ORDER_FIELDS, imported, _as_stored(order), said)


def _said(order: Order) -> dict[str, Any]:
    client, skills = order.client, list(order.skills.all())
    return {
        "id": order.public_id,
        "client_kind": kind_outside(client),
        "industry": client.industry or None,
        "prefecture": order.prefecture_id,
        "municipality": order.municipality.name_ja if order.municipality else None,
        "employees": client.employees,
        "title": order.title,
        "problem": order.problem,
        "wanted_outcome": order.wanted_outcome,
        "skills": [wanted.skill.slug for wanted in skills],
        "must": [wanted.skill.slug for wanted in skills if wanted.is_must],
        "budget_jpy_min": order.budget_min_yen,
        "budget_jpy_max": order.budget_max_yen,
        "budget_unit": order.budget_unit,
        "duration_weeks": order.duration_weeks,
        "hours_per_week": order.hours_per_week,
        "start": order.start_on.isoformat() if order.start_on else None,
        "deadline": order.last_bidding_day.isoformat() if order.last_bidding_day else None,
        "remote": order.remote or None,
        "languages": [
            {"lang": one.language, "level": LEVEL_NAMES[one.level - 1]} | ({"must": True} if one.is_must else {})
            for one in order.languages.all()
        ],
        "actor_kinds": order.wanted_kinds,
    }


def order_by_key(read: ReadOrder) -> dict[str, Any]:
    """What a record became, by the keys of the format."""
    skills = {wanted.slug: wanted.is_must for wanted in read.skills}
    languages = [(one.language, one.level, one.is_must) for one in read.languages]
    return _by_key(read.facts, skills, languages) | {"unknown_skills": list(read.unknown_skills)}


def _as_stored(order: Order) -> dict[str, Any]:
    skills = {wanted.skill.slug: wanted.is_must for wanted in order.skills.all()}
    languages = [(one.language, one.level, one.is_must) for one in order.languages.all()]
    return _by_key(vars(order), skills, languages)


def _by_key(
    facts: Mapping[str, Any], skills: Mapping[str, bool], languages: Iterable[tuple[str, int, bool]]
) -> dict[str, Any]:
    same = ("title", "problem", "wanted_outcome", "duration_weeks", "hours_per_week", "remote", "budget_unit")
    return {
        **{key: facts[key] for key in same},
        "prefecture": facts["prefecture_id"],
        "municipality": facts["municipality_id"],
        "skills": sorted(skills),
        "must": sorted(slug for slug, is_must in skills.items() if is_must),
        "budget_jpy_min": facts["budget_min_yen"],
        "budget_jpy_max": facts["budget_max_yen"],
        "start": facts["start_on"] and facts["start_on"].isoformat(),
        "deadline": facts["bids_close_at"] and facts["bids_close_at"].astimezone(UTC).isoformat(),
        "languages": sorted(map(list, languages)),
        "actor_kinds": list(facts["wanted_kinds"]),
    }
