"""From records to what the engine ranks: skills and places of free text are looked up in the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.interchange.records import Record
from matching.engine.values import Candidate, Concepts, Geography, HeldSkill, LanguageLevel, Need, NeededSkill
from matching.engine.words import plain
from vocabulary.concepts import Concept, ConceptIndex
from vocabulary.exchange import place_of
from vocabulary.places import PlaceIndex
from vocabulary.spelling import normalise

# A skill an order names in words the vocabulary lacks becomes a concept of its own, so that people can be found by it.
_COINED = "text:"
_COINED_CHARS = 60


class Conversion:
    """Turns records into needs and candidates with one vocabulary, extended by the skills the orders name."""

    def __init__(self, vocabulary: ConceptIndex, places: PlaceIndex, orders: Iterable[Record]) -> None:
        self._index = _extended(vocabulary, orders)
        self._places = places

    def geography(self) -> Geography:
        codes = list(self._places.prefectures)
        return Geography(
            neighbours={code: self._places.neighbours(code) for code in codes},
            block_of={code: block for code in codes if (block := self._places.block_of(code))},
        )

    def concepts(self) -> Concepts:
        known = self._index.concepts.values()
        return Concepts(
            parent_of={concept.id: concept.parent for concept in known if concept.parent},
            category_of={concept.id: concept.category for concept in known if concept.category},
        )

    def need(self, record: Record) -> Need:
        known = record.known
        text = _joined(known, "title", "problem", "wanted_outcome", "industry")
        named = "\n".join(skill["name"] for skill in known.get("skills", ()))
        place = place_of(known).place
        return Need(
            id=record.id,
            text="\n".join(filter(None, (text, named))),
            skills=self._needed(known),
            concepts=self._index.concepts_in(plain(text)),
            budget_min_yen=known.get("budget_jpy_min"),
            budget_max_yen=known.get("budget_jpy_max"),
            budget_unit=known.get("budget_unit"),
            duration_weeks=known.get("duration_weeks"),
            hours_per_week=known.get("hours_per_week"),
            start=known.get("start"),
            prefecture=place.prefecture if place else None,
            municipality=place.municipality if place and place.municipality else known.get("municipality"),
            location=known.get("location"),
            remote=known.get("remote"),
            languages=_languages(known),
            actor_kinds=frozenset(known.get("actor_kinds", ())),
        )

    def candidate(self, record: Record) -> Candidate:
        """The person, with the id of the file as their key and no number yet (id 0)."""
        known = record.known
        text = _joined(known, "headline", "summary")
        named = "\n".join((*(skill["name"] for skill in known.get("skills", ())), *known.get("certificates", ())))
        works = tuple(filter(None, (_joined(work, "title", "text", "industry") for work in known.get("works", ()))))
        whole = "\n".join((text, named, *works))
        place = place_of(known).place
        return Candidate(
            id=0,
            key=record.id,
            kind=known.get("kind", ""),
            text="\n".join(filter(None, (text, named))),
            skills=self._held(known),
            concepts=self._index.concepts_in(plain(whole)),
            works=works,
            rate_jpy_hour=known.get("rate_jpy_hour"),
            hours_per_week=known.get("hours_per_week"),
            available_from=known.get("available_from"),
            prefecture=place.prefecture if place else None,
            municipality=place.municipality if place else None,
            location=known.get("location"),
            remote=known.get("remote"),
            languages=_languages(known),
            side_job=known.get("side_job"),
            placement_licence=known.get("placement_licence"),
        )

    def _needed(self, known: Mapping[str, Any]) -> tuple[NeededSkill, ...]:
        musts = {self._index.resolve(skill["name"]) for skill in known.get("must", ())}
        named = (*known.get("must", ()), *known.get("skills", ()))
        resolved = [(self._index.resolve(skill["name"]), skill.get("level")) for skill in named]
        return tuple(NeededSkill(concept, concept in musts, level) for concept, level in resolved if concept)

    def _held(self, known: Mapping[str, Any]) -> tuple[HeldSkill, ...]:
        resolved = [(self._index.resolve(skill["name"]), skill) for skill in known.get("skills", ())]
        return tuple(
            HeldSkill(concept, skill.get("level"), skill.get("last_used"), skill.get("years"))
            for concept, skill in resolved
            if concept
        )


def _extended(vocabulary: ConceptIndex, orders: Iterable[Record]) -> ConceptIndex:
    coined: dict[str, Concept] = {}
    for order in orders:
        for skill in (*order.known.get("skills", ()), *order.known.get("must", ())):
            name = skill["name"].strip()[:_COINED_CHARS]
            folded = normalise(name)
            if folded and vocabulary.resolve(name) is None:
                coined.setdefault(folded, Concept(_COINED + folded, "", name, name))
    if not coined:
        return vocabulary
    return ConceptIndex([*vocabulary.concepts.values(), *coined.values()], vocabulary.categories.values())


def _joined(known: Mapping[str, Any], *keys: str) -> str:
    return "\n".join(known[key] for key in keys if known.get(key))


def _languages(known: Mapping[str, Any]) -> tuple[LanguageLevel, ...]:
    languages: Sequence[Mapping[str, Any]] = known.get("languages", ())
    return tuple(LanguageLevel(one["code"], one["level"], one["must"]) for one in languages)
