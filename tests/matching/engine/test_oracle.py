"""The vectorised score and the plain one agree to the bit."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from matching.engine.eligibility import first_failing_rule
from matching.engine.oracle import rank_slowly, read_people
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.rank import rank
from matching.engine.table import build_table
from tests.matching.engine import cases


@pytest.mark.parametrize("seed", range(40))
def test_rank_gives_what_the_oracle_gives(seed: int) -> None:
    random = Random(seed)
    people = cases.people(random, random.choice((0, 1, 2, 17, 60)))
    table = build_table(people, cases.GEOGRAPHY, cases.CONCEPTS)
    known = read_people(people, cases.GEOGRAPHY, cases.CONCEPTS, DEFAULT_PARAMETERS)
    for _ in range(6):
        need = cases.need(random)
        kept_out = frozenset(random.sample([one.id for one in people], len(people) // 10))
        fast = rank(need, table, DEFAULT_PARAMETERS, as_of=cases.AS_OF, excluded_ids=kept_out)
        rows, excluded = rank_slowly(need, known, DEFAULT_PARAMETERS, as_of=cases.AS_OF, excluded_ids=kept_out)
        assert fast.ids.tolist() == [row.id for row in rows]
        assert fast.scores.tolist() == [row.score for row in rows]
        assert fast.parts.tolist() == [list(row.parts) for row in rows]
        assert fast.excluded == excluded
        assert np.array_equal(fast.parts.sum(axis=1), fast.scores)
        assert len(rows) + len(excluded) == fast.considered == len(people)
        assert sum(fast.exclusions.values()) == len(excluded)


def test_first_failing_rule_is_the_rule_the_ranking_counts() -> None:
    random = Random(7)
    people = cases.people(random, 200)
    table = build_table(people, cases.GEOGRAPHY, cases.CONCEPTS)
    met = set()
    for _ in range(60):
        need = cases.need(random)
        counted = dict(rank(need, table, DEFAULT_PARAMETERS, as_of=cases.AS_OF).excluded)
        for one in people:
            rule = first_failing_rule(need, one, DEFAULT_PARAMETERS, cases.AS_OF)
            assert counted.get(one.id) == rule
            met.add(rule)
    assert len(met) == 9, "every rule and the absence of one were met"
