"""Every code the engine can give has a sentence in both languages."""

from __future__ import annotations

import ast
import inspect
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_args

import pytest
from django.utils import translation

from matching.engine import explain as explain_module
from matching.engine.eligibility import RULES
from matching.engine.explain import Explanation, explain
from matching.engine.parameters import DEFAULT_PARAMETERS, PART_NAMES
from matching.engine.places import PlaceReason
from matching.engine.relations import Relations, Surroundings
from matching.engine.values import Candidate, HeldSkill, LanguageLevel, Need, NeededSkill
from matching.explanations import (
    GAPS,
    PART_LABELS,
    PROFILE_SECTIONS,
    REASONS,
    RULE_LABELS,
    RULE_SENTENCES,
    UnexplainedError,
    Words,
    gap_sentence,
    part_sentences,
    shown_gaps,
    shown_parts,
)
from matching.needs import concepts_of, geography
from vocabulary.concepts import ConceptIndex, load_vocabulary_file

AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="module")
def index() -> ConceptIndex:
    return load_vocabulary_file()


def random_pair(chance: random.Random, index: ConceptIndex) -> tuple[Need, Candidate]:
    """An order and a person out of few values, so that everything meets everything; any value may be missing."""
    skills = sorted(index.concepts)[:6]
    texts = ["", "在庫 kintone Excel 集計", "worked with kintone and inventory", "経理のしごと"]

    def maybe[T](*values: T) -> T | None:
        return chance.choice([None, *values])

    languages = [LanguageLevel(code, level) for code in ("ja", "en") for level in (None, 2, 7)]
    wanted = [
        LanguageLevel(code, level, must) for code in ("ja", "en") for level in (None, 4) for must in (True, False)
    ]
    need = Need(
        id="order",
        text=chance.choice(texts),
        skills=tuple(
            NeededSkill(skill, chance.random() < 0.5, maybe(2, 4))
            for skill in chance.sample(skills, chance.randrange(4))
        ),
        concepts=frozenset(chance.sample(skills, chance.randrange(3))),
        budget_max_yen=maybe(3_000, 300_000),
        budget_unit=maybe("hour", "month", "project"),
        hours_per_week=maybe(10),
        duration_weeks=maybe(8),
        start=maybe(AS_OF + timedelta(days=5)),
        prefecture=maybe("32", "13"),
        municipality=maybe("322016"),
        location=maybe("Austin, TX, USA", "Berlin, Germany"),
        remote=maybe("full", "partial", "onsite"),
        languages=tuple(chance.sample(wanted, chance.randrange(3))),
    )
    candidate = Candidate(
        id=1,
        text=chance.choice(texts),
        skills=tuple(HeldSkill(skill, maybe(1, 5)) for skill in chance.sample(skills, chance.randrange(4))),
        concepts=frozenset(chance.sample(skills, chance.randrange(3))),
        rate_jpy_hour=maybe(2_000, 3_200),
        hours_per_week=maybe(5, 20),
        available_from=maybe(AS_OF, AS_OF + timedelta(days=20)),
        prefecture=maybe("32", "31", "33", "13", "01"),
        municipality=maybe("322016", "322024"),
        location=maybe("Austin, TX, USA", "Houston, TX, USA", "Boston, MA, USA", "Lyon, France"),
        remote=maybe("full", "partial", "none"),
        onsite_reach=maybe(frozenset({"32"})),
        languages=tuple(chance.sample(languages, chance.randrange(3))),
        side_job=maybe("pending", "approved"),
    )
    return need, candidate


@pytest.fixture(scope="module")
def explained(index: ConceptIndex) -> list[Explanation]:
    chance = random.Random(20261120)
    surroundings = Surroundings(geography(), Relations(concepts_of(index)))
    row = [1] * len(PART_NAMES)
    pairs = (random_pair(chance, index) for _ in range(4_000))
    return [explain(need, person, row, DEFAULT_PARAMETERS, AS_OF, surroundings) for need, person in pairs]


def written_gap_codes() -> Iterator[str]:
    """The literals given to Gap(…) in the engine."""
    for node in ast.walk(ast.parse(inspect.getsource(explain_module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Gap":
            for literal in ast.walk(node.args[0]):
                if isinstance(literal, ast.Constant):
                    yield literal.value


def test_every_reason_and_gap_the_engine_gives_is_told_in_both_languages(
    explained: list[Explanation], index: ConceptIndex
) -> None:
    words = Words(index)
    for language in ("ja", "en"):
        with translation.override(language):
            for explanation in explained:
                told = [sentence for part in shown_parts(words, explanation) for sentence in part.sentences]
                told += [gap.sentence for gap in shown_gaps(words, explanation)]
                assert all(told)
                assert not [sentence for sentence in told if "%(" in sentence or "None" in sentence]


def test_tables_hold_exactly_what_the_engine_can_give(explained: list[Explanation]) -> None:
    """A code that never comes would be dead text; one that is not in the table would be an error on a page."""
    reasons = {(part.name, part.reason) for explanation in explained for part in explanation.parts}
    gaps = {gap.code for explanation in explained for gap in explanation.gaps}
    assert reasons == set(REASONS)
    assert gaps | set(written_gap_codes()) == set(GAPS)
    assert {reason for part, reason in REASONS if part == "place"} == set(get_args(PlaceReason.__value__))


def test_every_part_and_rule_has_its_words() -> None:
    assert tuple(PART_LABELS) == PART_NAMES
    assert set(RULE_LABELS) == set(RULE_SENTENCES) == set(RULES)
    assert set(GAPS) <= set(PROFILE_SECTIONS)


def test_japanese_says_everything_in_japanese(explained: list[Explanation], index: ConceptIndex) -> None:
    """A sentence that reads the same in both languages was not translated."""
    words = Words(index)
    seen: set[tuple[str, str]] = set()
    for explanation in explained:
        for part in explanation.parts:
            if (part.name, part.reason) in seen:
                continue
            seen.add((part.name, part.reason))
            with translation.override("en"):
                english = part_sentences(words, part.name, part.reason, part.facts)
            with translation.override("ja"):
                assert not english or part_sentences(words, part.name, part.reason, part.facts) != english
    for labels in (PART_LABELS, RULE_LABELS, RULE_SENTENCES):
        for label in labels.values():
            with translation.override("en"):
                english_label = str(label)
            with translation.override("ja"):
                assert str(label) != english_label


def test_numbers_are_written_for_the_reader(index: ConceptIndex) -> None:
    words = Words(index)
    with translation.override("en"):
        assert part_sentences(words, "rate", "rate_above_budget", {"rate": 12_000, "budget": 4_500}) == [
            "The lowest rate is ¥12,000 an hour, the order pays up to ¥4,500 an hour."
        ]
        place = {"wants": {"prefecture": "32", "place": "322016"}, "has": {"prefecture": "13", "place": None}}
        assert gap_sentence(words, "far_away", place) == "Tokyo is far from Matsue City, Shimane."
    with translation.override("ja"):
        assert "12,000円" in part_sentences(words, "rate", "rate_above_budget", {"rate": 12_000, "budget": 4_500})[0]
        assert "2026年12月1日" in gap_sentence(words, "unknown_start", {"start": "2026-12-01"})


def test_unknown_code_is_an_error_and_not_an_empty_line(index: ConceptIndex) -> None:
    with pytest.raises(UnexplainedError):
        part_sentences(Words(index), "skills", "no_such_reason", {})
    with pytest.raises(UnexplainedError):
        gap_sentence(Words(index), "no_such_gap", {})
