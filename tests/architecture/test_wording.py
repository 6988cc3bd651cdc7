"""The Japanese sentences of all apps stand side by side in one catalogue when the platform runs."""

from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings


def test_one_sentence_has_one_translation() -> None:
    """The same English sentence said differently by two apps would depend on the order of INSTALLED_APPS."""
    said: defaultdict[tuple[str | None, str], dict[str, str]] = defaultdict(dict)
    for path in sorted(Path(settings.BASE_DIR).glob("*/locale/ja/LC_MESSAGES/django.po")):
        with path.open("rb") as catalogue:
            for message in read_po(catalogue, locale="ja"):
                if message.id:
                    sentence = message.id if isinstance(message.id, str) else message.id[0]
                    said[message.context, sentence][path.parts[-5]] = str(message.string)
    assert {key: words for key, words in said.items() if len(set(words.values())) > 1} == {}
