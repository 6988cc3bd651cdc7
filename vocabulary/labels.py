"""Languages, levels and countries in the words of whoever reads the page."""

from common.reader import language_of_reader
from vocabulary import countries, languages


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


def country_choices() -> list[tuple[str, str]]:
    return countries.country_choices(language_of_reader())


def country_label(code: str) -> str:
    """The country's name; the code itself when it is not one of ours."""
    known = countries.load_countries().get(code)
    return known.label(language_of_reader()) if known else code


def zone_choices() -> list[tuple[str, str]]:
    return countries.zone_choices(language_of_reader())


def zone_label(zone: str) -> str:
    return countries.zone_label(zone, language_of_reader())
