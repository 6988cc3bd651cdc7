"""Firms are ranked by what they can do. Where they are is told to clients and counts for nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.queries import candidates_for_matching
from common.japan import today_in_japan
from matching.engine.parameters import DEFAULT_PARAMETERS
from matching.engine.rank import rank
from matching.engine.table import build_table
from matching.engine.values import Candidate
from matching.needs import candidate_of, concepts_of, geography, need_of
from tests.factories import make_firm, make_order, make_team_member, owner_of
from vocabulary.queries import concept_index

pytestmark = pytest.mark.django_db

PLACES = (("JP", "Asia/Tokyo"), ("VN", "Asia/Ho_Chi_Minh"), ("IN", "Asia/Kolkata"), ("DE", "Europe/Berlin"))
# Everything the engine is told about a candidate. Whoever adds a feature says here that it names no country,
# no nationality and nothing that stands for them; where work on site is done is told by prefectures of Japan.
FEATURES = {
    "id", "key", "kind", "text", "skills", "concepts", "works", "rate_jpy_hour", "hours_per_week", "available_from",
    "prefecture", "municipality", "location", "remote", "onsite_reach", "languages", "side_job", "active",
    "placement_licence", "evidenced",
}  # fmt: skip
NEVER = ("country", "nation", "citizen", "birth", "abroad", "foreign", "zone", "visa", "ethnic")


def test_no_feature_names_country_or_nationality() -> None:
    named = {field.name for field in fields(Candidate)}
    assert named == FEATURES
    assert not [name for name in named for word in NEVER if word in name]


def test_the_same_firm_scores_the_same_wherever_it_is() -> None:
    """Four firms that differ in country and time zone alone, for work at a distance, half of it, and on site."""
    firms = [
        make_firm(country=country, time_zone=zone, skills=("kintone",), prefecture=None, rate_jpy_hour=4000)
        for country, zone in PLACES
    ]
    for firm in firms:
        make_team_member(firm, time_zone=firm.party.firm.time_zone)
    index = concept_index()
    candidates = [candidate_of(profile, index) for profile in candidates_for_matching()]
    assert len(candidates) == len(PLACES)
    same = [replace(candidate, id=0, key="") for candidate in candidates]
    assert all(one == same[0] for one in same)
    for remote in ("full", "partial", "onsite"):
        order = make_order(published=True, remote=remote, prefecture_id="32", hours_per_week=20)
        ranking = ranked(order, candidates)
        assert len({int(score) for score in ranking.scores}) == 1
        assert ranking.ids.tolist() == sorted(firm.party_id for firm in firms)


def ranked(order: Any, candidates: list[Candidate]) -> Any:
    index = concept_index()
    table = build_table(candidates, geography(), concepts_of(index))
    return rank(need_of(order, index), table, DEFAULT_PARAMETERS, as_of=today_in_japan())


def client_of(firm: Any) -> Client:
    client = Client()
    client.force_login(owner_of(firm.party.organisation))
    return client


def test_members_find_the_matches_and_the_desk_of_their_firm() -> None:
    firm = make_firm(skills=("kintone",))
    client, order = client_of(firm), make_order(published=True)
    for page in ("portal:dashboard", "matching:my_matches", "orders:my_bids", "accounts:firm"):
        assert client.get(reverse(page)).status_code == 200, page
    assert client.get(reverse("matching:my_match", args=[order.public_id])).status_code == 200
    detail = client.get(reverse("orders:detail", args=[order.public_id]))
    assert detail.context["bidder"].may_bid
    assert firm.party.handle in detail.content.decode()
