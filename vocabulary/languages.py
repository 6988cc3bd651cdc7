"""Languages people work in, and the platform's ordinal levels 1–7: A1 … C2 are 1–6, native is 7."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES: Final[dict[str, Promise]] = {
    "ja": _("Japanese"),
    "en": _("English"),
    "zh": _("Chinese"),
    "vi": _("Vietnamese"),
    "ne": _("Nepali"),
    "bn": _("Bengali"),
    "ko": _("Korean"),
}
LEVELS: Final[dict[int, Promise]] = {
    1: _("A1: single words and phrases"),
    2: _("A2: simple everyday matters"),
    3: _("B1: gets along at work with help"),
    4: _("B2: works without much help"),
    5: _("C1: discusses difficult matters"),
    6: _("C2: close to a native speaker"),
    7: _("Native speaker"),
}


def language_choices() -> list[tuple[str, Promise]]:
    return list(LANGUAGES.items())


def level_choices() -> list[tuple[int, Promise]]:
    return list(LEVELS.items())


def language_label(code: str) -> str:
    return str(LANGUAGES.get(code, code))


def level_label(level: int) -> str:
    return str(LEVELS.get(level, level))
