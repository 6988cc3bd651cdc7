"""Everyone who can be ranked, as columns: built once, read by every ranking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers
from matching.engine.conditions import available_day, known_hours, known_rate
from matching.engine.parameters import DEFAULT_PARAMETERS, Parameters
from matching.engine.places import Place, place_of
from matching.engine.relations import Relations, Surroundings
from matching.engine.row_moves import RowMoves
from matching.engine.skill_index import SkillIndex, build_skill_index
from matching.engine.text_index import TextIndex, build_text_index
from matching.engine.values import Candidate, Concepts, Geography, LanguageLevel, SideJob

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Column[T]:
    """A column of few distinct values: row i holds values[codes[i]]."""

    values: tuple[T, ...]
    codes: NDArray[np.int32]

    def gather(self, ask: Callable[[T], int]) -> Integers:
        """`ask` of every row's value, asked once for each distinct value."""
        answers = np.array([ask(value) for value in self.values], dtype=np.int64)
        return answers[self.codes] if len(answers) else np.zeros(len(self.codes), dtype=np.int64)

    def merged(self, joining: Column[T], moves: RowMoves) -> Column[T]:
        numbers = {value: number for number, value in enumerate(self.values)}
        renumbered = np.array([numbers.setdefault(value, len(numbers)) for value in joining.values], dtype=np.int32)
        values = tuple(numbers)
        held, codes = np.unique(moves.merged(self.codes, renumbered[joining.codes]), return_inverse=True)
        return Column(tuple(values[code] for code in held), codes.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a person the rules about persons read."""

    active: bool
    kind: str
    placement_licence: bool | None
    side_job: SideJob | None


@dataclass(frozen=True, slots=True)
class CandidateTable:
    """Rows ascend by id. Rates are yen an hour, hours a week, days ordinals; -1 where unknown.

    `works` indexes every past work as a text of its own; `work_owners` gives the row each belongs to.
    """

    ids: Integers
    standings: Column[Standing]
    places: Column[Place]
    languages: Column[tuple[LanguageLevel, ...]]
    rates: Integers
    hours: Integers
    available: Integers
    skills: SkillIndex
    text: TextIndex
    works: TextIndex
    work_owners: NDArray[np.int32]
    geography: Geography

    @property
    def size(self) -> int:
        return len(self.ids)

    @property
    def surroundings(self) -> Surroundings:
        """What `explain` needs to know to give the reasons of rankings made with this table."""
        return Surroundings(self.geography, self.skills.relations)

    def changed(self, joining: CandidateTable, leaving: Collection[int] = ()) -> CandidateTable:
        """This table after the people of `joining` came, or replaced their own rows, and the ids of `leaving` left.

        It ranks to the bit like a table built of everybody, and costs what the change is long, plus a pass over the
        arrays. Both tables know the same geography, concepts and parameters.
        """
        stays = ~np.isin(self.ids, np.concatenate((joining.ids, np.fromiter(leaving, dtype=np.int64))))
        moves = RowMoves.by_key(self.ids, stays, joining.ids)
        work_moves = moves.of_owned(self.work_owners, joining.work_owners)
        return CandidateTable(
            ids=moves.merged(self.ids, joining.ids),
            standings=self.standings.merged(joining.standings, moves),
            places=self.places.merged(joining.places, moves),
            languages=self.languages.merged(joining.languages, moves),
            rates=moves.merged(self.rates, joining.rates),
            hours=moves.merged(self.hours, joining.hours),
            available=moves.merged(self.available, joining.available),
            skills=self.skills.merged(joining.skills, moves),
            text=self.text.merged(joining.text, moves),
            works=self.works.merged(joining.works, work_moves),
            work_owners=work_moves.merged(moves.kept[self.work_owners], moves.joined[joining.work_owners]),
            geography=self.geography,
        )


def build_table(
    candidates: Sequence[Candidate],
    geography: Geography,
    concepts: Concepts,
    parameters: Parameters = DEFAULT_PARAMETERS,
) -> CandidateTable:
    """The table of these people; ValueError when an id occurs twice. The order of `candidates` does not matter."""
    people = sorted(candidates, key=lambda candidate: candidate.id)
    ids = np.array([candidate.id for candidate in people], dtype=np.int64)
    if len(np.unique(ids)) != len(ids):
        raise ValueError("a candidate's id occurs twice")
    return CandidateTable(
        ids=ids,
        standings=_column([Standing(one.active, one.kind, one.placement_licence, one.side_job) for one in people]),
        places=_column([place_of(one) for one in people]),
        languages=_column([one.languages for one in people]),
        rates=_numbers([known_rate(one) for one in people]),
        hours=_numbers([known_hours(one) for one in people]),
        available=_numbers([available_day(one) for one in people]),
        skills=build_skill_index(people, Relations(concepts), parameters),
        text=build_text_index(profile_text(one) for one in people),
        works=build_text_index(work for one in people for work in one.works),
        work_owners=np.repeat(np.arange(len(people), dtype=np.int32), [len(one.works) for one in people]),
        geography=geography,
    )


def profile_text(candidate: Candidate) -> str:
    """The text a person is found by: the profile, then every past work."""
    return "\n".join((candidate.text, *candidate.works))


def _column[T](values: Sequence[T]) -> Column[T]:
    numbers: dict[T, int] = {}
    codes = np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int32)
    return Column(tuple(numbers), codes)


def _numbers(values: Sequence[int | None]) -> Integers:
    return np.array([UNKNOWN if value is None else value for value in values], dtype=np.int64)
