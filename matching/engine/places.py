"""How near a person is to the place of an order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from matching.engine.arithmetic import Integers
from matching.engine.facts import Home, home_of
from matching.engine.parameters import FULL, Parameters
from matching.engine.values import Candidate, CandidateRemote, Geography, Need
from matching.engine.words import folded

type PlaceReason = Literal[
    "not_asked",
    "unknown_place",
    "same_place",
    "same_prefecture",
    "adjacent_prefecture",
    "same_block",
    "same_area",
    "same_country",
    "in_reach",
    "partly_remote",
    "far_away",
]

_SEPARATORS = re.compile(r"[,、，;/|()（）\[\]\n・]+")
_DIGITS = re.compile(r"[\w-]*\d[\w-]*")
_STATE_CODE = re.compile(r"^(.{3,}) ([a-z]{2})$")
_COUNTRIES = frozenset(
    {"usa", "us", "u.s", "u.s.a", "united states", "united states of america", "uk", "united kingdom", "england"}
    | {
        "japan",
        "日本",
        "india",
        "china",
        "canada",
        "germany",
        "france",
        "spain",
        "italy",
        "brazil",
        "mexico",
        "australia",
    }
    | {
        "new zealand",
        "singapore",
        "vietnam",
        "philippines",
        "indonesia",
        "thailand",
        "malaysia",
        "south korea",
        "korea",
    }
    | {
        "taiwan",
        "nepal",
        "bangladesh",
        "pakistan",
        "sri lanka",
        "ukraine",
        "poland",
        "netherlands",
        "ireland",
        "portugal",
    },
)
_NOWHERE = frozenset({"remote", "anywhere", "online", "リモート", "オンライン", "全国", "在宅"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is and how they work: what of a candidate decides place."""

    home: Home
    remote: CandidateRemote | None
    onsite_reach: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Nearness:
    """Per mille, and why."""

    share: int
    reason: PlaceReason


def place_of(candidate: Candidate) -> Place:
    return Place(home_of(candidate), candidate.remote, candidate.onsite_reach)


def is_place_asked(need: Need) -> bool:
    """Whether it matters for an order where somebody is."""
    return need.remote != "full" and bool(need.prefecture or need.municipality or need.location)


@dataclass(frozen=True, slots=True)
class Homes:
    """Distinct homes, and what of them decides how near they are to a place named by prefecture.

    `codes` are numbers into `prefectures`, -1 where the prefecture is unknown; `in_town` are the homes of each town.
    """

    values: tuple[Home, ...]
    prefectures: tuple[str, ...]
    codes: Integers
    in_town: Mapping[str, list[int]]


def homes_of(values: tuple[Home, ...]) -> Homes:
    numbers: dict[str, int] = {}
    in_town: dict[str, list[int]] = {}
    codes = np.full(len(values), -1, dtype=np.int64)
    for at, home in enumerate(values):
        if home.prefecture:
            codes[at] = numbers.setdefault(home.prefecture, len(numbers))
        in_town.setdefault(_town(home.municipality), []).append(at)
    return Homes(values, tuple(numbers), codes, in_town)


def home_shares(need: Need, homes: Homes, geography: Geography, parameters: Parameters) -> Integers:
    """For each home the share of the place part it gives by itself: at most `nearness`."""
    if not is_place_asked(need):
        return np.full(len(homes.values), FULL, dtype=np.int64)

    def share(home: Home) -> int:
        return _at_home(need, home, geography, parameters).share

    if not need.prefecture:
        return np.array([share(home) for home in homes.values], dtype=np.int64)
    elsewhere = [share(Home(prefecture, None, None)) for prefecture in homes.prefectures]
    shares = np.array([*elsewhere, 0], dtype=np.int64)[homes.codes]
    for at in (*np.flatnonzero(homes.codes < 0).tolist(), *homes.in_town.get(_town(need.municipality), ())):
        shares[at] = share(homes.values[at])
    return shares


def nearness(need: Need, place: Place, geography: Geography, parameters: Parameters) -> Nearness:
    """The share of the place part a person gets: the best of where they live, where they travel, and remote work."""
    if not is_place_asked(need):
        return Nearness(FULL, "not_asked")
    found = [_at_home(need, place.home, geography, parameters)]
    if need.prefecture and place.onsite_reach and need.prefecture in place.onsite_reach:
        found.append(Nearness(parameters.in_reach, "in_reach"))
    if need.remote == "partial" and place.remote != "none":
        found.append(Nearness(parameters.partly_remote, "partly_remote"))
    return max(found, key=lambda one: one.share)


def is_out_of_reach(need: Need, place: Place) -> bool:
    """On-site work in a prefecture where the person neither lives nor travels to, all of it known."""
    if need.remote != "onsite" or need.prefecture is None or place.home.prefecture in {None, need.prefecture}:
        return False
    if place.onsite_reach is not None:
        return need.prefecture not in place.onsite_reach
    return place.remote == "full"


def _at_home(need: Need, home: Home, geography: Geography, parameters: Parameters) -> Nearness:
    if need.prefecture and home.prefecture:
        return _by_prefecture(need, home, geography, parameters)
    wanted, known = _parts(need.location or need.municipality), _parts(home.location or home.municipality)
    if not known or not wanted:
        return Nearness(parameters.unknown_place, "unknown_place")
    return _by_name(wanted, known, parameters)


def _by_prefecture(need: Need, home: Home, geography: Geography, parameters: Parameters) -> Nearness:
    here, there = need.prefecture or "", home.prefecture or ""
    if here == there:
        wanted = _town(need.municipality)
        if not wanted or wanted == _town(home.municipality):
            return Nearness(FULL, "same_place")
        return Nearness(parameters.same_prefecture, "same_prefecture")
    if there in geography.neighbours.get(here, ()):
        return Nearness(parameters.adjacent_prefecture, "adjacent_prefecture")
    block = geography.block_of.get(here)
    if block is not None and block == geography.block_of.get(there):
        return Nearness(parameters.same_block, "same_block")
    return Nearness(0, "far_away")


def _by_name(wanted: tuple[str, ...], known: tuple[str, ...], parameters: Parameters) -> Nearness:
    """Places written freely, smallest area first ("Austin, TX"): the longest common tail of areas decides."""
    country = len(wanted) > 1 and len(known) > 1 and wanted[-1] == known[-1] and wanted[-1] in _COUNTRIES
    wanted, known = _without_country(wanted), _without_country(known)
    if wanted[0] == known[0] and (len(wanted) == 1 or len(known) == 1):
        return Nearness(FULL, "same_place")
    common = 0
    while common < min(len(wanted), len(known)) and wanted[-1 - common] == known[-1 - common]:
        common += 1
    if common == len(wanted):
        return Nearness(FULL, "same_place")
    if common:
        return Nearness(parameters.same_area, "same_area")
    return Nearness(parameters.same_country, "same_country") if country else Nearness(0, "far_away")


def _without_country(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts[:-1] if len(parts) > 1 and parts[-1] in _COUNTRIES else parts


def _parts(location: str | None) -> tuple[str, ...]:
    """The areas a free place names, folded, postal codes left out."""
    parts: list[str] = []
    for piece in _SEPARATORS.split(folded((location or "")[:200])):
        plain = " ".join(_DIGITS.sub(" ", piece).replace("-", " ").split()).strip(" .")
        state = _STATE_CODE.match(plain)
        parts.extend(state.groups() if state else [plain])
    return tuple(part for part in parts if part and part not in _NOWHERE)


def _town(municipality: str | None) -> str:
    return "".join(folded((municipality or "")[:80]).split())
