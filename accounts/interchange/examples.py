"""The example row of an empty table, in both languages. Nobody in it is a real person or firm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from accounts.importers import EXAMPLE_IDS

_JAPANESE_ID, _ENGLISH_ID = EXAMPLE_IDS

LENT_PERSON: Final[Mapping[str, Mapping[str, Any]]] = {
    "ja": {
        "id": _JAPANESE_ID,
        "legal_name": "架空 花子",
        "email": "hanako@example.jp",
        "headline": "窓口の手続きを、住民にも職員にも分かりやすくします",
        "lending_form": "業務委託",
        "dispatch_licence": "",
        "roles": ["プロデューサー", "プロジェクトマネージャー"],
        "skills": ["kintone", "データ分析"],
        "public_years": 3,
        "public_experience": "市役所の窓口で、申請の受け付けを電子化",
        "weekly_cap": 24,
        "monthly_cap": 96,
        "prefecture": "東京都",
        "remote": "partial",
        "available_from": "2027-04-01",
        "summary": "自治体の業務の見直しを10年手伝ってきました。",
    },
    "en": {
        "id": _ENGLISH_ID,
        "legal_name": "Hanako Kaku",
        "email": "hanako@example.jp",
        "headline": "Makes counters of town halls easier for citizens and staff",
        "lending_form": "service_contract",
        "dispatch_licence": "",
        "roles": ["producer", "project_manager"],
        "skills": ["kintone", "data analysis"],
        "public_years": 3,
        "public_experience": "Moved the applications at a city's counters online",
        "weekly_cap": 24,
        "monthly_cap": 96,
        "prefecture": "13",
        "remote": "partial",
        "available_from": "2027-04-01",
        "summary": "Has helped local governments with their work for ten years.",
    },
}
CANDIDATE: Final[Mapping[str, Mapping[str, Any]]] = {
    "ja": {
        "id": _JAPANESE_ID,
        "kind": "freelancer",
        "headline": "受発注の仕組みを kintone で作ります",
        "summary": "小さな会社の受発注を10年見てきました。",
        "skills": ["kintone", "データ分析"],
        "rate_jpy_hour": 4500,
        "hours_per_week": 10,
        "available_from": "2027-04-01",
        "prefecture": "東京都",
        "location": "千代田区",
        "remote": "full",
        "side_job": "approved",
        "email": "hanako@example.jp",
        "legal_name": "架空 花子",
        "organisation": "",
    },
    "en": {
        "id": _ENGLISH_ID,
        "kind": "freelancer",
        "headline": "Builds order systems with kintone",
        "summary": "Ten years with the orders of small companies.",
        "skills": ["kintone", "data analysis"],
        "rate_jpy_hour": 4500,
        "hours_per_week": 10,
        "available_from": "2027-04-01",
        "prefecture": "13",
        "location": "Chiyoda",
        "remote": "full",
        "side_job": "approved",
        "email": "hanako@example.jp",
        "legal_name": "Hanako Kaku",
        "organisation": "",
    },
}
ORGANISATION: Final[Mapping[str, Mapping[str, Any]]] = {
    "ja": {
        "id": _JAPANESE_ID,
        "kind": "company",
        "name": "架空醤油",
        "industry": "しょうゆの醸造",
        "employees": 12,
        "prefecture": "島根県",
        "municipality": "松江市",
        "introduction": "木桶で仕込むしょうゆを作っています。",
    },
    "en": {
        "id": _ENGLISH_ID,
        "kind": "company",
        "name": "Kaku Soy Sauce",
        "industry": "Soy sauce brewing",
        "employees": 12,
        "prefecture": "32",
        "municipality": "322016",
        "introduction": "Soy sauce brewed in wooden barrels.",
    },
}
