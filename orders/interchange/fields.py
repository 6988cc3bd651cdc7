"""The keys an order may have in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from accounts.interchange.fields import CANDIDATE_KINDS
from common.interchange.cells import Shape
from common.interchange.values import Field, Fields, identifier, iso_date, list_of, one_of, text, whole_number
from vocabulary.exchange import LANGUAGES, PLACE_FIELDS, SKILLS

_HEADINGS: Final[Mapping[str, str]] = {
    "id": "管理番号",
    "industry": "業種",
    "prefecture": "都道府県",
    "municipality": "市区町村",
    "employees": "従業員数",
    "title": "件名",
    "problem": "困っていること",
    "wanted_outcome": "目指す姿",
    "skills": "スキル",
    "must": "必須スキル",
    "budget_jpy_min": "予算の下限",
    "budget_jpy_max": "予算の上限",
    "budget_unit": "予算の単位",
    "duration_weeks": "期間(週)",
    "hours_per_week": "週の時間",
    "start": "開始日",
    "deadline": "募集締切日",
    "remote": "働く場所",
}
_FIELDS: Final[Fields] = {
    "id": Field(identifier),
    "lang": Field(text),
    "client_kind": Field(one_of("company", "municipality", "prefecture", "support_org")),
    "industry": Field(text),
    **PLACE_FIELDS,
    "employees": Field(whole_number, Shape.NUMBER),
    "title": Field(text),
    "problem": Field(text),
    "wanted_outcome": Field(text),
    "skills": SKILLS,
    "must": SKILLS,
    "budget_jpy_min": Field(whole_number, Shape.NUMBER),
    "budget_jpy_max": Field(whole_number, Shape.NUMBER),
    "budget_unit": Field(one_of("project", "month", "hour")),
    "duration_weeks": Field(whole_number, Shape.NUMBER),
    "hours_per_week": Field(whole_number, Shape.NUMBER),
    "start": Field(iso_date, Shape.DATE),
    "deadline": Field(iso_date, Shape.DATE),
    "remote": Field(one_of("full", "partial", "onsite")),
    "languages": LANGUAGES,
    "actor_kinds": Field(list_of(one_of(*CANDIDATE_KINDS)), Shape.LIST),
    "data_sensitivity": Field(one_of("none", "personal", "sensitive")),
}
ORDER_FIELDS: Final[Fields] = {key: field._replace(heading=_HEADINGS.get(key, "")) for key, field in _FIELDS.items()}
