"""Orders and profiles as the engine sees them. Empty always becomes "not known"."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from accounts.queries import evidenced_skills
from matching.engine.relations import Relations, Surroundings
from matching.engine.values import Candidate, Concepts, Geography, HeldSkill, LanguageLevel, Need, NeededSkill
from vocabulary.places import load_places

if TYPE_CHECKING:
    from accounts.models import PastWork, Profile
    from matching.engine.values import BudgetUnit, CandidateRemote, NeedRemote, SideJob
    from orders.models import Order
    from vocabulary.concepts import ConceptIndex


def need_of(order: Order, index: ConceptIndex) -> Need:
    """What an order asks for. Reads its skills and languages."""
    text = "\n".join((order.title, order.problem, order.wanted_outcome))
    return Need(
        id=order.public_id,
        text=text,
        skills=tuple(NeededSkill(wanted.skill.slug, wanted.is_must) for wanted in order.skills.all()),
        concepts=index.concepts_in(text),
        budget_min_yen=order.budget_min_yen,
        budget_max_yen=order.budget_max_yen,
        budget_unit=cast("BudgetUnit", order.budget_unit),
        duration_weeks=order.duration_weeks,
        hours_per_week=order.hours_per_week,
        start=order.start_on,
        prefecture=order.prefecture_id,
        municipality=order.municipality_id,
        remote=cast("NeedRemote | None", order.remote or None),
        languages=tuple(
            LanguageLevel(wanted.language, wanted.level, wanted.is_must) for wanted in order.languages.all()
        ),
        actor_kinds=frozenset(order.wanted_kinds),
    )


def candidate_of(profile: Profile, index: ConceptIndex) -> Candidate:
    """A party of any kind. Reads skills, works, languages and prefectures: use `candidates_for_matching`."""
    text = "\n".join((profile.headline, profile.summary))
    works = tuple(map(_work_text, profile.works.all()))
    return Candidate(
        id=profile.party_id,
        key=profile.party.public_id,
        kind=profile.party.kind,
        text=text,
        skills=tuple(HeldSkill(held.skill.slug, held.level, held.last_used) for held in profile.skills.all()),
        concepts=index.concepts_in("\n".join((text, *works))),
        works=works,
        rate_jpy_hour=profile.rate_jpy_hour,
        hours_per_week=profile.hours_per_week,
        available_from=profile.available_from,
        prefecture=profile.prefecture_id,
        municipality=profile.municipality_id,
        remote=cast("CandidateRemote | None", profile.remote or None),
        onsite_reach=frozenset(place.code for place in profile.onsite_prefectures.all()) or None,
        languages=tuple(LanguageLevel(known.language, known.level) for known in profile.languages.all()),
        side_job=cast("SideJob | None", profile.side_job or None),
        evidenced=frozenset(evidenced_skills([profile])[profile.pk]),
        active=profile.takes_part,
    )


def _work_text(work: PastWork) -> str:
    return f"{work.title}\n{work.text}"


@cache
def geography() -> Geography:
    places = load_places()
    return Geography(
        neighbours={code: places.neighbours(code) for code in places.prefectures},
        block_of={code: prefecture.block for code, prefecture in places.prefectures.items()},
    )


@lru_cache(maxsize=1)
def surroundings(index: ConceptIndex) -> Surroundings:
    """What reasons and points of one person need to know besides the person and the order."""
    return Surroundings(geography(), Relations(concepts_of(index)))


def concepts_of(index: ConceptIndex) -> Concepts:
    """How the skills of the vocabulary stand to each other."""
    return Concepts(
        parent_of={concept.id: concept.parent for concept in index.concepts.values() if concept.parent},
        category_of={concept.id: concept.category for concept in index.concepts.values() if concept.category},
    )
