"""The administrators' pages of the vocabulary: reading, searching, teaching."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from vocabulary.actions import add_alias
from vocabulary.models import Skill, SkillAlias
from vocabulary.queries import concept_index

pytestmark = pytest.mark.django_db

ADMIN = "/staff/admin/vocabulary/"


@pytest.fixture
def staff(client: Client) -> Iterator[Client]:
    client.force_login(get_user_model().objects.create_superuser("admin@example.com", "a long passphrase"))
    return client


@pytest.mark.parametrize(
    "page",
    [
        "skill/?q=kintone",
        "skillalias/?q=キントーン",
        "municipality/?q=まつえ",
        "prefecture/?q=32",
        "proposedphrase/?q=x",
        "skillcategory/",
    ],
)
def test_lists_can_be_searched(staff: Client, page: str) -> None:
    assert staff.get(ADMIN + page).status_code == 200


def test_skills_are_read_only(staff: Client) -> None:
    skill = Skill.objects.get(slug="kintone")
    assert staff.get(f"{ADMIN}skill/{skill.pk}/change/").status_code == 200
    assert staff.post(f"{ADMIN}skill/{skill.pk}/change/", {"name_ja": "x"}).status_code == 403
    assert staff.get(f"{ADMIN}skill/add/").status_code == 403


def test_an_alias_added_by_an_administrator_is_found_in_texts(staff: Client) -> None:
    skill = Skill.objects.get(slug="kintone")
    answer = staff.post(f"{ADMIN}skillalias/add/", {"skill": skill.pk, "text": "きんとん 雲", "use": "anywhere"})
    assert answer.status_code == 302
    assert concept_index().resolve("きんとん雲") == "kintone"
    assert SkillAlias.objects.get(normalised="きんとん雲").shipped is False


@pytest.mark.parametrize("text", ["ワードプレス", "・・", ""])
def test_an_alias_that_cannot_be_is_explained_beside_the_field(staff: Client, text: str) -> None:
    skill = Skill.objects.get(slug="kintone")
    answer = staff.post(f"{ADMIN}skillalias/add/", {"skill": skill.pk, "text": text, "use": "anywhere"})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["text"]


def test_only_own_aliases_can_be_removed(staff: Client) -> None:
    own = add_alias(Skill.objects.get(slug="kintone"), "きんとん雲")
    shipped = SkillAlias.objects.filter(shipped=True)[0]
    assert staff.post(f"{ADMIN}skillalias/{shipped.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff.post(f"{ADMIN}skillalias/{own.pk}/delete/", {"post": "yes"}).status_code == 302
    assert concept_index().resolve("きんとん雲") is None
