"""The compiled loops give what NumPy gives, and a scan gives whom a look at everybody gives, to the bit."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from matching.engine.bounds import bounds_of
from matching.engine.by_numpy import failing_by_numpy, parts_by_numpy
from matching.engine.compiled.scan import SCANS
from matching.engine.compiled.scoring import parts_of_rows, rules_of_everybody
from matching.engine.facts import NO_RULE, FactArrays
from matching.engine.head import FASTEST, Aim, Scanner
from matching.engine.parameters import DEFAULT_PARAMETERS, PARTS
from matching.engine.table import CandidateTable, build_table
from matching.engine.terms import Terms, slots_of, terms_of
from matching.engine.values import Need
from tests.matching.engine import cases

AIMS = ((1, 0), (5, 0), (10, 100), (50, 30))


def drawn_table(random: Random, *sizes: int) -> CandidateTable:
    return build_table(cases.people(random, random.choice(sizes)), cases.GEOGRAPHY, cases.CONCEPTS)


def terms_for(need: Need, table: CandidateTable) -> Terms:
    return terms_of(need, table, DEFAULT_PARAMETERS, cases.AS_OF)


def compiled_points(facts: FactArrays, terms: Terms) -> tuple[list[int], np.ndarray]:
    size = len(facts.people)
    failing, parts = np.empty(size, dtype=np.int32), np.empty((size, PARTS), dtype=np.int64)
    rules_of_everybody(facts, terms, failing)
    room = np.empty(3 * len(terms.skill_weight), dtype=np.int64)
    parts_of_rows(facts, terms, np.arange(size), room, parts)
    return failing.tolist(), parts


def by_looking_at_everybody(table: CandidateTable, terms: Terms, aim: Aim) -> tuple[list[int], list[int]]:
    failing = failing_by_numpy(table.facts, terms)
    failing[aim.excluded] = 0
    rows = np.flatnonzero(failing == NO_RULE)
    points = parts_by_numpy(table.facts, terms).sum(axis=1)[rows]
    mark = np.sort(points)[::-1][aim.wanted - 1] if len(points) >= aim.wanted else 0
    rows, points = rows[points >= mark - aim.slack], points[points >= mark - aim.slack]
    order = np.lexsort((rows, -points))
    order = order if aim.slack else order[: aim.wanted]
    return rows[order].tolist(), points[order].tolist()


@pytest.mark.parametrize("seed", range(10))
def test_compiled_points_are_those_of_numpy(seed: int) -> None:
    random = Random(seed)
    for _ in range(50):
        table = drawn_table(random, 0, 1, 2, 20)
        for _ in range(20):
            terms = terms_for(cases.need(random), table)
            failing, parts = compiled_points(table.facts, terms)
            assert failing == failing_by_numpy(table.facts, terms).tolist()
            assert np.array_equal(parts, parts_by_numpy(table.facts, terms))


@pytest.mark.parametrize("seed", range(12))
def test_scan_finds_whom_a_look_at_everybody_finds(seed: int) -> None:
    random = Random(seed)
    table = drawn_table(random, 0, 1, 3, 127, 128, 129, 700)
    scanner = Scanner(table)
    for _ in range(20):
        need = cases.need(random)
        terms = terms_for(need, table)
        out = np.array(sorted(random.sample(range(table.size), table.size // 10)), dtype=np.int32)
        for wanted, slack in AIMS:
            aim = Aim(wanted, slack, out)
            rows, points = scanner.best(terms, slots_of(need), aim)
            assert (rows.tolist(), points.tolist()) == by_looking_at_everybody(table, terms, aim)


@pytest.mark.parametrize("instructions", SCANS)
def test_every_instruction_set_finds_the_same(instructions: str) -> None:
    random = Random(instructions)
    for _ in range(6):
        table = drawn_table(random, 129, 400)
        scanner = Scanner(table)
        for _ in range(10):
            need = cases.need(random)
            terms, aim = terms_for(need, table), Aim(*random.choice(AIMS))
            found = [rows.tolist() for rows in scanner.best(terms, slots_of(need), aim, instructions)]
            assert found == [rows.tolist() for rows in scanner.best(terms, slots_of(need), aim, FASTEST)]


def test_no_row_has_more_points_than_its_bound() -> None:
    random = Random(3)
    table = drawn_table(random, 500)
    coarse = Scanner(table).coarse
    for _ in range(60):
        need = cases.need(random)
        terms = terms_for(need, table)
        bounds = bounds_of(terms, slots_of(need), coarse)
        lost = np.zeros(table.size, dtype=np.int64)
        for number, column in enumerate(bounds.columns):
            line = coarse.picture.nibbles[column].reshape(-1, 64)
            nibbles = np.concatenate((line & 15, line >> 4), axis=1).reshape(-1)[: table.size]
            lost += bounds.losses[number][nibbles]
        for number, column in enumerate(bounds.byte_columns):
            lost += bounds.byte_losses[number][coarse.picture.bytes[column][: table.size]]
        told = np.setdiff1d(np.flatnonzero(failing_by_numpy(table.facts, terms) == NO_RULE), bounds.certain)
        points = parts_by_numpy(table.facts, terms).sum(axis=1)
        assert (points[told] <= bounds.most - lost[told]).all()
        assert len(told) == 0 or bounds.most - lost[told].min() < points[told].max() + 400, "bounds say something"


def test_order_of_people_does_not_matter() -> None:
    random = Random(11)
    people = cases.people(random, 200)
    tables = [build_table(some, cases.GEOGRAPHY, cases.CONCEPTS) for some in (people, random.sample(people, 200))]
    scanners = [Scanner(table) for table in tables]
    for _ in range(30):
        need = cases.need(random)
        first, second = (one.best(terms_for(need, one.table), slots_of(need), Aim(20)) for one in scanners)
        assert [found.tolist() for found in first] == [found.tolist() for found in second]
