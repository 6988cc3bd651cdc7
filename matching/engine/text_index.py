"""Inverted indexes over texts: BM25 terms with counts, and character n-grams, all in integers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from matching.engine.arithmetic import LOG_BITS, Integers, curve_value, log2_fixed
from matching.engine.parameters import FULL, Parameters
from matching.engine.row_moves import GONE, RowMoves
from matching.engine.words import REPEAT_CAP, grams_of, is_generic, title_words, tokens_of, word_counts

GRAM_REPEATS = (0, 1000, 1400, 1700, 1900)
_COUNT_BITS = 3
_BATCH = 1_000
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Postings:
    """For term t, the rows and counts (1–4) at starts[t]:starts[t+1]; rows ascend within a term."""

    terms: Mapping[str, int]
    starts: Integers
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]

    def frequency(self, term: str) -> int:
        """In how many texts the term occurs."""
        at = self.terms.get(term)
        return 0 if at is None else int(self.starts[at + 1] - self.starts[at])

    def places(self, weights: Mapping[str, int]) -> tuple[Integers, Integers]:
        """Positions of all postings of the weighted terms, and beside each the weight of its term."""
        known = [(self.terms[term], weight) for term, weight in weights.items() if term in self.terms and weight]
        if not known:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        at = np.array([term for term, _ in known])
        sizes = self.starts[at + 1] - self.starts[at]
        offsets = np.repeat(self.starts[at] - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
        values = np.repeat(np.array([weight for _, weight in known], dtype=np.int64), sizes)
        return np.arange(len(offsets), dtype=np.int64) + offsets, values

    def merged(self, joining: Postings, moves: RowMoves) -> Postings:
        """The postings of the texts that stay and those that join. Terms that nobody holds any more are forgotten."""
        kept = self._without_gone(moves)
        terms = dict(self.terms)
        numbers = np.array([terms.setdefault(term, len(terms)) for term in joining.terms], dtype=np.int64)
        starts = np.concatenate((kept.starts, np.full(len(terms) - len(self.terms), len(kept.rows))))
        joining_terms = np.repeat(numbers, np.diff(joining.starts))
        joining_rows = moves.joined[joining.rows]
        order = np.lexsort((joining_rows, joining_terms))
        at, rows = joining_terms[order], joining_rows[order]
        before = _lower_bounds(kept.rows, starts[at], starts[at + 1], rows)
        sizes = np.bincount(joining_terms, minlength=len(terms))
        return _held_terms_only(
            terms,
            starts + np.concatenate(([0], np.cumsum(sizes))),
            np.insert(kept.rows, before, rows),
            np.insert(kept.counts, before, joining.counts[order]),
        )

    def _without_gone(self, moves: RowMoves) -> Postings:
        rows = moves.kept[self.rows]
        stays = rows != GONE
        starts = self.starts - np.searchsorted(np.flatnonzero(~stays), self.starts)
        return Postings(self.terms, starts, rows[stays], self.counts[stays])


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Texts by row, with their length in words and the number of distinct n-grams each holds."""

    size: int
    lengths: Integers
    tokens: Postings
    grams: Postings
    breadths: Integers

    def bm25(self, weights: Mapping[str, int], parameters: Parameters) -> Integers:
        """Per text the sum over terms of weight × saturated count; a weight is rarity × query weight in 1/256."""
        places, values = self.tokens.places(weights)
        rows = self.tokens.rows[places]
        counts = self.tokens.counts[places].astype(np.int64) * FULL
        damping = length_damping(self.lengths, average_length(int(self.lengths.sum()), self.size), parameters)
        saturated = counts * (FULL + parameters.bm25_k1) // (counts + damping[rows])
        return _summed(rows, saturated * values, self.size)

    def likeness(self, weights: Mapping[str, int], parameters: Parameters) -> Integers:
        """Per text the tf-idf product with the query over its n-grams, divided by a pivoted breadth.

        The pivot (Singhal and others, 1996) instead of a cosine keeps a person's name from moving their score.
        """
        places, values = self.grams.places(weights)
        repeats = np.array(GRAM_REPEATS, dtype=np.int64)[self.grams.counts[places]]
        pivot = breadth_pivot(self.breadths, average_length(int(self.breadths.sum()), self.size), parameters)
        return _summed(self.grams.rows[places], repeats * values, self.size) // pivot

    def merged(self, joining: TextIndex, moves: RowMoves) -> TextIndex:
        """The index of the texts that stay and those that join: it answers like one built from all their texts."""
        return TextIndex(
            size=moves.size,
            lengths=moves.merged(self.lengths, joining.lengths),
            tokens=self.tokens.merged(joining.tokens, moves),
            grams=self.grams.merged(joining.grams, moves),
            breadths=moves.merged(self.breadths, joining.breadths),
        )


@dataclass(frozen=True, slots=True)
class Query:
    """The words of an order: counts capped at 4, and which of them stand in its title."""

    counts: Mapping[str, int]
    title: frozenset[str]


def read_query(text: str) -> Query:
    return Query(counts=word_counts(text)[0], title=title_words(text))


def build_text_index(texts: Iterable[str]) -> TextIndex:
    """Index texts in their order; row i is the i-th text."""
    words: dict[str, int] = {}
    lengths: list[int] = []
    held: list[NDArray[np.int32]] = []
    counts: list[NDArray[np.uint8]] = []
    for text in texts:
        counted, length = word_counts(text)
        held.append(np.array([words.setdefault(word, len(words)) for word in counted], dtype=np.int32))
        counts.append(np.array(list(counted.values()), dtype=np.uint8))
        lengths.append(length)
    size = len(lengths)
    tokens = _invert(held, counts, [tokens_of(word) for word in words])
    grams = _invert(held, counts, [grams_of(word) for word in words])
    return TextIndex(
        size=size,
        lengths=np.array(lengths, dtype=np.int64),
        tokens=tokens,
        grams=grams,
        breadths=np.bincount(grams.rows, minlength=size).astype(np.int64),
    )


def average_length(total: int, size: int) -> int:
    return max(1, total // max(1, size))


def length_damping[T: (int, Integers)](length: T, average: int, parameters: Parameters) -> T:
    """k1 × (1 − b + b × length / average) of BM25, in 1/1000."""
    shape = FULL - parameters.bm25_b + parameters.bm25_b * length // average
    return parameters.bm25_k1 * shape // FULL


def rarity(size: int, frequency: int) -> int:
    """How rare a term is: log2((size + 1) / (frequency + ½)) in 1/256, never negative."""
    return log2_fixed(2 * size + 2, 2 * frequency + 1)


def token_weights(query: Query, tokens: Postings, size: int, parameters: Parameters) -> dict[str, int]:
    """Term → rarity × query weight: repeats saturate, a word of the title counts extra, small change counts less."""
    repeats: dict[str, int] = {}
    for word, count in query.counts.items():
        for token in tokens_of(word):
            repeats[token] = min(REPEAT_CAP, repeats.get(token, 0) + count)
    titled = {token for word in query.title for token in tokens_of(word)}
    return {
        token: rarity(size, tokens.frequency(token)) * _query_weight(token, count, titled, parameters) // FULL
        for token, count in repeats.items()
    }


def gram_weights(query: Query, grams: Postings, size: int) -> dict[str, int]:
    """N-gram → query weight × rarity², in 1/256."""
    repeats: dict[str, int] = {}
    for word, count in query.counts.items():
        for gram in grams_of(word):
            repeats[gram] = min(REPEAT_CAP, repeats.get(gram, 0) + count)
    return {gram: gram_weight(count, rarity(size, grams.frequency(gram))) for gram, count in repeats.items()}


def gram_weight(count: int, rare: int) -> int:
    return (GRAM_REPEATS[count] * rare // FULL) * rare >> LOG_BITS


def breadth_pivot[T: (int, Integers)](breadth: T, average: int, parameters: Parameters) -> T:
    """1 − slope + slope × breadth / average, in 1/1000."""
    return FULL - parameters.gram_slope + parameters.gram_slope * breadth // average


def _query_weight(token: str, count: int, titled: set[str], parameters: Parameters) -> int:
    weight = curve_value(parameters.query_repeats, count) + (parameters.title_bonus if token in titled else 0)
    return weight * parameters.generic_word // FULL if is_generic(token) else weight


def _summed(rows: NDArray[np.int32], values: Integers, size: int) -> Integers:
    # Sums stay far below 2**53, where float64 holds every integer: the order of adding cannot matter.
    return np.bincount(rows, weights=values, minlength=size).astype(np.int64)


def _invert(
    held: Sequence[NDArray[np.int32]], counts: Sequence[NDArray[np.uint8]], terms_of: Sequence[tuple[str, ...]]
) -> Postings:
    terms: dict[str, int] = {}
    numbered = [[terms.setdefault(term, len(terms)) for term in found] for found in terms_of]
    spread = np.array([len(found) for found in numbered], dtype=np.int64)
    flat = np.array([term for found in numbered for term in found], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(spread)[:-1])) if len(spread) else spread
    parts = [
        _batch_keys(at, held[at : at + _BATCH], counts[at : at + _BATCH], (flat, starts, spread), len(held))
        for at in range(0, len(held), _BATCH)
    ]
    keys = _emptied_into_one(parts)
    keys.sort()
    size = max(1, len(held))
    counts_of, rows = np.empty(len(keys), np.uint8), np.empty(len(keys), np.int32)
    for part in _chunks(len(keys)):
        counts_of[part] = keys[part] & ((1 << _COUNT_BITS) - 1)
        keys[part] >>= _COUNT_BITS
        rows[part] = keys[part] % size
    starts_of = np.searchsorted(keys, np.arange(len(terms) + 1, dtype=np.int64) * size).astype(np.int64)
    return Postings(terms=terms, starts=starts_of, rows=rows, counts=counts_of)


def _lower_bounds(rows: NDArray[np.int32], low: Integers, high: Integers, wanted: NDArray[np.int32]) -> Integers:
    """For each wanted value its place in the ascending rows[low:high]; a binary search of all of them together."""
    while (unsure := low < high).any():
        middle = np.where(unsure, (low + high) // 2, 0)
        is_below = unsure & (rows[middle] < wanted)
        low = np.where(is_below, middle + 1, low)
        high = np.where(unsure & ~is_below, middle, high)
    return low


def _held_terms_only(
    terms: dict[str, int], starts: Integers, rows: NDArray[np.int32], counts: NDArray[np.uint8]
) -> Postings:
    """Postings of terms numbered in the order of `terms`."""
    held = np.diff(starts) > 0
    if not held.all():
        starts = np.concatenate((starts[:-1][held], starts[-1:]))
        terms = {term: number for number, term in enumerate(compress(terms, held))}
    return Postings(terms, starts, rows, counts)


def _chunks(length: int) -> Iterator[slice]:
    """Slices that keep the temporary arrays of a large index small."""
    return (slice(at, at + _CHUNK) for at in range(0, length, _CHUNK))


def _emptied_into_one(parts: list[Integers]) -> Integers:
    """The parts joined; the list is emptied on the way, so that nothing is held twice."""
    joined = np.empty(sum(len(part) for part in parts), dtype=np.int64)
    end = len(joined)
    while parts:
        part = parts.pop()
        joined[end - len(part) : end] = part
        end -= len(part)
    return joined


def _batch_keys(
    first: int,
    held: Sequence[NDArray[np.int32]],
    counts: Sequence[NDArray[np.uint8]],
    spreading: tuple[Integers, Integers, Integers],
    size: int,
) -> Integers:
    """One key per (term, row): (term × size + row) in the high bits, the capped count in the low ones."""
    flat, starts, spread = spreading
    words = np.concatenate(held)
    sizes = spread[words]
    rows = np.repeat(np.repeat(np.arange(first, first + len(held)), [len(one) for one in held]), sizes)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    cells = flat[np.repeat(starts[words], sizes) + within] * size + rows
    distinct, where = np.unique(cells, return_inverse=True)
    total = np.bincount(where, weights=np.repeat(np.concatenate(counts), sizes), minlength=len(distinct))
    return (distinct << _COUNT_BITS) | np.minimum(total, REPEAT_CAP).astype(np.int64)
