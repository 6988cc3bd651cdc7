"""The shipped skills: enough of them, and no spelling that means two."""

import json
from collections import defaultdict

from vocabulary.concepts import SHIPPED_VOCABULARY, load_vocabulary_file
from vocabulary.models import PHRASE_LENGTH
from vocabulary.spelling import normalise, without_final_long_vowels

INDEX = load_vocabulary_file()


def test_skills_are_many_and_named_in_both_languages() -> None:
    terms = sum(len(concept.terms) for concept in INDEX.concepts.values())
    assert (len(INDEX.concepts) >= 300, terms >= 4500, len(INDEX.categories)) == (True, True, 18)
    for concept in INDEX.concepts.values():
        assert concept.name_ja.strip() == concept.name_ja != ""
        assert concept.name_en.isascii() or "β" in concept.name_en, concept
        assert concept.category in INDEX.categories
        assert all(term.strip() == term and 0 < len(term) <= PHRASE_LENGTH for term in concept.terms)


def test_no_spelling_means_two_skills() -> None:
    claimed: defaultdict[str, set[str]] = defaultdict(set)
    for concept in INDEX.concepts.values():
        for term in concept.terms:
            claimed[normalise(term)].add(concept.id)
            claimed[without_final_long_vowels(normalise(term))].add(concept.id)
    assert {spelling: owners for spelling, owners in claimed.items() if len(owners) > 1} == {}


def test_no_id_means_another_skill_as_a_term() -> None:
    for concept in INDEX.concepts:
        assert INDEX.resolve(concept.replace("-", " ")) in {None, concept}


def test_every_term_is_found_as_its_own_skill() -> None:
    lost = [
        (concept.id, term)
        for concept in INDEX.concepts.values()
        for term in concept.terms
        if [(hit.concept, hit.surface) for hit in INDEX.find(term)] != [(concept.id, term)]
    ]
    assert lost == []


def test_parents_form_trees_of_few_levels() -> None:
    for concept in INDEX.concepts:
        chain = [concept]
        while (parent := INDEX.parent_of(chain[-1])) is not None:
            chain.append(parent)
            assert len(chain) <= 6, chain


def test_skills_of_the_first_vocabulary_are_still_there() -> None:
    names = {entry["id"] for entry in json.loads(SHIPPED_VOCABULARY.read_text(encoding="utf-8"))["skills"]}
    assert {"dx-strategy", "kintone", "ec-build", "bridge-se", "front-yard", "go", "pr", "translation-vi"} <= names
