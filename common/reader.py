"""What whoever reads the page reads; where nothing is active, Japanese."""

from django.utils.translation import get_language


def language_of_reader() -> str:
    return get_language() or "ja"


def reads_japanese() -> bool:
    return language_of_reader().startswith("ja")
