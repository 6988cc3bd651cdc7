"""A need as a dict that JSON can hold, for storing with a run and for asking again later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from matching.engine.values import LanguageLevel, Need, NeededSkill


def need_to_dict(need: Need) -> dict[str, Any]:
    """Only lists, dicts, texts and numbers; sets sorted, so that equal needs give equal dicts."""
    return asdict(need) | {
        "skills": [asdict(skill) for skill in need.skills],
        "languages": [asdict(language) for language in need.languages],
        "concepts": sorted(need.concepts),
        "actor_kinds": sorted(need.actor_kinds),
        "start": need.start.isoformat() if need.start else None,
    }


def need_from_dict(stored: Mapping[str, Any]) -> Need:
    """The need that `need_to_dict` was given."""
    read = {
        "skills": tuple(NeededSkill(**skill) for skill in stored["skills"]),
        "languages": tuple(LanguageLevel(**language) for language in stored["languages"]),
        "concepts": frozenset(stored["concepts"]),
        "actor_kinds": frozenset(stored["actor_kinds"]),
        "start": date.fromisoformat(stored["start"]) if stored["start"] else None,
    }
    return Need(**{**stored, **read})
