"""What is stored with a run comes back equal: parameters, needs, packed rankings."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matching.engine.packing import PackingError, pack, unpack
from matching.engine.parameters import DEFAULT_PARAMETERS, PART_NAMES, Parameters
from matching.engine.rank import rank
from matching.engine.stored_need import need_from_dict, need_to_dict
from matching.engine.table import build_table
from tests.matching.engine import cases


def test_parameters_come_back_from_json_with_the_same_digest() -> None:
    changed = replace(DEFAULT_PARAMETERS, unknown_rate=499)
    stored = json.loads(json.dumps(changed.to_dict()))
    assert Parameters.from_dict(stored) == changed
    assert Parameters.from_dict(stored).digest() == changed.digest() != DEFAULT_PARAMETERS.digest()


def test_parameters_refuse_weights_that_do_not_sum_to_a_hundred_points() -> None:
    with pytest.raises(ValueError, match="sum"):
        Parameters(weights=(301, 150, 80, 80, 40, 120, 100, 80, 50))
    with pytest.raises(ValueError, match="unknown parameters: luck"):
        Parameters.from_dict({"luck": 3})
    with pytest.raises(ValueError, match="exactly these parts"):
        Parameters.from_dict({"weights": {"skills": 1000}})


def test_needs_come_back_from_json() -> None:
    random = Random(3)
    for _ in range(50):
        need = cases.need(random)
        assert need_from_dict(json.loads(json.dumps(need_to_dict(need)))) == need


def test_packed_ranking_comes_back_to_the_bit() -> None:
    random = Random(5)
    table = build_table(cases.people(random, 40), cases.GEOGRAPHY, cases.CONCEPTS)
    ranking = rank(cases.need(random), table, DEFAULT_PARAMETERS, as_of=cases.AS_OF)
    rows = unpack(pack(ranking.ids, ranking.scores, ranking.parts))
    assert len(ranking.ids) > 3
    assert np.array_equal(rows.ids, ranking.ids)
    assert np.array_equal(rows.scores, ranking.scores)
    assert np.array_equal(rows.parts, ranking.parts)


def test_packing_holds_an_empty_ranking() -> None:
    nothing = np.zeros(0, np.int16)
    packed = pack(np.zeros(0, np.int64), nothing, np.zeros((0, len(PART_NAMES)), np.int16))
    assert unpack(packed).parts.shape == (0, len(PART_NAMES))


def test_unpack_refuses_what_was_changed() -> None:
    packed = pack(np.array([7]), np.array([900], np.int16), np.full((1, len(PART_NAMES)), 100, np.int16))
    for wrong in (b"", packed[:-3], b"\x02" + packed[1:], packed[:6] + b"\x00\x00\x00\x00" + packed[10:]):
        with pytest.raises(PackingError):
            unpack(wrong)
