"""Languages and levels in the words of whoever reads the page."""

from common.reader import language_of_reader
from vocabulary import languages


def language_choices() -> list[tuple[str, str]]:
    return languages.language_choices(language_of_reader())


def level_choices() -> list[tuple[int, str]]:
    return languages.level_choices(language_of_reader())


def language_label(code: str) -> str:
    """The language's name; the code itself when it is not one of ours."""
    known = languages.LANGUAGES.get(code)
    return known.label(language_of_reader()) if known else code


def level_label(level: int) -> str:
    return languages.level_label(level, language_of_reader()) or str(level)
