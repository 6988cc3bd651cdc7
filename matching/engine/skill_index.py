"""Who holds which concept, by concept; and the three parts read from it: skills, must-haves, concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers, curve_values
from matching.engine.parameters import FULL, Parameters
from matching.engine.relations import (
    Kinship,
    Relations,
    breadth_shares,
    concept_rarity,
    held_concepts,
    level_credit,
    must_credit,
    similarity,
    skill_weight,
    wanted_concepts,
    wanted_skills,
)
from matching.engine.row_moves import GONE, RowMoves
from matching.engine.values import Candidate, Need, NeededSkill

_UNKNOWN = -1


class Holders(NamedTuple):
    """Everyone who holds one concept: parallel arrays; level and year are -1 where unknown."""

    rows: NDArray[np.int32]
    declared: NDArray[np.bool_]
    levels: Integers
    years: Integers

    def moved(self, moves: RowMoves) -> Holders:
        """Those who stay, at their new rows."""
        rows = moves.kept[self.rows]
        stays = rows != GONE
        if stays.all():
            return self._replace(rows=rows)
        return Holders(rows[stays], self.declared[stays], self.levels[stays], self.years[stays])

    def joined_by(self, joining: Holders, moves: RowMoves) -> Holders:
        rows = np.concatenate((self.rows, moves.joined[joining.rows]))
        order = np.argsort(rows, kind="stable")
        return Holders(
            rows[order],
            np.concatenate((self.declared, joining.declared))[order],
            np.concatenate((self.levels, joining.levels))[order],
            np.concatenate((self.years, joining.years))[order],
        )


@dataclass(frozen=True, slots=True)
class SkillIndex:
    """Holders of each concept, and per row what a declared skill (`skill_shares`) or any concept counts, per mille."""

    size: int
    relations: Relations
    holders: Mapping[str, Holders]
    skill_shares: Integers
    concept_shares: Integers

    def rarity(self, concept: str, parameters: Parameters) -> int:
        frequency = len(self.holders[concept].rows) if concept in self.holders else 0
        return concept_rarity(self.size, frequency, parameters)

    def kin(self, concept: str) -> list[tuple[Holders, Kinship]]:
        """The holders of everything related to `concept`."""
        kin = self.relations.kin(concept)
        return [(self.holders[held], kinship) for held, kinship in kin.items() if held in self.holders]

    def merged(self, joining: SkillIndex, moves: RowMoves) -> SkillIndex:
        """The index of the people who stay and those who join."""
        holders = {concept: held.moved(moves) for concept, held in self.holders.items()}
        for concept, held in joining.holders.items():
            holders[concept] = holders.get(concept, _NOBODY).joined_by(held, moves)
        return SkillIndex(
            size=moves.size,
            relations=self.relations,
            holders={concept: held for concept, held in holders.items() if len(held.rows)},
            skill_shares=moves.merged(self.skill_shares, joining.skill_shares),
            concept_shares=moves.merged(self.concept_shares, joining.concept_shares),
        )


def build_skill_index(candidates: Sequence[Candidate], relations: Relations, parameters: Parameters) -> SkillIndex:
    gathered: dict[str, list[tuple[int, bool, int, int]]] = {}
    for row, candidate in enumerate(candidates):
        for held in held_concepts(candidate, parameters):
            level = _UNKNOWN if held.level is None else held.level
            year = _UNKNOWN if held.last_used is None else held.last_used
            gathered.setdefault(held.concept, []).append((row, held.declared, level, year))
    shares = [breadth_shares(candidate, parameters) for candidate in candidates]
    return SkillIndex(
        size=len(candidates),
        relations=relations,
        holders={concept: _columns(rows) for concept, rows in gathered.items()},
        skill_shares=np.array([share for share, _ in shares], dtype=np.int64),
        concept_shares=np.array([share for _, share in shares], dtype=np.int64),
    )


def _columns(rows: list[tuple[int, bool, int, int]]) -> Holders:
    at, declared, levels, years = zip(*rows, strict=True)
    return Holders(
        np.array(at, dtype=np.int32),
        np.array(declared, dtype=np.bool_),
        np.array(levels, dtype=np.int64),
        np.array(years, dtype=np.int64),
    )


_NOBODY = Holders(
    np.zeros(0, dtype=np.int32),
    np.zeros(0, dtype=np.bool_),
    np.zeros(0, dtype=np.int64),
    np.zeros(0, dtype=np.int64),
)


def skill_shares(index: SkillIndex, need: Need, parameters: Parameters, year: int) -> Integers:
    """Per row, per mille of the skills part: weighted mean over the wanted skills of the best thing held for each."""
    total = np.zeros(index.size, dtype=np.int64)
    weights = 0
    for skill in wanted_skills(need):
        weight = skill_weight(skill, index.rarity(skill.concept, parameters), parameters)
        total += weight * _best_match(index, skill, parameters, year)
        weights += weight
    if not weights:
        return np.full(index.size, FULL, dtype=np.int64)
    found = total // weights
    floor = 0 if need.skills else parameters.derived_skills_floor
    return floor + (FULL - floor) * found // FULL


def must_shares(index: SkillIndex, need: Need, parameters: Parameters) -> Integers:
    """Per row, per mille of the must part: the mean over must-haves of having it, one more special, or its parent."""
    musts = [skill for skill in wanted_skills(need) if skill.must]
    total = np.zeros(index.size, dtype=np.int64)
    for skill in musts:
        best = np.zeros(index.size, dtype=np.int64)
        for holders, kinship in index.kin(skill.concept):
            credit = must_credit(kinship, parameters)
            stated = np.where(holders.declared, FULL, parameters.must_in_text)
            best[holders.rows] = np.maximum(best[holders.rows], credit * stated // FULL)
        total += best
    return total // len(musts) if musts else np.full(index.size, FULL, dtype=np.int64)


def concept_shares(index: SkillIndex, need: Need, parameters: Parameters) -> Integers:
    """Per row, per mille of the concepts part: how much of what the order speaks of, the profile speaks of."""
    total = np.zeros(index.size, dtype=np.int64)
    weights = 0
    for concept in wanted_concepts(need):
        best = np.zeros(index.size, dtype=np.int64)
        for holders, kinship in index.kin(concept):
            near = similarity(kinship, parameters) * index.concept_shares[holders.rows] // FULL
            best[holders.rows] = np.maximum(best[holders.rows], near)
        weight = index.rarity(concept, parameters)
        total += weight * best
        weights += weight
    return total // weights if weights else np.full(index.size, FULL, dtype=np.int64)


def _best_match(index: SkillIndex, skill: NeededSkill, parameters: Parameters, year: int) -> Integers:
    best = np.zeros(index.size, dtype=np.int64)
    for holders, kinship in index.kin(skill.concept):
        near = similarity(kinship, parameters)
        strength = _strength(holders, skill, parameters, year) * index.skill_shares[holders.rows] // FULL
        best[holders.rows] = np.maximum(best[holders.rows], near * strength // FULL)
    return best


def _strength(holders: Holders, skill: NeededSkill, parameters: Parameters, year: int) -> Integers:
    """How much a holding counts by level and last use; a concept only found in the text counts a fixed share."""
    wanted = skill.level or parameters.default_wanted_level
    by_level = np.array([level_credit(level or None, wanted, parameters) for level in range(6)], dtype=np.int64)
    age = np.maximum(year - holders.years, 0)
    recent = np.where(holders.years < 0, parameters.unknown_recency, curve_values(parameters.recency, age))
    declared: Integers = by_level[np.maximum(holders.levels, 0)] * recent // FULL
    return np.where(holders.declared, declared, parameters.found_in_text)
