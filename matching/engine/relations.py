"""How near one concept is to another, and what of a person's concepts counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from matching.engine.arithmetic import log2_fixed
from matching.engine.parameters import FULL, Parameters
from matching.engine.values import Candidate, Concepts, Geography, Need, NeededSkill

type Kinship = Literal["same", "child", "parent", "sibling"]


@dataclass(frozen=True, slots=True)
class Held:
    """A concept a person has: as a declared skill, or only found in their text (then without level or year)."""

    concept: str
    declared: bool
    level: int | None = None
    last_used: int | None = None


class Relations:
    """Kin of a concept: itself, its children and parent, and its siblings (same parent or same category)."""

    def __init__(self, concepts: Concepts) -> None:
        self._parent_of = dict(concepts.parent_of)
        self._children = _grouped(concepts.parent_of)
        self._category_of = dict(concepts.category_of)
        self._members = _grouped(concepts.category_of)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every concept that stands in a relation to another."""
        return frozenset({*self._parent_of, *self._children, *self._category_of})

    def kin(self, concept: str) -> Mapping[str, Kinship]:
        """What a person may hold instead of `concept`, each under its nearest relation."""
        found: dict[str, Kinship] = {concept: "same"}
        for child in self._children.get(concept, ()):
            found.setdefault(child, "child")
        parent = self._parent_of.get(concept)
        if parent is not None:
            found.setdefault(parent, "parent")
            for sibling in self._children[parent]:
                found.setdefault(sibling, "sibling")
        for member in self._members.get(self._category_of.get(concept, ""), ()):
            found.setdefault(member, "sibling")
        return found


def _grouped(group_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for member in sorted(group_of):
        groups.setdefault(group_of[member], []).append(member)
    return {group: tuple(members) for group, members in groups.items()}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a comparison of two sides reads besides them: how regions and how concepts stand to each other."""

    geography: Geography
    relations: Relations


def similarity(kinship: Kinship, parameters: Parameters) -> int:
    match kinship:
        case "same":
            return FULL
        case "child":
            return parameters.similar_child
        case "parent":
            return parameters.similar_parent
        case "sibling":
            return parameters.similar_sibling


def must_credit(kinship: Kinship, parameters: Parameters) -> int:
    match kinship:
        case "same":
            return FULL
        case "child":
            return parameters.must_child
        case "parent":
            return parameters.must_parent
        case "sibling":
            return 0


def held_concepts(candidate: Candidate, parameters: Parameters) -> tuple[Held, ...]:
    """A person's concepts, each once: the first `skill_cap` declared skills, then those found in the text, by name."""
    declared: dict[str, Held] = {}
    for skill in candidate.skills:
        if len(declared) < parameters.skill_cap:
            declared.setdefault(skill.concept, Held(skill.concept, True, _level(skill.level), skill.last_used))
    found = sorted(candidate.concepts - declared.keys())
    return (*declared.values(), *(Held(concept, declared=False) for concept in found))


def breadth_shares(candidate: Candidate, parameters: Parameters) -> tuple[int, int]:
    """What one declared skill and one concept counts for, per mille; less for whoever names very many."""
    declared = len({skill.concept for skill in candidate.skills})
    return _share(declared, parameters.skill_cap), _share(
        max(declared, len(candidate.concepts)), parameters.concept_cap
    )


def _share(count: int, cap: int) -> int:
    return FULL if count <= cap else 2 * FULL * cap // (cap + count)


def _level(level: int | None) -> int | None:
    return None if level is None else min(5, max(1, level))


def level_credit(held: int | None, wanted: int, parameters: Parameters) -> int:
    """(held + 1) / (wanted + 1) per mille, at most 1000."""
    return parameters.unknown_level if held is None else min(FULL, (held + 1) * FULL // (wanted + 1))


def concept_rarity(size: int, frequency: int, parameters: Parameters) -> int:
    """Rarity of a concept among `size` people, in 1/256, within the floor and cap of the parameters."""
    bits = log2_fixed(2 * size + 2, 2 * frequency + 1)
    return min(parameters.rarity_cap, max(parameters.rarity_floor, bits))


def wanted_skills(need: Need) -> tuple[NeededSkill, ...]:
    """Each concept asked for, once (a must wins, the higher level stays); those of the text if the order names none."""
    if not need.skills:
        return tuple(NeededSkill(concept) for concept in sorted(need.concepts))
    wanted: dict[str, NeededSkill] = {}
    for skill in need.skills:
        before = wanted.get(skill.concept, skill)
        level = max((one for one in (skill.level, before.level) if one is not None), default=None)
        wanted[skill.concept] = NeededSkill(skill.concept, skill.must or before.must, _level(level))
    return tuple(wanted.values())


def wanted_concepts(need: Need) -> tuple[str, ...]:
    return tuple(sorted(need.concepts | {skill.concept for skill in need.skills}))


def skill_weight(skill: NeededSkill, rare: int, parameters: Parameters) -> int:
    return (parameters.must_weight if skill.must else parameters.wish_weight) * rare
