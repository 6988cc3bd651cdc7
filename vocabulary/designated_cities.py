"""The designated cities (政令指定都市), to which laws often give the powers and limits of a prefecture. Pure."""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

_SHIPPED: Final = Path(__file__).parent / "data" / "designated_cities.csv"


@cache
def load_designated_cities() -> Mapping[str, date]:
    """Six-digit municipal code → the day the designation took effect.

    Source: the Cabinet Order that names the cities of the Local Autonomy Act, Art. 252-19 (1) (政令第254号, 1956).
    """
    with _SHIPPED.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["code"]: date.fromisoformat(row["since"]) for row in csv.DictReader(file)})


def is_designated_city(code: str) -> bool:
    """Whether a six-digit municipal code is that of a designated city today."""
    return code in load_designated_cities()
