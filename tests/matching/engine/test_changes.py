"""A table changed person by person is the table built of everybody who is left."""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
import pytest

from matching.engine.facts import PERSON
from matching.engine.holdings import Holdings
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.rank import rank
from matching.engine.table import CandidateTable, build_table
from matching.engine.text_index import Postings, TextIndex
from matching.engine.values import Candidate
from tests.matching.engine import cases

NUMBERS = [name for name in PERSON.names or () if name not in {"standing", "home", "languages"}]


def built(people: list[Candidate]) -> CandidateTable:
    return build_table(people, cases.GEOGRAPHY, cases.CONCEPTS)


def shown_values(table: CandidateTable, name: str, values: tuple[object, ...]) -> list[object]:
    codes = table.people[name].tolist()
    assert sorted(set(codes)) == list(range(len(values))), "a value nobody has is kept"
    return [values[code] for code in codes]


def shown_holdings(holdings: Holdings) -> list[list[tuple[str, object]]]:
    assert sorted(set(holdings.held["concept"].tolist())) == list(range(len(holdings.concepts)))
    assert sorted(set(holdings.held["way"].tolist())) == list(range(len(holdings.ways)))
    named = [(holdings.concepts[one["concept"]], holdings.ways[one["way"]]) for one in holdings.held]
    return [named[start:end] for start, end in itertools.pairwise(holdings.starts.tolist())]


def shown_postings(postings: Postings) -> dict[str, list[tuple[int, int]]]:
    shown = {}
    for term, at in postings.terms.items():
        part = slice(postings.starts[at], postings.starts[at + 1])
        shown[term] = list(zip(postings.rows[part].tolist(), postings.counts[part].tolist(), strict=True))
    assert len(postings.rows) == len(postings.counts) == sum(map(len, shown.values()))
    return shown


def shown_texts(index: TextIndex) -> tuple[object, ...]:
    postings = (shown_postings(index.tokens), shown_postings(index.grams))
    return index.size, index.lengths.tolist(), index.breadths.tolist(), *postings


def shown_table(table: CandidateTable) -> dict[str, object]:
    """Everything a table knows, apart from how it numbers terms and values."""
    numbers: dict[str, object] = {name: getattr(table, name).tolist() for name in ("ids", "work_owners")}
    numbers |= {name: table.people[name].tolist() for name in NUMBERS}
    values = {name: getattr(table, name) for name in ("standings", "homes", "languages")}
    named = zip(("standing", "home", "languages"), values.values(), strict=True)
    shown = {name: shown_values(table, name, found) for name, found in named}
    texts = {"text": shown_texts(table.text), "works": shown_texts(table.works)}
    return numbers | shown | texts | {"holdings": shown_holdings(table.holdings)}


def kinds_of_arrays(table: CandidateTable) -> list[np.dtype[np.generic]]:
    arrays = (
        *(table.ids, table.people, table.work_owners, table.holdings.starts, table.holdings.held, table.features),
        *(table.text.lengths, table.text.tokens.rows, table.text.tokens.counts, table.works.grams.starts),
    )
    return [array.dtype for array in arrays]


def drawn_change(random: Random, people: dict[int, Candidate]) -> tuple[list[Candidate], set[int]]:
    """People who come or come back different, and ids that leave; some of those were never there."""
    ids = random.sample(range(60), random.choice((0, 1, 1, 2, 20)))
    joining = [cases.candidate(random, number) for number in ids]
    known = sorted(people.keys() - set(ids))
    leaving = set(random.sample(known, min(len(known), random.choice((0, 0, 1, 2, 40)))))
    return joining, leaving | set(random.sample(range(60, 70), random.randrange(2)))


@pytest.mark.parametrize("seed", range(25))
def test_changed_table_is_the_table_built_afresh(seed: int) -> None:
    random = Random(seed)
    people = {one.id: one for one in cases.people(random, random.choice((0, 1, 30)))}
    table = built(list(people.values()))
    for _ in range(8):
        joining, leaving = drawn_change(random, people)
        people = {number: one for number, one in people.items() if number not in leaving}
        people |= {one.id: one for one in joining}
        table = table.changed(built(joining), leaving)
        fresh = built(list(people.values()))
        assert shown_table(table) == shown_table(fresh)
        assert kinds_of_arrays(table) == kinds_of_arrays(fresh)
        need = cases.need(random)
        ours, theirs = (rank(need, one, DEFAULT_PARAMETERS, as_of=cases.AS_OF) for one in (table, fresh))
        assert ours.ids.tolist() == theirs.ids.tolist()
        assert ours.parts.tolist() == theirs.parts.tolist()
        assert ours.excluded == theirs.excluded


def test_changed_table_leaves_the_one_before_as_it_was() -> None:
    random = Random(3)
    before = built(cases.people(random, 30))
    shown = shown_table(before)
    before.changed(built([cases.candidate(random, 5)]), before.ids[:7].tolist())
    assert shown_table(before) == shown
