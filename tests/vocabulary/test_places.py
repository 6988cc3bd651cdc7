"""Prefectures and municipalities: complete, and found by whatever people write."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.municipal_codes import is_municipal_code
from vocabulary.places import Place, load_places

PLACES = load_places()


def test_places_are_complete() -> None:
    kinds = Counter(town.name_ja[-1] for town in PLACES.municipalities.values())
    assert list(PLACES.prefectures) == [f"{number:02}" for number in range(1, 48)]
    assert kinds == {"市": 792, "町": 743, "村": 183, "区": 23}
    assert {town.prefecture for town in PLACES.municipalities.values()} == set(PLACES.prefectures)


def test_every_municipality_has_a_code_that_checks_and_names_that_agree() -> None:
    for town in PLACES.municipalities.values():
        assert is_municipal_code(town.code), town
        assert town.code.startswith(town.prefecture), town
        assert town.name_en.isascii(), town
        assert town.name_en[0].isupper(), town
        assert all("ぁ" <= letter <= "ゖ" or letter == "ー" for letter in town.name_kana), town


def test_the_twenty_designated_cities_are_there_and_their_wards_are_not() -> None:
    designated = [town for town in PLACES.municipalities.values() if town.code[2] == "1" and town.prefecture != "13"]
    assert len(designated) == 20
    assert all(town.name_ja.endswith("市") and town.code[4] == "0" for town in designated)
    assert {town.name_ja for town in designated} >= {"札幌市", "浜松市", "堺市", "熊本市"}


def test_blocks_and_metro_areas_cover_what_they_should() -> None:
    assert sorted(code for area in PLACES.blocks.values() for code in area.prefectures) == sorted(PLACES.prefectures)
    for area in PLACES.blocks.values():
        assert all(PLACES.block_of(code) == area.slug for code in area.prefectures)
    metro = {code: area.slug for area in PLACES.metro_areas.values() for code in area.prefectures}
    assert {code: PLACES.metro(code) for code in PLACES.prefectures if PLACES.metro(code)} == metro
    assert sorted(metro) == ["11", "12", "13", "14", "21", "23", "24", "26", "27", "28", "29"]


def test_neighbours_are_mutual_and_include_bridges() -> None:
    for code in PLACES.prefectures:
        assert code not in PLACES.neighbours(code)
        assert all(code in PLACES.neighbours(other) for other in PLACES.neighbours(code))
    assert PLACES.neighbours("32") == {"31", "34", "35"}
    assert PLACES.neighbours("01") == {"02"}
    assert PLACES.neighbours("47") == frozenset() == PLACES.neighbours("99")
    assert "37" in PLACES.neighbours("33")


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("32", "32"), ("JP-32", "32"), ("島根県", "32"), ("島根", "32"), ("しまねけん", "32"), ("しまね", "32"),
        ("シマネ", "32"), ("ｼﾏﾈｹﾝ", "32"), ("Shimane", "32"), ("Shimane Prefecture", "32"), ("shimane-ken", "32"),
        ("東京", "13"), ("Tokyo-to", "13"), ("京都", "26"), ("きょうと", "26"), ("Kyōto", "26"), ("北海道", "01"),
        ("ほっかいどう", "01"), ("大阪府", "27"), ("Oita", "44"), ("ＯＳＡＫＡ", "27"),
    ],
)  # fmt: skip
def test_prefecture_is_known_by_code_and_every_name(term: str, code: str) -> None:
    found = PLACES.prefecture(term)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("term", ["", "県", "都", "0", "48", "99", "松江", "Atlantis", "\ud800"])
def test_prefecture_is_none_for_anything_else(term: str) -> None:
    assert PLACES.prefecture(term) is None


@pytest.mark.parametrize(
    ("term", "prefecture", "code"),
    [
        ("322016", None, "322016"), ("32201", "32", "322016"), ("32201", "31", None), ("松江市", "32", "322016"),
        ("松江", None, "322016"), ("まつえし", None, "322016"), ("Matsue", "32", "322016"),
        ("matsue-shi", None, "322016"),
        ("府中市", None, None), ("府中市", "34", "342084"), ("府中市", "13", "132063"),
        ("隠岐郡海士町", "32", "325252"),
        ("横浜市西区", "14", "141003"), ("龍ヶ崎市", "08", "082082"), ("千代田区", None, "131016"),
        ("ああ", None, None),
        ("松江市", "31", None), ("", None, None), ("島根県松江市", None, "322016"),
    ],
)  # fmt: skip
def test_municipality_is_known_by_code_or_name(term: str, prefecture: str | None, code: str | None) -> None:
    found = PLACES.municipality(term, prefecture)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("島根県松江市殿町1番地", "島根県松江市"), ("Matsue, Shimane", "島根県松江市"), ("東京", "東京都"),
        ("都内", "東京都"),
        ("東京23区内", "東京都"), ("Tokyo, Japan", "東京都"), ("Osaka City", "大阪府大阪市"),
        ("Sapporo", "北海道札幌市"),
        ("府中市", None), ("広島県 府中市", "広島県府中市"), ("北広島市", "北海道北広島市"), ("福島", "福島県"),
        ("京都", "京都府"),
        ("リモート（福岡在住）", "福岡県"), ("横浜市西区", "神奈川県横浜市"), ("Kōchi", "高知県"),
        ("ＭＡＴＳＵＥ", "島根県松江市"),
        ("東京出身、今は島根県松江市", "島根県松江市"), ("島根県　隠岐郡　海士町", "島根県海士町"),
        ("四日市", "三重県四日市市"),
        ("Minato-ku, Tokyo", "東京都港区"), ("Mine", None), ("Mine City", "山口県美祢市"), ("Hanoi, Vietnam", None),
        ("福島から大阪市へ", "大阪府大阪市"),
        ("London", None), ("", None), ("Tokyo to Osaka", "東京都"), ("Nagoyako", None), ("ふるさと", None),
    ],
)  # fmt: skip
def test_find_place_reads_what_people_write(text: str, label: str | None) -> None:
    place = PLACES.find_place(text)
    assert (PLACES.label(place, "ja") if place else None) == label


def test_every_full_name_is_found_as_itself() -> None:
    for town in PLACES.municipalities.values():
        prefecture = PLACES.prefectures[town.prefecture]
        here = Place(town.prefecture, town.code)
        assert PLACES.find_place(prefecture.name_ja + town.name_ja) == here
        assert PLACES.municipality(town.name_ja, town.prefecture) is town
        assert PLACES.find_place(f"{town.name_en}, {prefecture.name_en}") in {here, _namesake(town.name_en, here)}


def _namesake(name_en: str, here: Place) -> Place | None:
    """Two towns of one prefecture may read the same in Latin letters; the first is found."""
    return next(
        (
            Place(town.prefecture, town.code)
            for town in PLACES.municipalities.values()
            if town.prefecture == here.prefecture and town.name_en == name_en
        ),
        None,
    )


def test_label_reads_in_both_languages() -> None:
    assert PLACES.label(Place("32", "322016"), "ja") == "島根県松江市"
    assert PLACES.label(Place("32", "322016"), "en") == "Matsue City, Shimane"
    assert PLACES.label(Place("32", None), "en") == "Shimane"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_find_place_never_fails(text: str) -> None:
    PLACES.find_place(text)
    PLACES.prefecture(text)
    PLACES.municipality(text, "13")
