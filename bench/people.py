"""Invented people and needs of any number, for measuring the engine alone; the same ones every time."""

import datetime
from random import Random
from typing import Any

from matching.engine.values import Candidate, Concepts, Geography, HeldSkill, LanguageLevel, Need, NeededSkill
from portal.demo.stories import read_stories
from vocabulary.concepts import ConceptIndex, load_vocabulary_file
from vocabulary.places import PlaceIndex, load_places

SEED = 7
AS_OF = datetime.date(2026, 11, 20)
PREFECTURES = [f"{code:02d}" for code in range(1, 48)]


def surroundings() -> tuple[Geography, Concepts]:
    """What the engine knows about places and concepts, from the shipped vocabulary."""
    places, index = load_places(), load_vocabulary_file()
    return _geography(places), _concepts(index)


def _geography(places: PlaceIndex) -> Geography:
    return Geography(
        {code: places.neighbours(code) for code in PREFECTURES},
        {code: places.block_of(code) or "" for code in PREFECTURES},
    )


def _concepts(index: ConceptIndex) -> Concepts:
    slugs = list(index.concepts)
    parents = {slug: parent for slug in slugs if (parent := index.parent_of(slug))}
    return Concepts(parents, {slug: category for slug in slugs if (category := index.category_of(slug))})


def draw_people(count: int) -> list[Candidate]:
    """Return ``count`` candidates drawn from the demo's trades."""
    draw, index = Random(SEED), load_vocabulary_file()
    trades = read_stories("people")["trades"]
    return [_person(number, draw, draw.choice(trades), index) for number in range(1, count + 1)]


def _person(number: int, draw: Random, trade: dict[str, Any], index: ConceptIndex) -> Candidate:
    works = tuple(" ".join(work) for work in draw.sample(trade["works"], k=draw.randint(1, len(trade["works"]))))
    text = f"{draw.choice(trade['headlines'])}\n{draw.choice(trade['summaries'])}"
    low, high = trade["rate"]
    skills = draw.sample(trade["skills"], k=draw.randint(3, len(trade["skills"])))
    return Candidate(
        id=number,
        kind="freelancer",
        text=text,
        works=works,
        skills=tuple(HeldSkill(slug, draw.randint(1, 5), AS_OF.year - draw.randrange(0, 8)) for slug in skills),
        concepts=index.concepts_in("\n".join((text, *works))),
        rate_jpy_hour=draw.randrange(low, high, 100),
        hours_per_week=draw.choice((5, 10, 20, 30)),
        available_from=AS_OF + datetime.timedelta(days=draw.randrange(0, 90)),
        prefecture=draw.choice(PREFECTURES),
        remote=draw.choice(("full", "partial", "none")),
        languages=(LanguageLevel("ja", draw.randint(2, 7)), LanguageLevel("en", draw.randint(1, 6))),
        side_job=draw.choice(("not_needed", "approved", "pending", "forbidden")),
    )


def story_needs() -> list[Need]:
    """Return the thirty orders of the demo as the engine sees them."""
    index = load_vocabulary_file()
    return [_need(str(number), story, index) for number, story in enumerate(read_stories("orders")["orders"])]


def _need(name: str, story: dict[str, Any], index: ConceptIndex) -> Need:
    text = "\n".join((story["title"], story["problem"], story["outcome"]))
    low, high, unit = story["budget"]
    return Need(
        id=name,
        text=text,
        skills=tuple(NeededSkill(slug, slug in story["must"]) for slug in story["must"] + story["wish"]),
        concepts=index.concepts_in(text),
        budget_min_yen=low,
        budget_max_yen=high,
        budget_unit=unit,
        duration_weeks=story["weeks"],
        hours_per_week=story.get("hours"),
        start=AS_OF + datetime.timedelta(days=max(story["start"], 1)),
        prefecture=story["prefecture"],
        remote=story["remote"],
        languages=tuple(LanguageLevel(code, level, must) for code, level, must in story.get("languages", [])),
    )
