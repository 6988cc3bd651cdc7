"""Why one person got the points they got, and what is missing: codes and facts that JSON can hold, never sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from matching.engine.conditions import effective_start, hourly_budget, known_hours, known_rate, spoken
from matching.engine.parameters import PART_NAMES, Parameters
from matching.engine.places import nearness, place_of
from matching.engine.relations import (
    Held,
    Kinship,
    Relations,
    Surroundings,
    held_concepts,
    wanted_concepts,
    wanted_skills,
)
from matching.engine.table import profile_text
from matching.engine.values import Candidate, Geography, LanguageLevel, Need, NeededSkill
from matching.engine.words import is_generic, tokens_of, word_counts

WORDS_SHOWN = 8

type Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PartPoints:
    """One part in tenths of a point: what was reached of `maximum`, a reason code and its facts."""

    name: str
    points: int
    maximum: int
    reason: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the order asks for that the person lacks or has not said."""

    code: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """All parts in the order of PART_NAMES, and the gaps, must-haves first."""

    parts: tuple[PartPoints, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    parameters: Parameters
    as_of: date
    geography: Geography
    relations: Relations


def explain(
    need: Need,
    candidate: Candidate,
    parts_row: Sequence[int],
    parameters: Parameters,
    as_of: date,
    surroundings: Surroundings,
) -> Explanation:
    """Reasons and gaps of one person. `parts_row` is their row of a Ranking's parts; `surroundings` its table's."""
    setting = _Setting(parameters, as_of, surroundings.geography, surroundings.relations)
    reasons = _reasons(need, candidate, setting)
    parts = tuple(
        PartPoints(name, int(points), maximum, *reasons[name])
        for name, points, maximum in zip(PART_NAMES, parts_row, parameters.weights, strict=True)
    )
    return Explanation(parts=parts, gaps=tuple(_find_gaps(need, candidate, setting)))


def _find_gaps(need: Need, candidate: Candidate, setting: _Setting) -> Iterator[Gap]:
    """What is missing or unknown, in the order it should be read."""
    yield from _skill_gaps(need, candidate, setting)
    yield from _language_gaps(need, candidate)
    yield from _rate_gaps(need, candidate)
    yield from _time_gaps(need, candidate, setting.as_of)
    place = nearness(need, place_of(candidate), setting.geography, setting.parameters)
    if _is_beyond_reach(need, candidate):
        yield Gap("not_in_reach", {"wants": {"prefecture": need.prefecture, "place": None}})
    elif place.reason in {"far_away", "unknown_place"}:
        yield Gap(place.reason, _place_facts(need, candidate))
    if candidate.side_job == "pending":
        yield Gap("side_job_pending")


def _reasons(need: Need, candidate: Candidate, setting: _Setting) -> Mapping[str, tuple[str, Facts]]:
    words = _shared_words(need, candidate)
    text = ("words_in_common", {"words": words}) if words else ("no_words_in_common", {})
    if not any(map(tokens_of, word_counts(need.text)[0])):
        text = ("not_asked", {})
    return {
        "skills": _skill_reason(need, candidate, setting),
        "must": _must_reason(need, candidate, setting),
        "concepts": _concept_reason(need, candidate),
        "bm25": text,
        "ngrams": text if text[0] != "words_in_common" else ("similar_wording", {}),
        "place": (
            nearness(need, place_of(candidate), setting.geography, setting.parameters).reason,
            _place_facts(need, candidate),
        ),
        "rate": _rate_reason(need, candidate),
        "availability": _time_reason(need, candidate, setting.as_of),
        "language": ("compared" if need.languages else "not_asked", {}),
    }


def _is_beyond_reach(need: Need, candidate: Candidate) -> bool:
    """Whether the person names where they travel, and the order's prefecture, not their own, is not among it."""
    return (
        need.remote != "full"
        and need.prefecture not in {None, candidate.prefecture}
        and candidate.prefecture is not None
        and bool(candidate.onsite_reach)
        and need.prefecture not in (candidate.onsite_reach or ())
    )


def _nearest(concept: str, held: Sequence[Held], relations: Relations) -> tuple[Held, Kinship] | None:
    """The held concept of the closest kin, a declared one before one found in the text."""
    kin = relations.kin(concept)
    ranks: tuple[Kinship, ...] = ("same", "child", "parent", "sibling")
    related = [one for one in held if one.concept in kin]
    best = min(related, key=lambda one: (ranks.index(kin[one.concept]), not one.declared), default=None)
    return None if best is None else (best, kin[best.concept])


def _has(found: tuple[Held, Kinship] | None) -> bool:
    return found is not None and found[1] in {"same", "child"}


def _skill_reason(need: Need, candidate: Candidate, setting: _Setting) -> tuple[str, Facts]:
    wanted = wanted_skills(need)
    if not wanted:
        return "not_asked", {}
    held = held_concepts(candidate, setting.parameters)
    found = {skill.concept: _nearest(skill.concept, held, setting.relations) for skill in wanted}
    facts: Facts = {
        "matched": [concept for concept, match in found.items() if _has(match)],
        "near": {concept: match[0].concept for concept, match in found.items() if match and not _has(match)},
        "missing": [concept for concept, match in found.items() if match is None],
        "evidenced": [concept for concept in found if concept in candidate.evidenced],
    }
    return "compared" if need.skills else "read_from_text", facts


def _must_reason(need: Need, candidate: Candidate, setting: _Setting) -> tuple[str, Facts]:
    musts = [skill.concept for skill in wanted_skills(need) if skill.must]
    if not musts:
        return "not_asked", {}
    held = held_concepts(candidate, setting.parameters)
    have = [concept for concept in musts if _has(_nearest(concept, held, setting.relations))]
    return "compared", {"has": have, "wants": musts}


def _concept_reason(need: Need, candidate: Candidate) -> tuple[str, Facts]:
    wanted = wanted_concepts(need)
    if not wanted:
        return "not_asked", {}
    spoken_of = candidate.concepts | {skill.concept for skill in candidate.skills}
    return "compared", {"shared": [concept for concept in wanted if concept in spoken_of], "wanted": len(wanted)}


def _shared_words(need: Need, candidate: Candidate) -> list[str]:
    """Up to eight words of the order that the profile holds too, the order's most frequent and longest first."""
    profile = {token for word in word_counts(profile_text(candidate))[0] for token in tokens_of(word)}
    asked = word_counts(need.text)[0]
    shared = [
        word
        for word in asked
        if (tokens := tokens_of(word)) and tokens[0] in profile and not is_generic(tokens[0]) and len(word) > 1
    ]
    return sorted(shared, key=lambda word: (-asked[word], -len(word), word))[:WORDS_SHOWN]


def _rate_reason(need: Need, candidate: Candidate) -> tuple[str, Facts]:
    budget, rate = hourly_budget(need), known_rate(candidate)
    if budget is None:
        return ("not_asked" if need.budget_max_yen is None else "budget_not_comparable"), {}
    if rate is None:
        return "unknown_rate", {"budget": budget}
    return ("within_budget" if rate <= budget else "rate_above_budget"), {"rate": rate, "budget": budget}


def _time_reason(need: Need, candidate: Candidate, as_of: date) -> tuple[str, Facts]:
    if need.start is None and not need.hours_per_week:
        return "not_asked", {}
    return ("in_time" if not list(_time_gaps(need, candidate, as_of)) else "not_fully"), {}


def _place_facts(need: Need, candidate: Candidate) -> Facts:
    return {
        "wants": {"prefecture": need.prefecture, "place": need.municipality or need.location},
        "has": {"prefecture": candidate.prefecture, "place": candidate.municipality or candidate.location},
    }


def _skill_gaps(need: Need, candidate: Candidate, setting: _Setting) -> Iterator[Gap]:
    if not need.skills:
        return
    held = held_concepts(candidate, setting.parameters)
    for skill in sorted(wanted_skills(need), key=lambda one: not one.must):
        match = _nearest(skill.concept, held, setting.relations)
        if match is None or not _has(match):
            facts = {"skill": skill.concept} | ({"nearest": match[0].concept} if match else {})
            yield Gap("missing_must_skill" if skill.must else "missing_wished_skill", facts)
        else:
            yield from _level_gap(skill, match[0])


def _level_gap(skill: NeededSkill, held: Held) -> Iterator[Gap]:
    if skill.level is None:
        return
    if held.level is None:
        yield Gap("unknown_skill_level", {"skill": skill.concept, "wants": skill.level})
    elif held.level < skill.level:
        yield Gap("skill_level_low", {"skill": skill.concept, "has": held.level, "wants": skill.level})


def _language_gaps(need: Need, candidate: Candidate) -> Iterator[Gap]:
    known = spoken(candidate.languages)
    for wanted in sorted(need.languages, key=lambda one: not one.must):
        facts: Facts = {"language": wanted.code, "wants": wanted.level}
        if not known or (wanted.code in known and known[wanted.code] is None and wanted.level is not None):
            yield Gap("unknown_language", facts)
        elif wanted.code not in known:
            yield Gap("language_missing", facts)
        elif _is_lower(known[wanted.code], wanted):
            yield Gap("language_low", facts | {"has": known[wanted.code]})


def _is_lower(level: int | None, wanted: LanguageLevel) -> bool:
    return level is not None and wanted.level is not None and level < wanted.level


def _rate_gaps(need: Need, candidate: Candidate) -> Iterator[Gap]:
    reason, facts = _rate_reason(need, candidate)
    if reason in {"rate_above_budget", "unknown_rate"}:
        yield Gap(reason, facts)


def _time_gaps(need: Need, candidate: Candidate, as_of: date) -> Iterator[Gap]:
    start, available = effective_start(need, as_of), candidate.available_from
    if start is not None and available is None:
        yield Gap("unknown_start", {"start": date.fromordinal(start).isoformat()})
    elif start is not None and available is not None and available.toordinal() > start:
        later = {"available_from": available.isoformat(), "start": date.fromordinal(start).isoformat()}
        yield Gap("starts_later", later)
    hours, wanted = known_hours(candidate), need.hours_per_week
    if wanted and hours is None:
        yield Gap("unknown_hours", {"wants": wanted})
    elif wanted and hours is not None and hours < wanted:
        yield Gap("fewer_hours", {"has": hours, "wants": wanted})
