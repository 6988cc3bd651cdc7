"""What differs between two contents of an order, in the words and the order of the order's page."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Final, Literal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from common.reader import language_of_reader, reads_japanese, yen
from orders.labels import budget_year_label, kinds_label
from orders.models import BudgetUnit, Order, RemoteShare
from vocabulary.concepts import ConceptIndex
from vocabulary.labels import language_label, level_label
from vocabulary.places import Place, load_places
from vocabulary.queries import concept_index

type Content = Mapping[str, Any]

# After the end of a sentence or of a line. Japanese has no spaces, and single letters make no readable comparison.
_SENTENCES = re.compile(r"(?<=[。！？\n])|(?<=[.!?] )")
MOST_SENTENCES: Final = 400


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class Difference:
    """One line of a comparison. ``pieces`` for what is better read as one text with marks; else before and after."""

    name: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether a notice only names it."""
        return self.name in LONG_TEXTS


class Words:
    """The names of skills, read once for however many comparisons of a page."""

    @cached_property
    def skills(self) -> ConceptIndex:
        return concept_index()


def differences(before: Content, after: Content, words: Words | None = None) -> list[Difference]:
    """In the reader's language; what only one of the two contents knows of is left out."""
    words = words or Words()
    return [
        Difference(
            name,
            label,
            _text(name, before, words),
            _text(name, after, words),
            _pieces(name, before, after),
        )
        for name, label in _lines(before.keys() & after.keys())
        if any(before.get(one) != after.get(one) for one in GROUPS.get(name, (name,)))
    ]


type Teller = Callable[[Content, Words], str]


def summary(told: Sequence[Difference]) -> str:
    """One short text for a notice: short values before and after, of long texts only the name."""
    parts = [
        one.label
        if one.is_long
        else gettext("%(label)s: %(before)s → %(after)s")
        % {"label": one.label, "before": one.before, "after": one.after}
        for one in told
    ]
    return ("、" if reads_japanese() else "; ").join(parts)


LABELS: Final[dict[str, Promise]] = {
    "title": _("Title"),
    "problem": _("What the trouble is"),
    "wanted_outcome": _("What should be different afterwards"),
    "skills": _("Skills asked for"),
    "budget": _("Budget"),
    "hours_per_week": _("Hours a week"),
    "duration_weeks": _("Length"),
    "place": _("Place of work"),
    "languages": _("Languages"),
    "start_on": _("Start"),
    "deadline": _("Last day for bids"),
    "positions": _("People wanted"),
    "wanted_kinds": _("Who may answer"),
    "opening": _("When bids are read"),
    "budget_year": _("Budget year"),
    "procurement": _("How it is bought"),
    "procurement_reason": _("Reason"),
    "ending_terms": _("If the work ends early"),
}
# Read together on the page, so told together.
GROUPS: Final = {
    "budget": ("budget_min_yen", "budget_max_yen", "budget_unit"),
    "place": ("remote", "prefecture_id", "municipality_id"),
}
LONG_TEXTS: Final = ("problem", "wanted_outcome", "ending_terms", "procurement_reason")
TEXTS: Final = ("title", *LONG_TEXTS)


def _lines(known: set[str]) -> list[tuple[str, str]]:
    """(name, label) of every line, the ones of the page first, then fields that have no line of their own there."""
    grouped = {name for names in GROUPS.values() for name in names}
    others = sorted(known - LABELS.keys() - grouped)
    return [
        *((name, str(label)) for name, label in LABELS.items()),
        *((name, str(getattr(Order._meta.get_field(name), "verbose_name", name))) for name in others),  # noqa: SLF001 -- Django's name
    ]


def _pieces(name: str, before: Content, after: Content) -> tuple[Piece, ...]:
    if name in TEXTS and before.get(name) and after.get(name):
        return _compared(_sentences(before[name]), _sentences(after[name]))
    return ()


def _sentences(text: str) -> list[str]:
    """At most MOST_SENTENCES, the rest as one: comparing costs the square of them."""
    parts = [part for part in _SENTENCES.split(text) if part]
    return [*parts[:MOST_SENTENCES], *filter(None, ["".join(parts[MOST_SENTENCES:])])]


def _compared(old: list[str], new: list[str]) -> tuple[Piece, ...]:
    """Nothing where no sentence stayed: then the whole before and the whole after are read more easily."""
    pieces = []
    for _kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        pieces += [Piece("gone", gone)] if gone else []
        pieces += [Piece("new", came)] if came else []
    return tuple(pieces) if any(piece.kind == "same" for piece in pieces) else ()


def _text(name: str, content: Content, words: Words) -> str:
    teller = TELLERS.get(name)
    told = teller(content, words) if teller else _plainly(name, content.get(name))
    return told or gettext("Not stated")


def _budget(content: Content, _words: Words) -> str:
    low, high = content["budget_min_yen"], content["budget_max_yen"]
    facts = {"low": yen(low or 0), "high": yen(high or 0), "unit": BudgetUnit(content["budget_unit"]).label}
    if low is not None and high is not None and low != high:
        return gettext("%(low)s to %(high)s %(unit)s") % facts
    if high is not None:
        return gettext("up to %(high)s %(unit)s") % facts
    return gettext("from %(low)s %(unit)s") % facts if low is not None else ""


def _place(content: Content, _words: Words) -> str:
    remote = str(RemoteShare(content["remote"]).label) if content["remote"] else ""
    if not content["prefecture_id"]:
        return remote
    place = load_places().label(Place(content["prefecture_id"], content["municipality_id"]), language_of_reader())
    return gettext("%(remote)s (%(place)s)") % {"remote": remote, "place": place} if remote else place


def _skills(content: Content, words: Words) -> str:
    index, language = words.skills, language_of_reader()
    return _listed(
        index.label(wanted["slug"], language) + (f" ({pgettext('skill', 'must')})" if wanted["is_must"] else "")
        for wanted in content["skills"]
    )


def _languages(content: Content, _words: Words) -> str:
    return _listed(
        gettext("%(language)s: %(level)s")
        % {"language": language_label(wanted["language"]), "level": level_label(wanted["level"])}
        + (f" {pgettext('language', '(must)')}" if wanted["is_must"] else "")
        for wanted in content["languages"]
    )


def _hours(content: Content, _words: Words) -> str:
    hours = content["hours_per_week"]
    return ngettext("about %(n)s hour", "about %(n)s hours", hours) % {"n": hours} if hours else ""


def _weeks(content: Content, _words: Words) -> str:
    weeks = content["duration_weeks"]
    return ngettext("about %(n)s week", "about %(n)s weeks", weeks) % {"n": weeks} if weeks else ""


def _kinds(content: Content, _words: Words) -> str:
    return kinds_label(content["wanted_kinds"])


def _budget_year(content: Content, _words: Words) -> str:
    return budget_year_label(content["budget_year"]) if content["budget_year"] else ""


def _day(name: str) -> Teller:
    def told(content: Content, _words: Words) -> str:
        day = content[name]
        return date_format(datetime.date.fromisoformat(day), "DATE_FORMAT") if day else ""

    return told


TELLERS: Final[dict[str, Teller]] = {
    "budget": _budget,
    "place": _place,
    "skills": _skills,
    "languages": _languages,
    "hours_per_week": _hours,
    "duration_weeks": _weeks,
    "wanted_kinds": _kinds,
    "budget_year": _budget_year,
    "start_on": _day("start_on"),
    "deadline": _day("deadline"),
}


def _listed(parts: Any) -> str:
    return ("、" if reads_japanese() else ", ").join(parts)


def _plainly(name: str, value: Any) -> str:
    """A value of a field without a teller: choices by their labels, lists joined."""
    if value in (None, "", []):
        return ""
    if name in TEXTS or name == "positions":
        return str(value)
    field = Order._meta.get_field(name)  # noqa: SLF001 -- Django's name
    labels = dict(getattr(getattr(field, "base_field", field), "flatchoices", ()))
    return _listed(str(labels.get(one, one)) for one in (value if isinstance(value, list) else [value]))
