"""Every write to the vocabulary. Each one that changes what texts mean stamps the version anew."""

from vocabulary.actions.loading import LoadedVocabulary, load_vocabulary
from vocabulary.actions.phrases import accept_phrase, propose_phrase, propose_phrases, reject_phrase
from vocabulary.actions.teaching import (
    AliasTakenError,
    PartOfItselfError,
    SkillFacts,
    add_alias,
    create_skill,
    edit_skill,
    remove_alias,
)

__all__ = [
    "AliasTakenError",
    "LoadedVocabulary",
    "PartOfItselfError",
    "SkillFacts",
    "accept_phrase",
    "add_alias",
    "create_skill",
    "edit_skill",
    "load_vocabulary",
    "propose_phrase",
    "propose_phrases",
    "reject_phrase",
    "remove_alias",
]
