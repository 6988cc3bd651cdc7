"""Who of a town may do what with its rules, chain, sealed bids and approvals: governments.txt, read like matrix.txt."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.authorisation.test_api_matrix import answer as api_answer
from tests.authorisation.test_matrix import answer, client_of
from tests.authorisation.town_world import ACTORS, make_town_world
from tests.authorisation.world import World

TABLE = Path(__file__).parent / "governments.txt"


def rows() -> list[tuple[str, str, str, list[str]]]:
    """(address, method, the world's id in it or -, answers in the order of ACTORS)."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return [(name, method, key, answers) for name, method, key, *answers in lines]


def found(world: World, name: str, method: str, key: str) -> list[str]:
    address, form = reverse(name, args=[world.ids[key]] if key != "-" else []), world.forms.get(name)
    if not name.startswith("api:"):
        return [answer(client_of(world, actor), method, address, form) for actor in ACTORS]
    answers = []
    for actor in ACTORS:
        client = APIClient(raise_request_exception=False)
        client.force_login(world.actors[actor])
        answers.append(api_answer(client, method, address, form))
    return answers


@pytest.mark.django_db
def test_everybody_of_a_town_gets_the_declared_answer() -> None:
    world, wrong = make_town_world(), []
    for name, method, key, expected in rows():
        answers = found(world, name, method, key)
        if answers != expected:
            wrong.append(f"{name:24} {method:5} {key:9} " + " ".join(f"{one:9}" for one in answers))
    assert wrong == [], "the platform answers differently:\n" + "\n".join(wrong)


def test_the_table_itself_gives_nothing_away() -> None:
    """Whoever edits it: the town next door writes nothing here, nor does the approver but at their turn."""
    for name, _method, key, answers in rows():
        _mayor, _officer, approver, neighbour = answers
        if key != "-":
            assert "+" not in neighbour, name
        assert "+" not in approver or "approval" in name, name
        assert not any(code.startswith("5") for code in answers), name
