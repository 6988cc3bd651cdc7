"""Buttons, fragments and lists of choices: what has no form of its own in table.py."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Membership
from tests.authorisation.test_matrix import address_of, declared
from tests.authorisation.world import World
from tests.bad_input.conftest import client_of
from tests.bad_input.fields import ORDER
from tests.bad_input.hostile import EVERYTHING, MARKUP, as_received, hidden_characters
from tests.bad_input.page import Page, entries
from tests.bad_input.test_addresses import FORM, ROUTES, Clients, able, ask, crashes
from tests.bad_input.test_forms import Sent
from vocabulary.models import ProposedPhrase

BAD = pytest.mark.parametrize("bad", EVERYTHING.values(), ids=EVERYTHING)
GOOD_ORDER: dict[str, Sent] = {name: asked.good for name, asked in ORDER.items()}
WITHOUT_FIELDS = [name for name in ROUTES if "405" not in declared()[name, "POST"].values()]


@BAD
def test_skills_are_suggested_from_any_text(bad: Sent, world: World, rolled_back: None) -> None:
    client = client_of(world, "owner")
    typed = GOOD_ORDER | {"title": bad, "problem": bad, "wanted_outcome": bad, "skill_new": bad, "skill-python": bad}
    body = urlencode(typed | {f"skill-{MARKUP}": bad, "skill-": "must", "skill-kintone": ["must", "no-such-choice"]})
    for address in ("/orders/suggest-skills/", "/orders/suggest-skills/?add=1"):
        response = ask(client, address, "POST", data=body, content_type=FORM, headers={"HX-Request": "true"})
        assert [*crashes(response)] == []
        assert response.status_code == 200
    assert not any(hidden_characters(phrase.text) for phrase in ProposedPhrase.objects.all())


@BAD
def test_asking_for_skills_keeps_everything_typed(bad: Sent, world: World, rolled_back: None) -> None:
    typed = GOOD_ORDER | {"budget_max_yen": bad, "deadline": bad, "skill_new": ""}
    body = urlencode(typed | {"step": "skills"}, doseq=True)
    response = ask(client_of(world, "owner"), "/orders/new/", "POST", data=body, content_type=FORM)
    assert [*crashes(response)] == []
    assert response.status_code == 200
    shown = Page(response.text).form("/orders/new/", {"title", "deadline", "step"}, "/orders/new/")
    assert shown is not None
    back = entries(shown)
    assert back["deadline"] == [as_received(bad)]  # type: ignore[arg-type]
    assert [
        name for name in ORDER if name != "skill_new" and name in back and typed[name] not in (back[name][0], bad)
    ] == []


@BAD
def test_lists_to_choose_from_answer_any_question(bad: Sent, world: World, rolled_back: None) -> None:
    for address, asked in (("/vocabulary/municipalities/", "prefecture"), ("/vocabulary/skills/", "q")):
        response = ask(client_of(world, "anonymous"), f"{address}?{urlencode({asked: bad})}")
        assert [*crashes(response)] == []
        assert response.status_code == 200


@BAD
def test_an_unknown_role_changes_nobody(bad: Sent, world: World, rolled_back: None) -> None:
    before = list(Membership.objects.order_by("pk").values())
    client, address = client_of(world, "owner"), f"/organisation/members/{world.ids['member']}/role/"
    assert client.post(address, urlencode({"role": bad}), FORM).status_code == 302
    assert "一覧から役割を選んでください。" in client.get("/organisation/members/").text
    assert list(Membership.objects.order_by("pk").values()) == before


@BAD
def test_other_peoples_addresses_stay_theirs(bad: Sent, world: World, rolled_back: None) -> None:
    before = list(EmailAddress.objects.order_by("pk").values())
    client, other = client_of(world, "owner"), world.actors["bidder"]
    assert other is not None
    for email in (other.email, bad):
        for action in ("action_primary", "action_send", "action_remove", "action_nonsense"):
            body = urlencode({"email": email, action: ""})
            response = ask(client, "/account/email/", "POST", data=body, content_type=FORM)
            assert [*crashes(response)] == []
    assert list(EmailAddress.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", WITHOUT_FIELDS)
def test_a_button_ignores_what_it_did_not_ask_for(name: str, world: World, rolled_back: None) -> None:
    client, address = Clients(world)[able(name, ("POST",))], address_of(name, world)
    for bad in (MARKUP, b"\xff\x00", "9" * 5000):
        body = urlencode(
            {"csrfmiddlewaretoken": bad, "id": bad, "status": bad, "next": bad, MARKUP: bad, "confirm": bad}
        )
        response = ask(client, address, "POST", data=body, content_type=FORM)
        assert [*crashes(response)] == []
