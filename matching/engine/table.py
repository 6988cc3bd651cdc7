"""Everyone who can be ranked, as arrays: built once, read by every ranking."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import Integers
from matching.engine.conditions import available_day, known_hours, known_rate
from matching.engine.facts import PERSON, REMOTE_KINDS, UNKNOWN, FactArrays, Home, People, home_of, reach_bits
from matching.engine.holdings import Holdings, build_holdings, renumbered, used_only
from matching.engine.parameters import DEFAULT_PARAMETERS, Parameters
from matching.engine.places import Homes, homes_of
from matching.engine.relations import Relations, Surroundings, breadth_shares
from matching.engine.row_moves import RowMoves
from matching.engine.text_index import TextIndex, build_text_index
from matching.engine.values import Candidate, Concepts, Geography, LanguageLevel, SideJob


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a person the rules about persons read."""

    active: bool
    kind: str
    placement_licence: bool | None
    side_job: SideJob | None


@dataclass(frozen=True)
class CandidateTable:
    """Rows ascend by id; people[i] (PERSON) has numbers into `standings`, `homes` and `languages`.

    `works` indexes every past work as a text of its own; `work_owners` gives the row each belongs to. `features` has a
    line for each row: its codes (0–63) of all further features.
    """

    ids: Integers
    people: People
    standings: tuple[Standing, ...]
    homes: tuple[Home, ...]
    languages: tuple[tuple[LanguageLevel, ...], ...]
    holdings: Holdings
    features: NDArray[np.uint8]
    text: TextIndex
    works: TextIndex
    work_owners: NDArray[np.int32]
    geography: Geography
    relations: Relations

    @property
    def size(self) -> int:
        return len(self.ids)

    @property
    def surroundings(self) -> Surroundings:
        """What `explain` needs to know to give the reasons of rankings made with this table."""
        return Surroundings(self.geography, self.relations)

    @property
    def facts(self) -> FactArrays:
        """What the compiled loops read."""
        return FactArrays(self.people, self.holdings.starts, self.holdings.held, self.features)

    @cached_property
    def home_index(self) -> Homes:
        return homes_of(self.homes)

    def changed(self, joining: CandidateTable, leaving: Collection[int] = ()) -> CandidateTable:
        """This table after the people of `joining` came, or replaced their own rows, and the ids of `leaving` left.

        It ranks to the bit like a table built of everybody, and costs what the change is long, plus a pass over the
        arrays. Both tables know the same geography, concepts and parameters.
        """
        stays = ~np.isin(self.ids, np.concatenate((joining.ids, np.fromiter(leaving, dtype=np.int64))))
        moves = RowMoves.by_key(self.ids, stays, joining.ids)
        work_moves = moves.of_owned(self.work_owners, joining.work_owners)
        people, newcomers = moves.merged(self.people, joining.people), joining.people
        return CandidateTable(
            ids=moves.merged(self.ids, joining.ids),
            people=people,
            standings=_united(people, moves, newcomers, "standing", (self.standings, joining.standings)),
            homes=_united(people, moves, newcomers, "home", (self.homes, joining.homes)),
            languages=_united(people, moves, newcomers, "languages", (self.languages, joining.languages)),
            holdings=self.holdings.merged(joining.holdings, moves),
            features=moves.merged(self.features, joining.features),
            text=self.text.merged(joining.text, moves),
            works=self.works.merged(joining.works, work_moves),
            work_owners=work_moves.merged(moves.kept[self.work_owners], moves.joined[joining.work_owners]),
            geography=self.geography,
            relations=self.relations,
        )


def build_table(
    candidates: Sequence[Candidate],
    geography: Geography,
    concepts: Concepts,
    parameters: Parameters = DEFAULT_PARAMETERS,
) -> CandidateTable:
    """The table of these people; ValueError when an id occurs twice. The order of `candidates` does not matter."""
    persons = sorted(candidates, key=lambda candidate: candidate.id)
    ids = np.array([person.id for person in persons], dtype=np.int64)
    if len(np.unique(ids)) != len(ids):
        raise ValueError("a candidate's id occurs twice")
    people = _people(persons, parameters)
    return CandidateTable(
        ids=ids,
        people=people,
        standings=_numbered(people, "standing", [_standing_of(one) for one in persons]),
        homes=_numbered(people, "home", [home_of(one) for one in persons]),
        languages=_numbered(people, "languages", [one.languages for one in persons]),
        holdings=build_holdings(persons, parameters),
        features=np.zeros((len(persons), 0), dtype=np.uint8),
        text=build_text_index(profile_text(one) for one in persons),
        works=build_text_index(work for one in persons for work in one.works),
        work_owners=np.repeat(np.arange(len(persons), dtype=np.int32), [len(one.works) for one in persons]),
        geography=geography,
        relations=Relations(concepts),
    )


def profile_text(candidate: Candidate) -> str:
    """The text a person is found by: the profile, then every past work."""
    return "\n".join((candidate.text, *candidate.works))


def _people(persons: Sequence[Candidate], parameters: Parameters) -> People:
    people = np.zeros(len(persons), dtype=PERSON)
    for row, person in zip(people, persons, strict=True):
        row["reach"] = reach_bits(person.onsite_reach)
        row["rate"] = _number(known_rate(person))
        row["available"] = _number(available_day(person))
        row["hours"] = _number(known_hours(person))
        row["skill_share"], row["concept_share"] = breadth_shares(person, parameters)
        row["remote"] = REMOTE_KINDS.index(person.remote)
    return people


def _number(value: int | None) -> int:
    return UNKNOWN if value is None else value


def _standing_of(person: Candidate) -> Standing:
    return Standing(person.active, person.kind, person.placement_licence, person.side_job)


def _numbered[T](people: People, name: str, values: Sequence[T]) -> tuple[T, ...]:
    """Write the number of each person's value; the distinct values."""
    numbers: dict[T, int] = {}
    people[name] = [numbers.setdefault(value, len(numbers)) for value in values]
    return tuple(numbers)


def _united[T](
    people: People, moves: RowMoves, newcomers: People, name: str, values: tuple[tuple[T, ...], tuple[T, ...]]
) -> tuple[T, ...]:
    """Write everybody's number anew, over the values of both tables that somebody still has; those values."""
    both, codes = renumbered(*values, newcomers[name])
    people[name][moves.joined] = codes
    held, people[name] = used_only(both, people[name])
    return held
