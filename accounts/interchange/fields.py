"""The keys a candidate and an organisation may have in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_noop

from accounts.models import LendingForm, PersonnelRole
from common.interchange.cells import Shape
from common.interchange.complaints import WrongTypeError
from common.interchange.values import (
    Field,
    Fields,
    boolean,
    identifier,
    iso_date,
    list_of,
    one_of,
    text,
    whole_number,
    word_of,
)
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

# As people write the forms of lending and the four roles in a table.
LENDING_FORMS: Final[Mapping[str, str]] = {
    "業務委託": LendingForm.SERVICE_CONTRACT,
    "準委任": LendingForm.SERVICE_CONTRACT,
    "請負": LendingForm.SERVICE_CONTRACT,
    "出向": LendingForm.SECONDMENT,
    "在籍出向": LendingForm.SECONDMENT,
    "派遣": LendingForm.DISPATCH,
    "労働者派遣": LendingForm.DISPATCH,
}
ROLES: Final[Mapping[str, str]] = {
    "プロデューサー": PersonnelRole.PRODUCER,
    "プロジェクトマネージャー": PersonnelRole.PROJECT_MANAGER,
    "プロジェクトマネジャー": PersonnelRole.PROJECT_MANAGER,
    "サービスデザイナー": PersonnelRole.SERVICE_DESIGNER,
    "エンジニア": PersonnelRole.ENGINEER,
}

# What an import takes beyond the format. Who the person is, is never kept with the record nor given to others.
_WHO: Final[Fields] = {
    "handle": Field(text, heading="表示名"),
    "email": Field(text, heading="メールアドレス"),
    "legal_name": Field(text, heading="氏名"),
    "staff_number": Field(text, heading="社員番号"),
}
IDENTIFYING: Final = tuple(_WHO)
# The company that lends a person or the firm itself, by its name or id; and what is true of these kinds alone.
OWN_FIELDS: Final[Fields] = {
    "organisation": Field(text, heading="会社名"),
    "lending_form": Field(word_of(LENDING_FORMS), heading="提供の形"),
    "dispatch_licence": Field(text, heading="派遣許可番号"),
    "roles": Field(list_of(word_of(ROLES)), Shape.LIST, "役割"),
    "public_years": Field(whole_number, Shape.NUMBER, "行政経験年数"),
    "public_experience": Field(text, heading="行政経験"),
    "weekly_cap": Field(whole_number, Shape.NUMBER, "週の上限時間"),
    "monthly_cap": Field(whole_number, Shape.NUMBER, "月の上限時間"),
    "country": Field(text, heading="国"),
    "city": Field(text, heading="都市"),
    "engineers": Field(whole_number, Shape.NUMBER, "技術者数"),
}
_HEADINGS: Final[Mapping[str, str]] = {
    "id": "管理番号",
    "headline": "見出し",
    "summary": "仕事の紹介",
    "skills": "スキル",
    "works": "実績",
    "rate_jpy_hour": "時間単価",
    "hours_per_week": "週の稼働時間",
    "available_from": "稼働開始日",
    "prefecture": "都道府県",
    "location": "所在地",
    "remote": "働く場所",
    "languages": "言語",
    "certificates": "資格",
}
CANDIDATE_IMPORT_FIELDS: Final[Fields] = {
    **{key: field._replace(heading=_HEADINGS.get(key, "")) for key, field in CANDIDATE_FIELDS.items()},
    **_WHO,
    **OWN_FIELDS,
}

_ORGANISATION_FIELDS: Final[Fields] = {
    "id": Field(identifier),
    "lang": Field(text),
    "kind": Field(one_of("company", "municipality", "prefecture", "support_org", "partner_firm", "lender")),
    "name": Field(text),
    "industry": Field(text),
    "employees": Field(whole_number, Shape.NUMBER),
    **PLACE_FIELDS,
    "introduction": Field(text),
}
_ORGANISATION_HEADINGS: Final[Mapping[str, str]] = {
    "id": "管理番号",
    "name": "名称",
    "industry": "業種",
    "employees": "従業員数",
    "prefecture": "都道府県",
    "municipality": "市区町村",
    "introduction": "紹介文",
}
ORGANISATION_FIELDS: Final[Fields] = {
    key: field._replace(heading=_ORGANISATION_HEADINGS.get(key, "")) for key, field in _ORGANISATION_FIELDS.items()
}
