"""One change of the vocabulary at a time, each with a stamp of its own."""

from uuid import uuid4

from vocabulary.models import VocabularyVersion
from vocabulary.signals import vocabulary_changed


def lock_version() -> None:
    """Let one change of the vocabulary at a time pass."""
    VocabularyVersion.objects.get_or_create(id=1)
    VocabularyVersion.objects.select_for_update().get(id=1)


def stamp_version() -> None:
    VocabularyVersion.objects.filter(id=1).update(stamp=uuid4())


def announce_change() -> None:
    """Texts mean something else from now on: stamp the version anew and tell whoever ranks by them."""
    stamp_version()
    vocabulary_changed.send(sender=VocabularyVersion)
