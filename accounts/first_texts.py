"""The first version of each legal text, as shipped in ``accounts/data/legal``: ``<kind>.<language>.md``."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from accounts.models.legal import LegalKind

SHIPPED = Path(__file__).resolve().parent / "data" / "legal"
# Readers agree to how they are served and to what is done with their data; the other texts inform.
AGREED = (LegalKind.TERMS, LegalKind.PRIVACY)
FIRST_DAY = date(2026, 11, 20)
CHANGES_JA, CHANGES_EN = "最初の版です。", "This is the first version."


@dataclass(frozen=True)
class FirstText:
    """What stands in the two files of a kind."""

    kind: LegalKind
    body_ja: str
    body_en: str

    @property
    def needs_consent(self) -> bool:
        return self.kind in AGREED


def first_texts() -> list[FirstText]:
    """One for each kind, in the order of LegalKind."""
    return [FirstText(kind, _body(kind, "ja"), _body(kind, "en")) for kind in LegalKind]


def _body(kind: LegalKind, language: str) -> str:
    return (SHIPPED / f"{kind}.{language}.md").read_text("utf-8").strip() + "\n"
