from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from common.keyset import Page
from portal.map import draw, outline
from portal.templatetags.readers import bar_segments, points, share, yen


@pytest.mark.parametrize(
    ("language", "amount", "shown"),
    [
        ("ja", 1234567, "1,234,567円"),
        ("en", 1234567, "¥1,234,567"),
        ("ja", 0, "0円"),
        ("ja", -500, "-500円"),
        ("en", -500, "-¥500"),
        ("ja", None, ""),
    ],
)
def test_yen_follows_the_readers_convention(language: str, amount: int | None, shown: str) -> None:
    with translation.override(language):
        assert yen(amount) == shown


def test_points_shows_tenths() -> None:
    assert [points(903), points(0), points(None)] == ["90.3", "0.0", ""]


def _part(name: str, gained: int, maximum: int) -> dict[str, Any]:
    return {"name": name, "label": name, "points": gained, "maximum": maximum}


def test_bar_segments_stand_side_by_side_and_fill_the_bar_at_full_points() -> None:
    segments = bar_segments([_part("skills", 600, 600), _part("place", 0, 100), _part("rate", 300, 300)])
    assert [(segment.x, segment.width) for segment in segments] == [(0, 596), (600, 0), (600, 296)]


def test_bar_segments_never_leave_the_bar() -> None:
    segments = bar_segments([_part("skills", -50, 500), _part("rate", 500, 500)], scale=500)
    assert segments[0].width == 0
    assert segments[1].x + segments[1].width <= 1000


@pytest.mark.parametrize(
    ("value", "maximum", "expected"), [(1, 4, 250), (9, 4, 1000), (-1, 4, 0), (1, 0, 0), (None, 4, 0)]
)
def test_share_keeps_within_the_bar(value: int | None, maximum: int, expected: int) -> None:
    assert share(value, maximum) == expected


def test_map_has_each_prefecture_once_in_the_order_of_its_code() -> None:
    places = outline()["prefectures"]
    assert [place["code"] for place in places] == [f"{number:02d}" for number in range(1, 48)]
    assert places[19]["ja"] == "長野県"
    assert len({place["path"] for place in places}) == 47


@pytest.mark.parametrize("largest", [1, 2, 5, 6, 7, 45, 1000, 123456])
def test_map_levels_cover_every_count_without_gaps(largest: int) -> None:
    drawn = draw({13: largest, 20: 1}, language="ja")
    assert drawn.levels[0].low == 1
    assert drawn.levels[-1].high == (largest if largest <= 5 else None)
    for lower, upper in zip(drawn.levels, drawn.levels[1:], strict=False):
        assert lower.high == upper.low - 1
    by_code = {shape.code: shape for shape in drawn.shapes}
    assert by_code["13"].level == drawn.levels[-1].shade <= 5
    assert by_code["20"].level == drawn.levels[0].shade >= 1
    assert by_code["01"].level == 0


def test_map_names_places_in_the_readers_language() -> None:
    assert draw({"20": 3}, language="en", here="20").rows[0].name == "Nagano"
    assert draw({"20": 3}, language="ja", here="20").rows[0].is_here


class SampleForm(forms.Form):
    name = forms.CharField(label="会社名", help_text="登記の名前")
    place = forms.ChoiceField(label="場所", widget=forms.RadioSelect, choices=[("r", "離れて"), ("o", "会社で")])
    agree = forms.BooleanField(label="同意")


def _rendered(form: forms.Form) -> str:
    return "".join(render_to_string("components/field.html", {"field": field}) for field in form) + render_to_string(
        "components/errors.html", {"form": form}
    )


@pytest.fixture
def refused() -> str:
    return _rendered(SampleForm({"name": ""}))


def test_field_ties_help_and_errors_to_the_control(refused: str) -> None:
    assert 'aria-describedby="id_name_helptext id_name_error"' in refused
    assert 'id="id_name_helptext"' in refused
    assert 'id="id_name_error"' in refused
    assert 'aria-invalid="true"' in refused


def test_errors_link_to_an_element_of_the_form(refused: str) -> None:
    for target in ("id_name", "id_place", "id_agree"):
        assert f'href="#{target}"' in refused
        assert f' id="{target}"' in refused


def test_field_shows_no_error_before_anything_was_sent() -> None:
    assert "field-error" not in _rendered(SampleForm())


def test_scorebar_says_in_words_what_it_draws() -> None:
    page = render_to_string("components/scorebar.html", {"parts": [_part("skills", 403, 600)]})
    assert 'class="part-skills"' in page
    assert "60.0点中 40.3点" in page


def test_pager_keeps_the_rest_of_the_query() -> None:
    page = Page(rows=[], number=2, previous="before", next="after")  # type: ignore[var-annotated]
    request = RequestFactory().get("/orders/?prefecture=20&cursor=now&part=bids")
    shown = render_to_string("components/cursor_pager.html", {"page": page}, request=request)
    assert '"?prefecture=20&amp;cursor=before"' in shown
    assert '"?prefecture=20&amp;cursor=after"' in shown
    assert '"?prefecture=20"' in shown


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_pages_need_no_context_and_speak_both_languages(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert 'lang="ja"' in page
    assert '<div class="card stack" lang="en">' in page
