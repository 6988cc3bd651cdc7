"""Finds the skills of the vocabulary in Japanese and English free text. Pure: no Django."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from vocabulary.edges import Spelling, counts
from vocabulary.spelling import fold, half_width, normalise, without_final_long_vowels

SHIPPED_VOCABULARY: Final = Path(__file__).parent / "data" / "skills.json"

# Addresses name hosts, not skills. Lengths are bounded so that hostile text stays linear.
_ADDRESS = re.compile(
    r"https?://[^\s\u3000-\u30ff\u4e00-\u9fff]{1,2000}|www\.[\w.-]{1,200}|[\w.+-]{1,64}@[\w.-]{1,200}"
    r"|\.(?:go|co|or|ne|ac|lg|ed|gr)\.jp\b",
    re.ASCII,
)


class VocabularyFileError(ValueError):
    """The file is not a vocabulary: the message says where and why."""


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    name_ja: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One skill with all its spellings.

    `cased` holds aliases that are plain English words in small letters (Go, React): capitals tell. `alone` holds
    those that capitals do not tell apart either (Teams, PM): they count in a list or beside Japanese only.
    """

    id: str
    category: str
    name_ja: str
    name_en: str
    aliases: tuple[str, ...] = ()
    cased: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    parent: str | None = None
    typical_unit: str = "project"

    @property
    def terms(self) -> tuple[str, ...]:
        """Every spelling a person may use, labels first."""
        return (self.name_ja, self.name_en, *self.aliases, *self.cased, *self.alone)


class Found(NamedTuple):
    """A concept in a text: `text[start:end] == surface`, in characters of the text as given."""

    concept: str
    start: int
    end: int
    surface: str


class ConceptIndex:
    """The vocabulary, ready for looking up and finding. Immutable; building takes a few milliseconds."""

    def __init__(self, concepts: Iterable[Concept], categories: Iterable[Category] = ()) -> None:
        self.concepts: Mapping[str, Concept] = MappingProxyType({concept.id: concept for concept in concepts})
        self.categories: Mapping[str, Category] = MappingProxyType({category.id: category for category in categories})
        self._spellings = _collect_spellings(self.concepts.values())
        self._ordered = list(self._spellings.values())
        self._automaton = AhoCorasick([spelling.text for spelling in self._ordered])

    def find(self, text: str) -> list[Found]:
        """Every concept named in the text, leftmost and longest, without overlaps, in the order of the text.

        Linear in the length of the text; any string is accepted, lone surrogates and unseen marks included.
        """
        folded = fold(text)
        addresses = [match.span() for match in _ADDRESS.finditer(text)]
        candidates: list[tuple[int, int, str]] = []
        for number, first, last in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            spelling = self._ordered[number]
            start, end = folded.starts[first], folded.ends[last - 1]
            if counts(spelling, text, start, end):
                candidates.append((start, end, spelling.concept))
        return list(_leftmost_longest(candidates, addresses, text))

    def concepts_in(self, text: str) -> frozenset[str]:
        """The concepts named in the text, each once."""
        return frozenset(found.concept for found in self.find(text))

    def resolve(self, term: str) -> str | None:
        """The concept a whole term means, by id, label or alias in any spelling; None when it is unknown."""
        if term in self.concepts:
            return term
        spelling = self._spellings.get(normalise(term)) or self._spellings.get(_short_spelling(term))
        return spelling.concept if spelling else None

    def suggest(self, prefix: str, language: str = "ja", limit: int = 10) -> list[str]:
        """Concept ids for someone typing: labels that begin so, then aliases that do, then those that contain it."""
        typed = normalise(prefix)
        if not typed or limit <= 0:
            return []
        ranks: dict[str, int] = {}
        for text, concept, is_label in self._typing_terms:
            rank = (0 if is_label else 1) if text.startswith(typed) else 2 if typed in text else None
            if rank is not None:
                ranks[concept] = min(rank, ranks.get(concept, rank))
        ordered = sorted(ranks, key=lambda concept: (ranks[concept], self.label(concept, language), concept))
        return ordered[:limit]

    def label(self, concept: str, language: str) -> str:
        """The name in Japanese for 'ja' and its variants, else in English; an unknown concept is its own label."""
        known = self.concepts.get(concept)
        if known is None:
            return concept
        return known.name_ja if language.startswith("ja") else known.name_en

    def category_of(self, concept: str) -> str | None:
        known = self.concepts.get(concept)
        return known.category if known else None

    def parent_of(self, concept: str) -> str | None:
        """The wider concept this one is a part or a tool of, if there is one."""
        known = self.concepts.get(concept)
        return known.parent if known else None

    @cached_property
    def _typing_terms(self) -> list[tuple[str, str, bool]]:
        return [
            (normalise(term), concept.id, term in {concept.name_ja, concept.name_en})
            for concept in self.concepts.values()
            for term in concept.terms
        ]


def load_vocabulary_file(path: Path | None = None) -> ConceptIndex:
    """Read a vocabulary in JSON; None reads the one that ships with the platform.

    Shape: {"categories": [{"id", "ja", "en"}], "skills": [{"id", "category", "parent", "name_ja", "name_en",
    "aliases": [...], "cased": [...], "alone": [...], "typical_unit"}]}. Only a skill's "id" is required; unknown keys
    are ignored.
    Raises VocabularyFileError when the file is no such JSON, OSError when it cannot be read.
    """
    try:
        content = json.loads((path or SHIPPED_VOCABULARY).read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        message = f"not UTF-8 JSON: {error}"
        raise VocabularyFileError(message) from error
    if not isinstance(content, dict) or not isinstance(content.get("skills"), list):
        message = 'expected an object with a list under "skills"'
        raise VocabularyFileError(message)
    concepts = [_read_concept(entry, number) for number, entry in enumerate(content["skills"], start=1)]
    _check_ids(concepts)
    listed = content.get("categories")
    categories = [
        Category(str(entry["id"]), str(entry.get("ja", entry["id"])), str(entry.get("en", entry["id"])))
        for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, dict) and entry.get("id")
    ]
    return ConceptIndex(concepts, categories)


def _read_concept(entry: Any, number: int) -> Concept:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"].strip():
        message = f'skill {number}: an object with a text under "id" was expected'
        raise VocabularyFileError(message)
    concept = entry["id"]
    name_en = str(entry.get("name_en") or entry.get("name_ja") or concept)
    return Concept(
        id=concept,
        category=str(entry.get("category") or ""),
        name_ja=str(entry.get("name_ja") or name_en),
        name_en=name_en,
        aliases=_read_terms(entry, "aliases", number),
        cased=_read_terms(entry, "cased", number),
        alone=_read_terms(entry, "alone", number),
        parent=str(entry["parent"]) if entry.get("parent") else None,
        typical_unit=str(entry.get("typical_unit") or "project"),
    )


def _read_terms(entry: Mapping[str, Any], key: str, number: int) -> tuple[str, ...]:
    terms = entry.get(key) or []
    if not isinstance(terms, list) or not all(isinstance(term, str) for term in terms):
        message = f'skill {number}: a list of texts was expected under "{key}"'
        raise VocabularyFileError(message)
    return tuple(terms)


def _check_ids(concepts: list[Concept]) -> None:
    known: set[str] = set()
    for concept in concepts:
        if concept.id in known:
            message = f"the id {concept.id!r} appears twice"
            raise VocabularyFileError(message)
        known.add(concept.id)
    for concept in concepts:
        if concept.parent is not None and concept.parent not in known:
            message = f"{concept.id!r} names an unknown parent {concept.parent!r}"
            raise VocabularyFileError(message)


def _collect_spellings(concepts: Iterable[Concept]) -> dict[str, Spelling]:
    """Folded spelling -> its conditions. The first concept to claim a spelling keeps it; variants come last."""
    spellings: dict[str, Spelling] = {}
    for concept in concepts:
        cased = {normalise(term): half_width(term) for term in concept.cased}
        alone = {normalise(term) for term in concept.alone}
        for term in concept.terms:
            text = normalise(term)
            if text:
                spellings.setdefault(text, Spelling(text, concept.id, cased.get(text), alone=text in alone))
    for spelling in list(spellings.values()):
        shorter = without_final_long_vowels(spelling.text)
        spellings.setdefault(shorter, Spelling(shorter, spelling.concept, ends_word=spelling.text.endswith("ー")))
    return spellings


def _short_spelling(term: str) -> str:
    return without_final_long_vowels(normalise(term))


def _leftmost_longest(
    candidates: list[tuple[int, int, str]], addresses: list[tuple[int, int]], text: str
) -> Iterator[Found]:
    candidates.sort(key=lambda found: (found[0], -found[1]))
    reached, passed = 0, 0
    for start, end, concept in candidates:
        while passed < len(addresses) and addresses[passed][1] <= start:
            passed += 1
        in_address = passed < len(addresses) and addresses[passed][0] < end
        if start >= reached and not in_address:
            yield Found(concept, start, end, text[start:end])
            reached = end
