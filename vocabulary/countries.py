"""Countries by ISO 3166-1, their time zones, and the hours that offices there share with Japan. Pure: no Django."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

HOME: Final = "JP"
HOME_ZONE: Final = "Asia/Tokyo"
_SHIPPED: Final = Path(__file__).parent / "data" / "countries.csv"
# Office hours as most contracts mean them, by the clock of each place.
_OPENS, _CLOSES = time(9), time(18)


@dataclass(frozen=True, slots=True)
class Country:
    """``code`` is ISO 3166-1 alpha-2; ``zones`` are IANA names, the capital's or most usual one first."""

    code: str
    name_ja: str
    name_en: str
    zones: tuple[str, ...]

    def label(self, reader: str) -> str:
        return self.name_ja if reader.startswith("ja") else self.name_en


@cache
def load_countries() -> Mapping[str, Country]:
    """By code."""
    with _SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        found = [Country(row["code"], row["name_ja"], row["name_en"], tuple(row["zones"].split())) for row in rows]
    return MappingProxyType({country.code: country for country in found})


def country_choices(reader: str) -> list[tuple[str, str]]:
    """Codes and names in the reader's language: Japan first, then by name."""
    others = sorted((country.label(reader), country.code) for country in load_countries().values())
    home = load_countries()[HOME]
    return [(HOME, home.label(reader)), *((code, name) for name, code in others if code != HOME)]


def zone_choices(reader: str) -> list[tuple[str, str]]:
    """Every zone under the name of its country; with the city where a country has several."""
    choices = []
    for code, name in country_choices(reader):
        zones = load_countries()[code].zones
        choices += [(zone, name if len(zones) == 1 else f"{name}: {_city(zone)}") for zone in zones]
    return choices


def zone_label(zone: str, reader: str) -> str:
    """The zone as it stands among the choices; the IANA name itself for one that is not among them."""
    return dict(zone_choices(reader)).get(zone, zone)


@cache
def known_zones() -> frozenset[str]:
    return frozenset(zone for country in load_countries().values() for zone in country.zones)


def shared_office_minutes(zone: str, day: date) -> int:
    """Minutes of 9:00–18:00 in Japan on this day during which it is 9:00–18:00 in ``zone``, too."""
    opens, closes = _office_hours(day, HOME_ZONE)
    shared = timedelta()
    for offset in (-1, 0, 1):  # the office day there may lie on the day before or after
        begins, ends = _office_hours(day + timedelta(days=offset), zone)
        shared += max(timedelta(), min(closes, ends) - max(opens, begins))
    return int(shared.total_seconds()) // 60


def _office_hours(day: date, zone: str) -> tuple[datetime, datetime]:
    place, utc = ZoneInfo(zone), ZoneInfo("UTC")
    opens, closes = (datetime.combine(day, moment, tzinfo=place) for moment in (_OPENS, _CLOSES))
    return opens.astimezone(utc), closes.astimezone(utc)


def _city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")
