"""Everybody who can be ranked, kept in the memory of each process that ranks and brought up to date before each use."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import batched
from threading import Lock
from typing import TYPE_CHECKING

from django.db import Error, connection

from accounts.queries import candidate_versions, candidates_for_matching
from common.japan import today_in_japan
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.table import CandidateTable, build_table
from matching.engine.values import Need
from matching.needs import candidate_of, concepts_of, geography
from vocabulary.queries import concept_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from matching.engine.values import Candidate
    from vocabulary.concepts import ConceptIndex

logger = logging.getLogger(__name__)

# Read and put into the table together: less than a second's work even on a busy machine.
READ_TOGETHER = 500


@dataclass(frozen=True)
class Snapshot:
    """The table, and what it was built from: the vocabulary and each person's profile version."""

    table: CandidateTable
    index: ConceptIndex
    versions: dict[int, int]


class _Kept:
    lock = Lock()
    snapshot: Snapshot | None = None


def current_snapshot(between: Callable[[], None] = lambda: None) -> Snapshot:
    """Reads the versions of all people and the profiles of those who changed, READ_TOGETHER at a time.

    `between` is called after each such part, to renew a lease for example. Whatever ends the call early, the parts
    already read are kept for the next one.
    """
    with _Kept.lock:
        index = concept_index()
        versions = dict(candidate_versions())
        kept = _Kept.snapshot
        # Other words in the vocabulary mean other concepts in everybody's text.
        if kept is None or kept.index is not index:
            _Kept.snapshot = kept = Snapshot(_table([], index), index, {})
        if kept.versions != versions:
            for part in _steps(kept, versions):
                _Kept.snapshot = kept = part
                between()
        return kept


def forget_snapshot() -> None:
    """Free the memory; the next use reads everybody again."""
    with _Kept.lock:
        _Kept.snapshot = None


def warm_up() -> None:
    """Read everybody and compile the loops before the first order comes, and give the connection back.

    Quiet when the database is away.
    """
    from matching.engine.rank import rank  # noqa: PLC0415 -- see matching.actions.compute_ranking

    try:
        rank(Need(id=""), current_snapshot().table, DEFAULT_PARAMETERS, as_of=today_in_japan())
    except Error as error:
        logger.warning("people are read later, the database does not answer: %s", type(error).__name__)
    finally:
        connection.close()


def _steps(before: Snapshot, versions: dict[int, int]) -> Iterator[Snapshot]:
    """Snapshots on the way to `versions`: first without those who left, each with more of those who changed."""
    table, index, known = before.table, before.index, before.versions
    changed = [party for party, version in versions.items() if known.get(party) != version]
    gone = known.keys() - versions.keys()
    for some in batched(changed, READ_TOGETHER) if changed else [()]:
        # Whoever leaves between the two reads is not read: the old row goes, too.
        leaving = gone.union(some)
        people = list(_read_people(some, index))
        table = table.changed(_table(people, index), leaving)
        known = {party: version for party, version in known.items() if party not in leaving}
        known |= {person.id: versions[person.id] for person in people}
        yield Snapshot(table, index, known)


def _table(people: Sequence[Candidate], index: ConceptIndex) -> CandidateTable:
    return build_table(people, geography(), concepts_of(index))


def _read_people(party_ids: Iterable[int], index: ConceptIndex) -> Iterator[Candidate]:
    return (candidate_of(profile, index) for profile in candidates_for_matching(party_ids))
