"""Words somebody used for a skill that the vocabulary does not know: noted, then decided by an administrator."""

from collections.abc import Iterable
from itertools import islice

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from common.text import fold
from vocabulary.actions.teaching import add_alias
from vocabulary.models import EXAMPLE_LENGTH, PHRASE_LENGTH, ProposedPhrase, Skill, SkillAlias
from vocabulary.spelling import normalise
from vocabulary.states import ALLOWED_MOVES, PhraseStatus

MOST_PHRASES_AT_ONCE = 3
MOST_PHRASES_A_DAY = 20
MOST_EXAMPLES = 3
DAY_IN_SECONDS = 24 * 60 * 60
DIGITS_OF_A_TELEPHONE = 9


def propose_phrases(texts: Iterable[str], *, by: int, beside: str = "") -> None:
    """Note words one user typed, no more than a few at once and a day: administrators read every one of them.

    ``beside`` is what the words stood with, the title of an order or a headline, so that they can be understood.
    """
    key = f"phrases-proposed:{by}:{timezone.localdate()}"
    proposed = cache.get(key, 0)
    left = min(MOST_PHRASES_AT_ONCE, MOST_PHRASES_A_DAY - proposed)
    noted = sum(propose_phrase(text, beside=beside) is not None for text in islice(texts, max(left, 0)))
    if noted:
        cache.set(key, proposed + noted, DAY_IN_SECONDS)


@transaction.atomic
def propose_phrase(text: str, *, beside: str = "") -> ProposedPhrase | None:
    """Note a word for a skill that nobody knew, counting how often it comes; None when it is no usable word."""
    shown = " ".join(text.replace("\x00", "").split())
    normalised = normalise(shown)
    if not normalised or len(shown) > PHRASE_LENGTH or len(normalised) > PHRASE_LENGTH * 2 or not shown.isprintable():
        return None
    if _may_be_a_contact(shown):
        return None
    now = timezone.now()
    phrase, created = ProposedPhrase.objects.get_or_create(
        normalised=normalised, defaults={"text": shown, "first_seen": now, "last_seen": now}
    )
    if not created:
        ProposedPhrase.objects.filter(pk=phrase.pk).update(times=F("times") + 1, last_seen=now)
        phrase.refresh_from_db()
    _keep_example(phrase, " ".join(beside.replace("\x00", "").split())[:EXAMPLE_LENGTH])
    return phrase


def _keep_example(phrase: ProposedPhrase, example: str) -> None:
    """The first few different ones."""
    is_fit = example.isprintable() and not _may_be_a_contact(example)
    if example and is_fit and example not in phrase.examples and len(phrase.examples) < MOST_EXAMPLES:
        phrase.examples = [*phrase.examples, example]
        phrase.save(update_fields=["examples"])


def _may_be_a_contact(text: str) -> bool:
    """An e-mail address or a telephone number is no skill, and nobody else is to read it."""
    return "@" in fold(text) or sum(letter.isdecimal() for letter in text) >= DIGITS_OF_A_TELEPHONE


@transaction.atomic
def accept_phrase(phrase: ProposedPhrase, skill: Skill) -> SkillAlias:
    """Make a proposed phrase an alias of the skill. Raises AliasTakenError when it means another one."""
    locked = ProposedPhrase.objects.select_for_update().get(pk=phrase.pk)
    alias = add_alias(skill, locked.text)
    _move(locked, PhraseStatus.ACCEPTED)
    return alias


@transaction.atomic
def reject_phrase(phrase: ProposedPhrase) -> None:
    """Put a proposed phrase aside; quiet when it was decided already."""
    _move(ProposedPhrase.objects.select_for_update().get(pk=phrase.pk), PhraseStatus.REJECTED)


def _move(phrase: ProposedPhrase, status: PhraseStatus) -> None:
    if status in ALLOWED_MOVES[phrase.status]:
        phrase.status = status
        phrase.save(update_fields=["status"])
