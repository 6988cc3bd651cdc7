"""What is wrong with a piece of a file, kept so that it can be told in any reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext


@dataclass(frozen=True)
class Complaint:
    """``message`` is an English sentence of the catalogue (gettext_noop) with %(named)s places for ``facts``."""

    message: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In the language of whoever reads now."""
        return gettext(self.message) % self.facts if self.facts else gettext(self.message)

    @property
    def english(self) -> str:
        with translation.override("en"):
            return self.sentence


class ComplaintError(ValueError):
    """Carries the complaint to whoever knows the line it is about."""

    def __init__(self, message: str, **facts: str | int) -> None:
        self.complaint = Complaint(message, facts)
        super().__init__(message)

    def __str__(self) -> str:
        return self.complaint.english


class WrongTypeError(ComplaintError):
    """A value that cannot be read; the complaint says what was expected."""


class BrokenLineError(ComplaintError):
    """A line of which nothing can be read."""


class FileRefusedError(ComplaintError):
    """A file of which nothing can be read; ``line`` is 0 when it is about no line."""

    def __init__(self, message: str, *, line: int = 0, **facts: str | int) -> None:
        self.line = line
        super().__init__(message, **facts)


@dataclass(frozen=True, slots=True)
class Problem:
    """A complaint about a line (from 1; 0 for the whole file) and a column ("" for the whole line)."""

    line: int
    column: str
    complaint: Complaint

    @property
    def sentence(self) -> str:
        return self.complaint.sentence

    def to_json(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "column": self.column,
            "message": self.complaint.message,
            "facts": dict(self.complaint.facts),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Problem:
        return cls(stored["line"], stored["column"], Complaint(stored["message"], stored["facts"]))
