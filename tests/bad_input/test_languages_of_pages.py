"""Every page speaks the reader's language and no other, apart from what people wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings

from messaging.models import Notification
from tests.authorisation.test_matrix import address_of, declared
from tests.authorisation.world import ACTORS, World
from tests.bad_input.conftest import client_of
from tests.bad_input.page import ENGLISH_SENTENCE, JAPANESE, Element, Page
from tests.bad_input.test_pages_with_markup import WRITABLE, free_texts

# Pages of mails and answers for programs.
NOT_PAGES = ("messaging:stream", "portal:health")
# The name of the other language, the unit that amounts may be typed in, and where a proposed word was met.
MEANT = {"日本語", "万", "在庫を数えたい"}
# Words of people that no test fills with markup, because what is decided or shipped does not change.
ALSO_WRITTEN = (
    *("accounts.Decision", "accounts.Report", "accounts.Appeal", "accounts.Showcase", "accounts.PortfolioItem"),
    *("accounts.PastWork", "accounts.WorkConfirmation"),
    *("accounts.ApprovalStep", "orders.ApprovalTurn"),
    # Words of both languages stand in the editor of the vocabulary, whatever the reader's is.
    *("vocabulary.Skill", "vocabulary.SkillAlias", "vocabulary.ProposedPhrase"),
)


def spoken(found: Element, language: str) -> Iterator[str]:
    """The texts inside, except where the page itself says that another language stands there."""
    if found.attributes.get("lang", language) != language or found.tag in ("script", "style", "option"):
        return
    for child in found.children:
        if isinstance(child, str):
            yield child.strip()
        else:
            yield from spoken(child, language)
    yield from (
        found.attributes[name] for name in ("aria-label", "title", "placeholder", "alt") if name in found.attributes
    )


def written_by_people() -> set[str]:
    """Everything in the database that somebody typed."""
    models = [apps.get_model(app, name) for app, names in WRITABLE.items() for name in names]
    models += [apps.get_model(label) for label in ALSO_WRITTEN]
    texts = {text for model in models for row in model._default_manager.values_list(*free_texts(model)) for text in row}
    facts = Notification.objects.values_list("facts", flat=True)
    operator = {fact for fact in settings.OPERATOR.values() if isinstance(fact, str)}
    return texts | operator | {fact for told in facts for fact in told.values() if isinstance(fact, str)}


def pages(world: World, actor: str, language: str) -> Iterator[tuple[str, Element]]:
    client = client_of(world, actor, language)
    for (name, method), answers in declared().items():
        if method == "GET" and answers[actor].startswith("200") and name not in NOT_PAGES:
            answer = client.get(address_of(name, world))
            if "html" in answer.headers["Content-Type"]:
                yield name, Page(answer.text).root


@pytest.mark.parametrize("actor", ACTORS)
def test_japanese_pages_have_no_english_sentence(actor: str, world: World, rolled_back: None) -> None:
    written = written_by_people()
    found = {
        (name, text)
        for name, page in pages(world, actor, "ja")
        for text in spoken(page, "ja")
        if ENGLISH_SENTENCE.search(text) and text not in written
    }
    assert sorted(found) == []


@pytest.mark.parametrize("actor", ACTORS)
def test_english_pages_have_no_japanese_sentence(actor: str, world: World, rolled_back: None) -> None:
    data = sorted((written_by_people() | MEANT) - {""}, key=len, reverse=True)
    found = set()
    for name, page in pages(world, actor, "en"):
        for text in spoken(page, "en"):
            left = text
            for typed in data:
                left = left.replace(typed, "")
            if JAPANESE.search(left):
                found.add((name, text[:80]))
    assert sorted(found) == []
