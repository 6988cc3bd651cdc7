"""The numbers of the score: one frozen set, stored with every run, replaced but never changed in place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from matching.engine.arithmetic import Curve

ENGINE_VERSION = "v0.1"

PART_NAMES = ("skills", "must", "concepts", "bm25", "ngrams", "place", "rate", "availability", "language")
PARTS = len(PART_NAMES)
SKILLS, MUST, CONCEPTS, BM25, NGRAMS, PLACE, RATE, AVAILABILITY, LANGUAGE = range(PARTS)
"""Places in PART_NAMES."""
FULL = 1000


@dataclass(frozen=True, slots=True)
class Parameters:
    """Shares and similarities are per mille; part weights are tenths of a point and sum to 1000 (100.0 points)."""

    weights: tuple[int, ...] = (300, 150, 80, 80, 40, 120, 100, 80, 50)

    # Skills: how near another concept is, how much level, last use and the way it was stated count.
    similar_child: int = 900
    similar_parent: int = 600
    similar_sibling: int = 350
    must_weight: int = 1000
    wish_weight: int = 400
    default_wanted_level: int = 3
    unknown_level: int = 850
    found_in_text: int = 800
    recency: Curve = ((0, 1000), (1, 890), (2, 803), (3, 736), (4, 684), (6, 612), (8, 568), (12, 525), (20, 503))
    unknown_recency: int = 850
    skill_cap: int = 30
    concept_cap: int = 60
    rarity_floor: int = 256
    rarity_cap: int = 1024
    must_child: int = 1000
    must_parent: int = 400
    must_in_text: int = 800
    # An order that names no skill is matched on concepts read out of its text: weak evidence, so the part moves little.
    derived_skills_floor: int = 800

    # Text.
    query_repeats: Curve = ((0, 0), (1, 1000), (2, 1400), (3, 1700))
    title_bonus: int = 1000
    generic_word: int = 250
    bm25_k1: int = 1200
    bm25_b: int = 600
    gram_slope: int = 300
    evidence_share: int = 300
    text_median: int = 250
    text_floor: int = 150

    # Place, rate, availability, language.
    same_prefecture: int = 800
    adjacent_prefecture: int = 500
    same_block: int = 300
    same_area: int = 500
    same_country: int = 150
    in_reach: int = 700
    partly_remote: int = 600
    unknown_place: int = 300
    rate_curve: Curve = (
        (1000, 1000),
        (1050, 963),
        (1100, 865),
        (1150, 731),
        (1200, 587),
        (1300, 332),
        (1500, 72),
        (2000, 0),
    )
    rate_limit: int = 1150
    unknown_rate: int = 500
    late_curve: Curve = ((0, 1000), (7, 850), (14, 650), (28, 400), (56, 100), (90, 0))
    late_limit_days: int = 28
    unknown_start: int = 500
    hours_curve: Curve = ((0, 0), (500, 400), (800, 800), (1000, 1000))
    unknown_hours: int = 500
    language_curve: Curve = ((0, 1000), (1, 600), (2, 250), (3, 0))
    unlisted_language: int = 200
    unknown_language: int = 400

    def __post_init__(self) -> None:
        if len(self.weights) != len(PART_NAMES) or min(self.weights) < 0:
            raise ValueError(f"{len(PART_NAMES)} weights of 0 or more are needed, one for each part")
        if sum(self.weights) != FULL:
            raise ValueError(f"the weights sum to {sum(self.weights)}, not to {FULL}")

    def to_dict(self) -> dict[str, Any]:
        """A dict of what JSON can hold; `from_dict` gives back an equal set."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain | {"weights": dict(zip(PART_NAMES, self.weights, strict=True))}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Parameters:
        """The set that `to_dict` wrote; ValueError for a name it does not know or a part without weight."""
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(stored) - known):
            raise ValueError(f"unknown parameters: {', '.join(unknown)}")
        values = {name: _frozen(value) for name, value in stored.items() if name != "weights"}
        if "weights" in stored:
            if set(stored["weights"]) != set(PART_NAMES):
                raise ValueError(f"weights are needed for exactly these parts: {', '.join(PART_NAMES)}")
            values["weights"] = tuple(int(stored["weights"][name]) for name in PART_NAMES)
        return cls(**values)

    def digest(self) -> str:
        """SHA-256 of the canonical JSON form, in hex."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


DEFAULT_PARAMETERS = Parameters()
