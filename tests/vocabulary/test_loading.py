"""The vocabulary in the database: loaded again without change, refreshed after changes."""

import time

import pytest
from django.core.management import call_command

from vocabulary.actions import add_alias, load_vocabulary
from vocabulary.models import Municipality, Prefecture, Skill, SkillAlias
from vocabulary.queries import concept_index

pytestmark = pytest.mark.django_db


def test_load_vocabulary_again_changes_no_row() -> None:
    before = [list(model.objects.order_by("pk").values()) for model in (Skill, SkillAlias, Prefecture, Municipality)]
    load_vocabulary()
    after = [list(model.objects.order_by("pk").values()) for model in (Skill, SkillAlias, Prefecture, Municipality)]
    assert before == after
    assert [len(rows) for rows in after[2:]] == [47, 1741]
