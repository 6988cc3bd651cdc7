"""Values of a record as the platform's columns take them. What does not fit is told; the record is kept whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_noop

from common.interchange.complaints import Complaint
from common.interchange.values import full_width_kana
from common.text import clean_text
from vocabulary.exchange import place_of

if TYPE_CHECKING:
    from accounts.importers import Job
    from accounts.models import ImportedRecord
    from common.interchange.records import Record
    from common.interchange.values import Fields
    from vocabulary.places import Place

_CUT: Final = gettext_noop("This is longer than the %(most)s characters shown here. The file's whole text is kept.")
_OUT_OF_RANGE: Final = gettext_noop("a number from %(least)s to %(most)s was expected")


class Columns:
    """The known values of one record; ``job`` hears what is wrong with them."""

    def __init__(self, record: Record, job: Job) -> None:
        self.record = record
        self.known: Mapping[str, Any] = record.known
        self._job = job

    def remark(self, column: str, message: str, **facts: str | int) -> None:
        self._job.remark(self.record, column, message, **facts)

    def note_once(self, column: str, message: str) -> None:
        """What is true of many rows of the file."""
        self._job.report.warn_once(self.record.line, column, Complaint(message))

    def refuse(self, column: str, message: str, **facts: str | int) -> None:
        self._job.refuse(self.record, column, message, **facts)

    def text(self, key: str, most: int) -> str:
        """Several lines, half-width kana made full."""
        return self.fitted(key, full_width_kana(str(self.known.get(key, ""))), most)

    def line(self, key: str, most: int) -> str:
        return self.fitted(key, " ".join(full_width_kana(str(self.known.get(key, ""))).split()), most)

    def fitted(self, key: str, words: str, most: int) -> str:
        cleaned = clean_text(words)
        if len(cleaned) <= most:
            return cleaned
        self.remark(key, _CUT, most=most)
        return cleaned[: most - 1] + "…"

    def number(self, key: str, least: int, most: int) -> int | None:
        """None where it is not known; what is out of range is refused."""
        value: int | None = self.known.get(key)
        if value is None or least <= value <= most:
            return value
        self.refuse(key, _OUT_OF_RANGE, least=least, most=most)
        return None

    def place(self) -> Place | None:
        found = place_of(self.known)
        if found.remark:
            self._job.report.warn(self.record.line, "municipality", found.remark)
        return found.place


def given_back(
    fields: Fields, imported: ImportedRecord, now: Mapping[str, Any], said: Mapping[str, Any]
) -> dict[str, Any]:
    """A record as it goes out again.

    A key is given as it came while the row still holds what it became (``now``), or where the platform has no column
    for it; what was changed here is given as the platform says it (``said``).
    """
    record: dict[str, Any] = {}
    for key in fields:
        if key not in now or imported.became.get(key) == now[key]:
            if key in imported.source:
                record[key] = imported.source[key]
        else:
            record[key] = said.get(key)
    return record
