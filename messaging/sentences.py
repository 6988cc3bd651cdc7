"""The sentences people are told, registered by the apps that know what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string

from common.site import site_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from accounts.models import User


class UnknownSentenceError(LookupError):
    """No sentence is registered under this kind."""


class DuplicateSentenceError(ValueError):
    """Two sentences want the same kind."""


@dataclass(frozen=True)
class Sentence:
    """Subject and body with %(name)s facts, translated when read; a mail also says what comes next and why it came."""

    subject: _StrPromise
    body: _StrPromise
    next_step: _StrPromise | str = ""
    why: _StrPromise | str = ""


_SENTENCES: dict[str, Sentence] = {}


def register(
    kind: str,
    subject: _StrPromise,
    body: _StrPromise,
    *,
    next_step: _StrPromise | str = "",
    why: _StrPromise | str = "",
) -> None:
    """Name a sentence (kind ≤ 40 characters). Raises DuplicateSentenceError."""
    if kind in _SENTENCES:
        raise DuplicateSentenceError(kind)
    _SENTENCES[kind] = Sentence(subject, body, next_step, why)


def registered_kinds() -> frozenset[str]:
    return frozenset(_SENTENCES)


def require(kind: str) -> Sentence:
    """Raises UnknownSentenceError."""
    try:
        return _SENTENCES[kind]
    except KeyError:
        raise UnknownSentenceError(kind) from None


def render(kind: str, facts: Mapping[str, str | int]) -> tuple[str, str]:
    """(subject, body) in the active language. Raises UnknownSentenceError, KeyError for a missing fact."""
    sentence = require(kind)
    return str(sentence.subject) % facts, str(sentence.body) % facts


def mail_of(kind: str, facts: Mapping[str, str | int], path: str) -> tuple[str, str]:
    """(subject, text) of the mail in the active language, with the whole address of the page. Raises as render does."""
    subject, told = render(kind, facts)
    sentence, site = require(kind), site_address()
    context = {
        "told": told,
        "next_step": str(sentence.next_step) % facts,
        "why": sentence.why,
        "link": site + path,
        "site": site,
    }
    return subject, render_to_string("messaging/notification_mail.txt", context).strip() + "\n"


def language_of(user: User) -> str:
    """The language to write to somebody in who is not looking at a page now."""
    known = dict(settings.LANGUAGES)
    return user.language if user.language in known else settings.LANGUAGE_CODE
