"""Skills as chips with a three-way choice: suggested from the text, chosen, or added by name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from common.reader import language_of_reader
from orders.drafts import WantedSkill
from vocabulary.concepts import ConceptIndex

PREFIX: Final = "skill-"
MOST_SKILLS: Final = 40
NONE, WISH, MUST = "none", "wish", "must"
CHOICES: Final = ((NONE, _("Not needed")), (WISH, _("Nice to have")), (MUST, _("Must")))
_SEPARATORS = re.compile(r"[,、，;；\n]+")


@dataclass(frozen=True)
class SkillChip:
    """One skill on the form; ``value`` is none, wish or must."""

    slug: str
    label: str
    value: str

    choices = CHOICES

    @property
    def name(self) -> str:
        return PREFIX + self.slug


def typed_choices(data: Mapping[str, object], index: ConceptIndex) -> dict[str, str]:
    """Slug → choice for every known skill among the submitted fields; anything else is left out."""
    choices: dict[str, str] = {}
    for key, value in data.items():
        slug = key.removeprefix(PREFIX)
        if key.startswith(PREFIX) and slug in index.concepts and value in (NONE, WISH, MUST):
            choices[slug] = str(value)
    return dict(list(choices.items())[:MOST_SKILLS])


def resolve_added(typed: str, index: ConceptIndex) -> tuple[list[str], list[str]]:
    """(known slugs, unknown words) among names separated by commas."""
    known, unknown = [], []
    for word in filter(None, map(str.strip, _SEPARATORS.split(typed))):
        slug = index.resolve(word)
        known.append(slug) if slug else unknown.append(word)
    return known, unknown


def with_found(choices: Mapping[str, str], texts: Iterable[str], index: ConceptIndex, *, value: str) -> dict[str, str]:
    """The choices, then what the text names and nobody has chosen about yet, as ``value``."""
    found = (hit.concept for text in texts for hit in index.find(text))
    undecided = [slug for slug in dict.fromkeys(found) if slug not in choices]
    return dict(choices) | dict.fromkeys(undecided[: max(0, MOST_SKILLS - len(choices))], value)


def chips(choices: Mapping[str, str], index: ConceptIndex) -> list[SkillChip]:
    language = language_of_reader()
    return [SkillChip(slug, index.label(slug, language), value) for slug, value in choices.items()]


def skill_names(index: ConceptIndex) -> list[str]:
    """Every skill's name in the reader's language, for a list to choose from."""
    language = language_of_reader()
    return sorted(index.label(slug, language) for slug in index.concepts)


def wanted_skills(choices: Mapping[str, str]) -> tuple[WantedSkill, ...]:
    return tuple(WantedSkill(slug, is_must=value == MUST) for slug, value in choices.items() if value != NONE)
