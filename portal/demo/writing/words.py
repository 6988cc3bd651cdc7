"""What told stories point at, read once: skills, prefectures, municipalities, legal texts."""

from dataclasses import dataclass
from typing import Self

from accounts.models import LegalVersion
from accounts.queries import legal_texts_to_agree
from vocabulary.models import Municipality, Prefecture, Skill


@dataclass(frozen=True)
class Vocabulary:
    skills: dict[str, Skill]
    prefectures: dict[str, Prefecture]
    municipalities: dict[str, Municipality]
    legal_texts: list[LegalVersion]

    @classmethod
    def read(cls) -> Self:
        return cls(
            skills={skill.slug: skill for skill in Skill.objects.all()},
            prefectures={prefecture.code: prefecture for prefecture in Prefecture.objects.all()},
            municipalities={town.code: town for town in Municipality.objects.all()},
            legal_texts=legal_texts_to_agree(),
        )
