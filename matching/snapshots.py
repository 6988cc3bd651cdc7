"""Everybody who can be ranked, kept in the memory of each process that ranks and brought up to date before each use."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import batched
from threading import Lock
from typing import TYPE_CHECKING

from accounts.queries import candidate_versions, candidates_for_matching
from matching.engine.table import CandidateTable, build_table
from matching.needs import candidate_of, concepts_of, geography
from vocabulary.queries import concept_index

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching.engine.values import Candidate
    from vocabulary.concepts import ConceptIndex

READ_TOGETHER = 500


@dataclass(frozen=True)
class Snapshot:
    """The table, and what it was built from: the vocabulary and each person's profile version."""

    table: CandidateTable
    index: ConceptIndex
    people: dict[int, Candidate]
    versions: dict[int, int]


class _Kept:
    lock = Lock()
    snapshot: Snapshot | None = None


def current_snapshot() -> Snapshot:
    """Reads the versions of all people and the profiles of those who changed; builds a table only if somebody did."""
    with _Kept.lock:
        index = concept_index()
        versions = dict(candidate_versions())
        kept = _Kept.snapshot
        if kept is None or kept.index is not index or kept.versions != versions:
            _Kept.snapshot = kept = _next_snapshot(kept, index, versions)
        return kept


def forget_snapshot() -> None:
    """Free the memory; the next use reads everybody again."""
    with _Kept.lock:
        _Kept.snapshot = None


def _next_snapshot(before: Snapshot | None, index: ConceptIndex, versions: dict[int, int]) -> Snapshot:
    # Other words in the vocabulary mean other concepts in everybody's text.
    reusable = before if before is not None and before.index is index else None
    people = {} if reusable is None else dict(reusable.people)
    known = {} if reusable is None else reusable.versions
    for gone in people.keys() - versions.keys():
        del people[gone]
    people.update(_read_people([party for party, version in versions.items() if known.get(party) != version], index))
    # Somebody may have left between the two reads.
    versions = {party: version for party, version in versions.items() if party in people}
    table = build_table(list(people.values()), geography(), concepts_of(index))
    return Snapshot(table, index, people, versions)


def _read_people(party_ids: list[int], index: ConceptIndex) -> Iterable[tuple[int, Candidate]]:
    for some in batched(party_ids, READ_TOGETHER):
        for profile in candidates_for_matching(some):
            yield profile.party_id, candidate_of(profile, index)
