"""Certificates that people bring as evidence: names in both languages, who issues them, and how long they count."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from common.reader import reads_japanese

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).parent / "data" / "certificates.csv"


@dataclass(frozen=True)
class Certificate:
    """``itss_level`` (1–7) where the issuer gives one; ``years_valid`` None where it never runs out.

    ``skills`` are the slugs of the vocabulary that holding it is evidence for.
    """

    code: str
    name_ja: str
    name_en: str
    issuer: str
    itss_level: int | None
    years_valid: int | None
    skills: tuple[str, ...]

    @property
    def label(self) -> str:
        """In the reader's language."""
        return self.name_ja if reads_japanese() else self.name_en


@cache
def certificates() -> Mapping[str, Certificate]:
    """By code, in the order of the list."""
    with FILE.open(encoding="utf-8", newline="") as opened:
        return {row["code"]: _certificate(row) for row in csv.DictReader(opened)}


def _certificate(row: dict[str, str]) -> Certificate:
    return Certificate(
        code=row["code"],
        name_ja=row["name_ja"],
        name_en=row["name_en"],
        issuer=row["issuer"],
        itss_level=int(row["itss_level"]) if row["itss_level"] else None,
        years_valid=int(row["years_valid"]) if row["years_valid"] else None,
        skills=tuple(row["skills"].split()),
    )
