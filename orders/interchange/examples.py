"""The example row of an empty table of orders, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from accounts.importers import EXAMPLE_IDS

# Who the client is stands only in a file that names one in each row.
CLIENT: Final = ("client_kind", "industry", "employees")
ORDER: Final[Mapping[str, Mapping[str, Any]]] = {
    "ja": {
        "id": EXAMPLE_IDS[0],
        "client_kind": "company",
        "industry": "しょうゆの醸造",
        "employees": 12,
        "prefecture": "島根県",
        "municipality": "松江市",
        "title": "受注のデータを一つにまとめたい",
        "problem": "FAXと電話で受けていて、毎朝書き写しています。",
        "wanted_outcome": "朝、その日の受注が一目で分かる",
        "skills": ["kintone", "データ分析"],
        "must": ["kintone"],
        "budget_jpy_max": 300000,
        "budget_unit": "project",
        "duration_weeks": 8,
        "hours_per_week": 10,
        "start": "2027-04-01",
        "deadline": "2027-03-01",
        "remote": "partial",
    },
    "en": {
        "id": EXAMPLE_IDS[1],
        "client_kind": "company",
        "industry": "Soy sauce brewing",
        "employees": 12,
        "prefecture": "32",
        "municipality": "322016",
        "title": "Bring the data of our orders together",
        "problem": "Orders come by fax and telephone, and every morning we copy them.",
        "wanted_outcome": "See the orders of the day at a glance",
        "skills": ["kintone", "data analysis"],
        "must": ["kintone"],
        "budget_jpy_max": 300000,
        "budget_unit": "project",
        "duration_weeks": 8,
        "hours_per_week": 10,
        "start": "2027-04-01",
        "deadline": "2027-03-01",
        "remote": "partial",
    },
}
