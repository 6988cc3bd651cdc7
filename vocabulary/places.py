"""Prefectures and municipalities of Japan, and the place a free text names. Pure: no Django."""

import csv
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from vocabulary.spelling import normalise

_SHIPPED: Final = Path(__file__).parent / "data"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKYO: Final = "13"  # its special wards are municipalities of their own
_PREFECTURE_ENDING = re.compile("(?<=.)[都府県]$")
_KANA_ENDING = re.compile("(?<=..)(?:けん|ふ|と)$")
_ENGLISH_KIND = re.compile(" (?:City|Ward|Town|Village)$")
_ENGLISH_ENDINGS: Final = {
    "City": ("city", "shi"),
    "Ward": ("ward", "city", "ku"),
    "Town": ("town", "cho", "machi"),
    "Village": ("village", "mura", "son"),
}
# "Tokyo to Osaka" is a way, not 東京都: romanised endings need their hyphen.
_PREFECTURE_WORDS: Final = ("prefecture", "pref")
_ROMANISED_ENDINGS: Final = {"都": "to", "府": "fu", "県": "ken"}
# Names of towns that are also English words: only with their kind ("Mine City") or beside their prefecture.
_ENGLISH_WORDS: Final = frozenset(
    {"mine", "date", "tome", "nose", "same", "made", "take", "some", "home", "mori", "kami"}
)
_SHORTEST_BARE_ENGLISH: Final = 4
# Everyday words for Tokyo as a place.
_TOKYO_WORDS: Final = ("都内", "23区", "東京23区")


@dataclass(frozen=True, slots=True)
class Prefecture:
    """One of the 47. `code` is JIS X 0401 ("32"); `metro_area` is None outside the three metropolitan areas."""

    code: str
    name_ja: str
    name_kana: str
    name_en: str
    block: str
    metro_area: str | None

    @property
    def short_ja(self) -> str:
        """島根 for 島根県; 北海道 keeps its 道."""
        return _PREFECTURE_ENDING.sub("", self.name_ja)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A city, special ward, town or village. `code` has six digits; `name_en` ends in City, Ward, Town or Village."""

    code: str
    prefecture: str
    name_ja: str
    name_kana: str
    name_en: str

    @property
    def base_ja(self) -> str:
        return self.name_ja[:-1]

    @property
    def base_en(self) -> str:
        return _ENGLISH_KIND.sub("", self.name_en)


@dataclass(frozen=True, slots=True)
class Area:
    """Several prefectures under one name: a block (中国) or a metropolitan area (東京圏)."""

    slug: str
    name_ja: str
    name_en: str
    prefectures: tuple[str, ...]


class FormerName(NamedTuple):
    """What a municipality was called before it was renamed or became part of another; `successor` is a code."""

    prefecture: str
    name_ja: str
    successor: str
    year: str


class Place(NamedTuple):
    """Where something is: a prefecture code and, when known, a six-digit municipality code."""

    prefecture: str
    municipality: str | None


class _Mention(NamedTuple):
    """A name met in a text: a prefecture, or the municipalities that bear the name. `certain`: written in full."""

    prefecture: str | None
    municipalities: tuple[str, ...]
    certain: bool


class PlaceIndex:
    """All places, looked up by code, by name in Japanese, kana or English, or found in free text."""

    def __init__(
        self,
        prefectures: Iterable[Prefecture],
        municipalities: Iterable[Municipality],
        *,
        areas: tuple[Iterable[Area], Iterable[Area]] = ((), ()),
        neighbours: Mapping[str, frozenset[str]] | None = None,
        former: Iterable[FormerName] = (),
    ) -> None:
        self.prefectures: Mapping[str, Prefecture] = MappingProxyType({place.code: place for place in prefectures})
        self.municipalities: Mapping[str, Municipality] = MappingProxyType({town.code: town for town in municipalities})
        self.blocks: Mapping[str, Area] = MappingProxyType({area.slug: area for area in areas[0]})
        self.metro_areas: Mapping[str, Area] = MappingProxyType({area.slug: area for area in areas[1]})
        self._neighbours = neighbours or {}
        self._former = _former_names(former, self.prefectures)
        self._prefecture_names = _prefecture_names(self.prefectures.values())
        self._town_names = _town_names(self.municipalities.values())
        self._mentions = _mentions(self.prefectures.values(), self.municipalities.values())
        self._patterns = list(self._mentions)
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.LeftmostLongest)

    def prefecture(self, term: str) -> Prefecture | None:
        """By JIS code ("32", "JP-32"), Japanese name with or without 県, kana, or English name; None when unknown."""
        key = re.sub(r"^jp(?=\d\d$)", "", normalise(_plain_latin(term)))
        return self.prefectures.get(key) or self.prefectures.get(self._prefecture_names.get(key, ""))

    def municipality(self, term: str, prefecture: str | None = None) -> Municipality | None:
        """By six- or five-digit code, or by name in Japanese, kana or English.

        With a prefecture code only its municipalities count; without one the name must be the only one of the
        country. A name may carry its prefecture, district (郡) or ward in front or behind (横浜市西区).
        """
        key = normalise(_plain_latin(term)).replace("ヶ", "ケ")
        found = self.municipalities.get(key) or self._by_five_digits(key)
        if found:
            return found if prefecture in {None, found.prefecture} else None
        codes = [code for code in self._town_names.get(key, ()) if prefecture in {None, code[:2]}]
        if len(codes) == 1:
            return self.municipalities[codes[0]]
        place = None if codes else self._first_place(term, prefecture)
        return self.municipalities[place.municipality] if place and place.municipality else None

    def successor(self, term: str, prefecture: str | None = None) -> Municipality | None:
        """What a municipality is today that `municipality` does not find: by its former name, or by a ward's code.

        The code of a ward of a designated city leads to the city, whatever its wards are called by now.
        """
        key = normalise(_plain_latin(term)).replace("ヶ", "ケ")
        if key.isascii() and key.isdecimal():
            code = self._city_of_ward(key)
        else:
            codes = {code for code in self._former.get(key, ()) if prefecture in {None, code[:2]}}
            code = codes.pop() if len(codes) == 1 else None
        found = self.municipalities.get(code or "")
        return found if found and prefecture in {None, found.prefecture} else None

    def _city_of_ward(self, code: str) -> str | None:
        """Wards have the numbers behind their city's; only designated cities have a 1 in the third place."""
        if len(code) not in {5, 6} or code[2] != "1" or code.startswith(_TOKYO):
            return None
        cities = [town for town in self.municipalities if town[:3] == code[:3] and town[:5] < code[:5]]
        return max(cities, default=None)

    def municipalities_of(self, prefecture: str) -> list[Municipality]:
        """In the order of their codes; empty for an unknown prefecture."""
        return [town for town in self.municipalities.values() if town.prefecture == prefecture]

    def find_place(self, text: str) -> Place | None:
        """The place a location text names ("島根県松江市", "Matsue, Shimane", "都内"); None for none in Japan.

        A municipality together with its prefecture wins over a name written in full, that over a bare name, and
        among equals the first. A municipality's name that several prefectures share counts only beside its prefecture.
        """
        return self._first_place(text, None)

    def neighbours(self, prefecture: str) -> frozenset[str]:
        """Codes of the prefectures that touch it by land, bridge or tunnel."""
        return self._neighbours.get(prefecture, frozenset())

    def block_of(self, prefecture: str) -> str | None:
        """The slug of its block of the country (chugoku, kanto, ...)."""
        known = self.prefectures.get(prefecture)
        return known.block if known else None

    def metro(self, prefecture: str) -> str | None:
        """tokyo, nagoya or osaka when the prefecture lies in one of the three metropolitan areas, else None."""
        known = self.prefectures.get(prefecture)
        return known.metro_area if known else None

    def label(self, place: Place, language: str) -> str:
        """島根県松江市 in Japanese; Matsue City, Shimane in other languages."""
        prefecture = self.prefectures[place.prefecture]
        town = self.municipalities[place.municipality] if place.municipality else None
        if language.startswith("ja"):
            return prefecture.name_ja + (town.name_ja if town else "")
        return f"{town.name_en}, {prefecture.name_en}" if town else prefecture.name_en

    def _by_five_digits(self, key: str) -> Municipality | None:
        codes = self._town_names.get(key, ()) if key.isdigit() else ()
        return self.municipalities[codes[0]] if codes else None

    def _first_place(self, text: str, prefecture: str | None) -> Place | None:
        mentions = list(self._mentions_in(text))
        named = [mention for mention in mentions if mention.prefecture]
        allowed = [prefecture] if prefecture else [mention.prefecture for mention in named if mention.prefecture]
        for mention in mentions:
            for code in mention.municipalities:
                if code[:2] in allowed:
                    return Place(code[:2], code)
        if prefecture:
            return None
        alone = [mention for mention in mentions if mention.prefecture or len(mention.municipalities) == 1]
        best = next((mention for mention in alone if mention.certain), alone[0] if alone else None)
        if best is None:
            return None
        return Place(best.prefecture, None) if best.prefecture else _place_of(best.municipalities[0])

    def _mentions_in(self, text: str) -> Iterator[_Mention]:
        folded = _fold_place(text)
        for number, start, end in self._automaton.find_matches_as_indexes(folded):
            pattern = self._patterns[number]
            inside_word = pattern.isascii() and (_is_letter(folded, start - 1) or _is_letter(folded, end))
            if not inside_word:
                yield self._mentions[pattern]


@cache
def load_places() -> PlaceIndex:
    """The places that ship with the platform: 47 prefectures, 1,741 municipalities. Read once per process."""
    areas = json.loads((_SHIPPED / "regions.json").read_text(encoding="utf-8"))
    touching = json.loads((_SHIPPED / "prefecture_neighbours.json").read_text(encoding="utf-8"))
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for code, others in touching["by_land"].items():
        neighbours[code].update(others)
    for one, other in touching["by_bridge_or_tunnel"]:
        neighbours[one].add(other)
        neighbours[other].add(one)
    return PlaceIndex(
        [_read_prefecture(row) for row in _rows("prefectures.csv")],
        [Municipality(**row) for row in _rows("municipalities.csv")],
        areas=(_areas(areas["blocks"]), _areas(areas["metro_areas"])),
        neighbours={code: frozenset(others) for code, others in neighbours.items()},
        former=[FormerName(**row) for row in _rows("former_municipalities.csv")],
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (_SHIPPED / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _read_prefecture(row: dict[str, str]) -> Prefecture:
    return Prefecture(
        code=row["code"],
        name_ja=row["name_ja"],
        name_kana=row["name_kana"],
        name_en=row["name_en"],
        block=row["block"],
        metro_area=row["metro_area"] or None,
    )


def _areas(entries: list[dict[str, str]]) -> list[Area]:
    return [Area(entry["slug"], entry["ja"], entry["en"], tuple(entry["prefectures"])) for entry in entries]


def _prefecture_names(prefectures: Iterable[Prefecture]) -> dict[str, str]:
    names: dict[str, str] = {}
    for place in prefectures:
        english = place.name_en.lower()
        for name in (place.name_ja, place.short_ja, place.name_kana, _KANA_ENDING.sub("", place.name_kana), english):
            names[normalise(name)] = place.code
        names |= {normalise(name): place.code for name in _english_prefecture_names(place)}
    katakana = {_katakana(name): code for name, code in names.items()}
    return katakana | names


def _english_prefecture_names(place: Prefecture) -> list[str]:
    english = place.name_en.lower()
    romanised = _ROMANISED_ENDINGS.get(place.name_ja[-1])
    names = [f"{english}{joiner}{word}" for word in _PREFECTURE_WORDS for joiner in " -"]
    return [*names, f"{english}-{romanised}"] if romanised else names


def _town_names(towns: Iterable[Municipality]) -> dict[str, tuple[str, ...]]:
    """Folded name -> codes. Full names first: a bare name counts only where no full name is the same."""
    full: defaultdict[str, list[str]] = defaultdict(list)
    bare: defaultdict[str, list[str]] = defaultdict(list)
    for town in towns:
        for name in {town.code[:5], town.name_ja, town.name_kana, _katakana(town.name_kana), *_english_names(town)}:
            full[normalise(name).replace("ヶ", "ケ")].append(town.code)
        for name in {town.base_ja, town.base_en}:
            bare[normalise(name).replace("ヶ", "ケ")].append(town.code)
    return {name: tuple(codes) for name, codes in (bare | full).items()}


def _former_names(former: Iterable[FormerName], prefectures: Mapping[str, Prefecture]) -> dict[str, tuple[str, ...]]:
    """Folded former name, with and without its prefecture -> codes of today's municipalities."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for one in former:
        for name in (one.name_ja, prefectures[one.prefecture].name_ja + one.name_ja):
            names[normalise(name).replace("ヶ", "ケ")].append(one.successor)
    return {name: tuple(codes) for name, codes in names.items()}


def _english_names(town: Municipality) -> list[str]:
    kind = town.name_en.rsplit(" ", 1)[-1]
    return [f"{town.base_en} {ending}" for ending in _ENGLISH_ENDINGS.get(kind, ())]


def _mentions(prefectures: Iterable[Prefecture], towns: Iterable[Municipality]) -> dict[str, _Mention]:
    """Folded name -> what it means in a text. A prefecture's bare name wins over a city's (福島, Osaka)."""
    full, bare = _town_mentions(towns)
    mentions = {name: _Mention(None, tuple(codes), certain=False) for name, codes in bare.items()}
    for place in prefectures:
        english = place.name_en.lower()
        certain = _Mention(place.code, (), certain=True)
        mentions |= {place.short_ja: certain._replace(certain=False), english: certain._replace(certain=False)}
        mentions |= dict.fromkeys(_english_prefecture_names(place), certain)
        mentions[place.name_ja] = certain
    mentions |= {name: _Mention(None, tuple(codes), certain=True) for name, codes in full.items()}
    return mentions | {word: _Mention("13", (), certain=True) for word in _TOKYO_WORDS}


def _town_mentions(towns: Iterable[Municipality]) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    full: defaultdict[str, list[str]] = defaultdict(list)
    bare: defaultdict[str, list[str]] = defaultdict(list)
    for town in towns:
        full[_fold_place(town.name_ja)].append(town.code)
        for name in _english_names(town):
            full[_fold_place(name)].append(town.code)
            full[_fold_place(name.replace(" ", "-"))].append(town.code)
        if town.name_ja.endswith("市") and len(town.base_ja) > 1:
            bare[_fold_place(town.base_ja)].append(town.code)
        english = _fold_place(town.base_en)
        if len(english) >= _SHORTEST_BARE_ENGLISH and english not in _ENGLISH_WORDS:
            bare[english].append(town.code)
    return full, bare


def _place_of(code: str) -> Place:
    return Place(code[:2], code)


def _katakana(name: str) -> str:
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in name)


def _plain_latin(text: str) -> str:
    """Accents off Latin letters (Kōchi -> Kochi); Japanese is left as it is."""
    safe = _LONE_SURROGATE.sub("\ufffd", text)
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", safe))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", apart))


def _fold_place(text: str) -> str:
    folded = re.sub(r"[ \t\u00a0]+", " ", _plain_latin(text).casefold()).replace("ヶ", "ケ").replace("'", "")
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", folded)


def _is_letter(text: str, position: int) -> bool:
    return 0 <= position < len(text) and text[position].isascii() and text[position].isalnum()
