"""What the database folds and what is looked for are folded alike, and the index is used."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as some

from accounts.models import Organisation, User
from common.search import MARKS, named_like, sought_pairs
from tests.factories import make_company, make_user

pytestmark = pytest.mark.django_db


def stored(text: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_pairs(%s)", [text])
        return set(cursor.fetchone()[0])  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "sought"),
    [
        ("ｶﾌﾞｼｷｶﾞｲｼｬ", "カブシキ"),
        ("株式会社 湖北木工", "湖北"),
        ("Ｋｏｈｏｋｕ Ｗｏｏｄ", "kohoku"),
        ("山田・花子", "山田花子"),
        ("hanako.yamada@example.jp", "yamada@example"),
        ("森", "森"),
        ("パン工房", "ハ\u309aン"),
    ],
)
def test_a_name_is_found_in_any_width(name: str, sought: str) -> None:
    assert set(sought_pairs(sought)) <= stored(name)
    assert not set(sought_pairs("まったく別")) <= stored(name)


@settings(max_examples=60, deadline=None)
@given(some.text(alphabet=some.sampled_from("aZé０ｶﾞパン 山森田 　ー" + MARKS), max_size=30))
def test_every_name_is_found_by_itself(name: str) -> None:
    assert set(sought_pairs(name)) <= stored(name)


def test_names_are_found_by_the_index() -> None:
    make_company(make_user("kohoku@example.jp", full_name="湖北 春子"), name="湖北木工")
    assert named_like(Organisation.objects.all(), "ｺホク", "name").count() == 0
    for rows, columns in ((Organisation.objects.all(), ["name"]), (User.objects.all(), ["email", "full_name"])):
        found = named_like(rows, "湖北", *columns)  # type: ignore[type-var]
        assert found.count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "_found_by" in found.explain()
    assert not named_like(Organisation.objects.all(), "・・", "name").exists()
