"""A stored run without ranking anybody: what the pages about runs need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from common.japan import today_in_japan
from matching.engine.packing import pack
from matching.engine.parameters import DEFAULT_PARAMETERS, ENGINE_VERSION, PART_NAMES
from matching.engine.stored_need import need_to_dict
from matching.models import MatchRun, Slate
from matching.needs import need_of
from orders.models import Order
from vocabulary.queries import concept_index


def make_run(order: Order, parties: Sequence[int] = (), *, is_current: bool = True, **facts: Any) -> MatchRun:
    """Ranks these parties in the order given, the first with 90 points and each other with one point less."""
    ids = np.array(parties, dtype=np.int64)
    scores = np.array([900 - 10 * place for place in range(len(parties))], dtype=np.int16)
    parts = np.zeros((len(parties), len(PART_NAMES)), dtype=np.int16)
    parts[:, 0], parts[:, 5] = 300, scores - 300
    stored = {
        "order_version": order.version,
        "engine_version": ENGINE_VERSION,
        "as_of": today_in_japan(),
        "need": need_to_dict(need_of(order, concept_index())),
        "parameters": DEFAULT_PARAMETERS.to_dict(),
        "considered": len(parties) + 3,
        "eligible": len(parties),
        "exclusions": {"rate_over_limit": 2, "inactive": 1},
        "seconds": 0.25,
    }
    run = MatchRun.objects.create(order=order, **(stored | facts))
    packed = pack(ids, scores, parts)
    Slate.objects.create(
        run=run, order=order, is_current=is_current, shown=list(parties)[:50], head=packed, packed=packed
    )
    return run
