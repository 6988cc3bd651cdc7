"""Languages and levels in the words of whoever reads the page."""

from django.utils.translation import get_language

from vocabulary import languages


def reader() -> str:
    return get_language() or "ja"


def language_choices() -> list[tuple[str, str]]:
    return languages.language_choices(reader())


def level_choices() -> list[tuple[int, str]]:
    return languages.level_choices(reader())


def language_label(code: str) -> str:
    """The language's name; the code itself when it is not one of ours."""
    known = languages.LANGUAGES.get(code)
    return known.label(reader()) if known else code


def level_label(level: int) -> str:
    return languages.level_label(level, reader()) or str(level)
