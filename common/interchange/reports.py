"""What went wrong and what was noticed while a file was read, up to a limit, for people and for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from common.interchange.cells import defused
from common.interchange.complaints import Complaint, Problem
from common.interchange.encodings import UTF8_MARK
from common.interchange.tables import line_of_cells

MOST_KEPT: Final = 500


@dataclass(slots=True)
class Findings:
    """Problems of one kind: the first MOST_KEPT of them, and how many there were."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: Problem) -> None:
        self.count += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(problem)


@dataclass(slots=True)
class Report:
    """``errors`` keep a file from being imported; ``warnings`` say what was read otherwise than it was written."""

    errors: Findings = field(default_factory=Findings)
    warnings: Findings = field(default_factory=Findings)
    _noted: set[str] = field(default_factory=set)

    def refuse(self, line: int, column: str, complaint: Complaint) -> None:
        self.errors.add(Problem(line, column, complaint))

    def warn(self, line: int, column: str, complaint: Complaint) -> None:
        self.warnings.add(Problem(line, column, complaint))

    def warn_once(self, line: int, column: str, complaint: Complaint) -> None:
        """For what would be said again on every line."""
        if column not in self._noted:
            self._noted.add(column)
            self.warn(line, column, complaint)


def as_sentences(problems: Iterable[Problem]) -> Iterator[str]:
    """One sentence for each problem in the reader's language, beginning with line and column."""
    for problem in problems:
        place = [_("line %(number)s") % {"number": problem.line}] if problem.line else []
        yield ": ".join([", ".join([*place, *([problem.column] if problem.column else [])]) or "–", problem.sentence])


def as_table(errors: Iterable[Problem], warnings: Iterable[Problem]) -> Iterator[bytes]:
    """The problems as a CSV in the reader's language."""
    yield UTF8_MARK + line_of_cells([_("Kind"), _("Line"), _("Column"), _("What is wrong")])
    for kind, problems in ((_("Mistake"), errors), (_("Note"), warnings)):
        for problem in problems:
            cells = [kind, str(problem.line or ""), problem.column, problem.sentence]
            yield line_of_cells(map(defused, cells))
