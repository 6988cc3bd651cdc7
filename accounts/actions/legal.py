"""Legal texts are drafted and published; readers agree to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from accounts.errors import LegalTextMovedOnError, NothingToPublishError, TooEarlyError
from accounts.models import LegalConsent, LegalDraft, LegalKind, LegalVersion, User
from common.japan import today_in_japan


@dataclass(frozen=True)
class LegalWords:
    """What a draft says, in both languages."""

    body_ja: str
    body_en: str
    changes_ja: str
    changes_en: str


@transaction.atomic
def save_legal_draft(kind: LegalKind, words: LegalWords, *, actor: User) -> LegalDraft:
    """Keep what an administrator has written so far; readers see nothing of it."""
    _lock(kind)
    draft, _created = LegalDraft.objects.update_or_create(kind=kind, defaults={**vars(words), "edited_by": actor})
    return draft


@transaction.atomic
def drop_legal_draft(kind: LegalKind) -> None:
    """Quiet when there is none."""
    _lock(kind)
    LegalDraft.objects.filter(kind=kind).delete()


@transaction.atomic
def publish_legal_draft(
    kind: LegalKind, *, number: int, valid_from: date, needs_consent: bool, actor: User
) -> LegalVersion:
    """Make the draft version ``number``, for good. Publishing the same number twice gives the one version.

    Raises NothingToPublishError without a draft, LegalTextMovedOnError when another version came first, and
    TooEarlyError for a day that is past or before the first day of the version it follows.
    """
    _lock(kind)
    last = LegalVersion.objects.filter(kind=kind).order_by("-number").first()
    draft = LegalDraft.objects.filter(kind=kind).first()
    if draft is None:
        if last is not None and last.number == number:
            return last
        raise NothingToPublishError
    if number != (last.number + 1 if last else 1):
        raise LegalTextMovedOnError
    if valid_from < max(today_in_japan(), last.valid_from if last else today_in_japan()):
        raise TooEarlyError
    version = LegalVersion.objects.create(
        kind=kind,
        number=number,
        body_ja=draft.body_ja,
        body_en=draft.body_en,
        changes_ja=draft.changes_ja,
        changes_en=draft.changes_en,
        needs_consent=needs_consent,
        valid_from=valid_from,
        published_by=actor.full_name or actor.email,
    )
    draft.delete()
    return version


@transaction.atomic
def agree_to_legal_texts(user: User, versions: Iterable[LegalVersion], *, language: str) -> None:
    """Note the consent to each of these texts as shown in ``language``. Agreeing twice is agreeing once."""
    LegalConsent.objects.bulk_create(
        [LegalConsent(user=user, version=version, language=language) for version in versions], ignore_conflicts=True
    )


def _lock(kind: LegalKind) -> None:
    """One administrator at a time, also where there is no row yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"legal text {kind}"])
