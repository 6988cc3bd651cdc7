"""The vocabulary in the database: loaded again without change, refreshed after changes."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from vocabulary.actions import add_alias, load_vocabulary
from vocabulary.concepts import load_vocabulary_file
from vocabulary.models import Municipality, Prefecture, Skill, SkillAlias, SkillCategory
from vocabulary.queries import concept_index, municipalities_of, prefecture_choices, skill_choices, vocabulary_version

pytestmark = pytest.mark.django_db

TABLES = (SkillCategory, Skill, SkillAlias, Prefecture, Municipality)


def test_load_vocabulary_again_changes_no_row() -> None:
    before = [list(model.objects.order_by("pk").values()) for model in TABLES]
    load_vocabulary()
    after = [list(model.objects.order_by("pk").values()) for model in TABLES]
    assert before == after
    assert [len(rows) for rows in after[3:]] == [47, 1741]


def test_load_vocabulary_repairs_retires_and_keeps_what_administrators_added() -> None:
    category = SkillCategory.objects.all()[0]
    retired = {"name_ja": "溶接", "name_en": "Welding", "category": category, "position": 999, "shipped": True}
    Skill.objects.create(slug="welding", **retired)
    Skill.objects.filter(slug="kintone").update(name_ja="壊れた", active=False)
    own = add_alias(Skill.objects.get(slug="kintone"), "きんとん雲")
    SkillAlias.objects.create(skill=own.skill, text="古い別名", normalised="古い別名", shipped=True)
    loaded = load_vocabulary()
    assert loaded.deactivated == 1
    assert Skill.objects.get(slug="welding").active is False
    assert Skill.objects.values_list("name_ja", "active").get(slug="kintone") == ("kintone構築", True)
    assert SkillAlias.objects.filter(pk=own.pk).exists()
    assert not SkillAlias.objects.filter(text="古い別名").exists()
    assert concept_index().resolve("welding") is None


def test_load_vocabulary_command_says_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_vocabulary")
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "47 prefectures, 1741 municipalities" in said


def test_concept_index_of_the_database_equals_the_file() -> None:
    index, shipped = concept_index(), load_vocabulary_file()
    assert set(index.concepts) == set(shipped.concepts)
    for concept in shipped.concepts.values():
        same = index.concepts[concept.id]
        assert (same.name_ja, same.name_en, same.category, same.parent) == (
            concept.name_ja, concept.name_en, concept.category, concept.parent,
        )  # fmt: skip
        assert set(same.aliases) == set(concept.aliases)
        assert (set(same.cased), set(same.alone)) == (set(concept.cased), set(concept.alone))


def test_concept_index_is_built_once_and_again_after_a_change(django_assert_num_queries: object) -> None:
    first = concept_index()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert concept_index() is first
    add_alias(Skill.objects.get(slug="kintone"), "きんとん雲")
    assert concept_index().resolve("きんとん雲") == "kintone"
    assert first.resolve("きんとん雲") is None


def test_concept_index_forgets_a_change_that_was_undone() -> None:
    skill = Skill.objects.get(slug="kintone")
    for word in ("きんとん雲", "筋斗雲"):
        with transaction.atomic():
            add_alias(skill, word)
            assert concept_index().resolve(word) == "kintone"
            transaction.set_rollback(True)
    with transaction.atomic():
        assert concept_index().resolve("筋斗雲") is None
    before = vocabulary_version()
    add_alias(skill, "きんとん雲")
    assert vocabulary_version() != before


def test_choices_follow_the_reader() -> None:
    with translation.override("ja"):
        assert prefecture_choices()[31] == ("32", "島根県")
        groups = dict(skill_choices())
        assert ("django", "Django") in groups["ソフトウェア開発"]
    with translation.override("en"):
        assert prefecture_choices()[31] == ("32", "Shimane")
        assert len(skill_choices()) == 18
        assert str(Skill.objects.get(slug="data-entry")) == "Data entry"


def test_municipalities_of_a_prefecture() -> None:
    assert municipalities_of("32").count() == 19
    assert municipalities_of("32")[0].name_ja == "松江市"
    for nonsense in ("", "3", "99", "３２", "32 ", "' or 1=1", "\x00\x00"):
        assert list(municipalities_of(nonsense)) == []


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Prefecture, {"code": "48", "name_kana": "", "block": "x"}),
        (Municipality, {"code": "32201x", "prefecture_id": "32"}),
        (Municipality, {"code": "322017", "prefecture_id": "31"}),
        (SkillAlias, {"skill_id": 1, "text": "x", "normalised": ""}),
    ],
)
def test_the_database_refuses_what_cannot_be(model: type, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)  # type: ignore[attr-defined]
