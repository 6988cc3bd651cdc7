"""Markup in everything anybody can write: no page, fragment or mail takes it for its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pgtrigger
import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import CharField, EmailField, Model, TextField
from django.test import Client
from django.urls import reverse

from messaging.models import Notification
from messaging.sentences import registered_kinds, require
from orders import actions
from orders.models import Bid, Order
from tests.authorisation.test_matrix import address_of, declared
from tests.authorisation.world import ACTORS, World
from tests.bad_input.conftest import client_of
from tests.bad_input.page import Page
from tests.matching.conftest import rank_now

# Short enough for every field; ends an attribute in either kind of quotes, a text area, a title and a script.
MARKUP = "'\"</p><x-hostile onload=hostile()>&lt;"
WRITABLE = {
    "accounts": {"ContactMessage", "LegalDraft", "Organisation", "User", "Profile", "Party", "PastWork"},
    "orders": {"Order", "Bid"},
    "messaging": {"MailboxMessage"},
}
KEPT = {"password", "public_id", "status", "version", "path", "kind", "language", "handle_folded"}


def free_texts(model: type[Model]) -> list[str]:
    """The columns people fill with their own words."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not isinstance(field, EmailField)
        and not field.choices
        and field.name not in KEPT
    ]


@pgtrigger.ignore("orders.Bid:bid_in_time_update")
def write_markup_everywhere() -> list[str]:
    """Also into bids whose deadline has passed, which nobody else could change."""
    written = []
    for app, names in WRITABLE.items():
        for name in names:
            model = apps.get_model(app, name)
            for place, row in enumerate(model._default_manager.all()):
                # Display names are unique; keys grow with every test before this one, places do not.
                texts = {column: MARKUP + (str(place) if column == "handle" else "") for column in free_texts(model)}
                model._default_manager.filter(pk=row.pk).update(**texts)
                written += [f"{name}.{column}" for column in texts]
    return written


@pytest.fixture
def marked(world: World, rolled_back: None) -> World:
    """The world with markup in every text, a ranking of its order, and a mail about it."""
    written = write_markup_everywhere()
    assert {"Organisation.name", "Order.title", "Bid.plan", "Profile.headline", "Party.handle"} <= set(written)
    assert rank_now(Order.objects.get(public_id=world.ids["order"]))
    tell_everything(world)
    return world


def tell_everything(world: World) -> None:
    """Every sentence there is, to everybody, with markup for its facts."""
    Notification.objects.all().delete()
    for kind in registered_kinds():
        sentence = require(kind)
        said = f"{sentence.subject} {sentence.body} {sentence.next_step}"
        facts = {name: 7 if letter == "d" else MARKUP for name, letter in re.findall(r"%\((\w+)\)(\w)", said)}
        for user in filter(None, world.actors.values()):
            Notification.objects.create(user=user, kind=kind, facts=facts, dedupe_key=kind, path="/about/")
    world.ids["notification"] = Notification.objects.filter(user=world.actors["bidder"]).first().pk


def injected(client: Client, address: str, *, htmx: bool = False) -> Iterator[str]:
    response = client.get(address, headers={"HX-Request": "true"} if htmx else {})
    if getattr(response, "exc_info", None) or response.status_code >= 500:
        yield f"{address}: {response.status_code} {getattr(response, 'exc_info', None)}"
    elif response.headers.get("Content-Type", "").startswith("text/html"):
        yield from (f"{address}: {trouble}" for trouble in Page(response.text).foreign())


@pytest.mark.parametrize("actor", ACTORS)
def test_no_page_takes_markup_for_its_own(marked: World, actor: str) -> None:
    client, seen, troubles = client_of(marked, actor), 0, []
    for (name, method), answers in declared().items():
        if method == "GET" and answers[actor].startswith("200") and name != "messaging:stream":
            address = address_of(name, marked)
            troubles += [*injected(client, address), *injected(client, address, htmx=True)]
            seen += 1
    assert troubles == []
    assert seen > 8


@pytest.mark.parametrize("step", [actions.award_bid, actions.decline_bid, actions.withdraw_bid])
def test_no_page_of_a_decided_bid_takes_markup_for_its_own(marked: World, step: Callable[..., object]) -> None:
    bid = Bid.objects.get(public_id=marked.ids["bid"])
    facts = {"reason": "price", "note": MARKUP * 10} if step is actions.decline_bid else {}
    step(bid, actor=marked.actors["bidder" if step is actions.withdraw_bid else "owner"], **facts)
    for actor in ("owner", "viewer", "bidder"):
        client = client_of(marked, actor)
        for name in (
            "orders:bid_detail",
            "orders:bids",
            "orders:my_bids",
            "portal:dashboard",
            "messaging:notifications",
        ):
            assert [*injected(client, address_of(name, marked))] == []


def test_the_administration_takes_no_markup_for_its_own(marked: World) -> None:
    client, seen = client_of(marked, "staff"), 0
    for model in admin.site._registry:
        row = model._default_manager.first()
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses = [reverse(f"{base}_changelist")] + ([reverse(f"{base}_change", args=[row.pk])] if row else [])
        for address in addresses:
            response = client.get(address)
            assert response.status_code in (200, 302, 403), address
            assert "<x-hostile" not in response.text
            seen += 1
    assert seen > 10


@pytest.mark.parametrize("search", ["\x00\u202e", MARKUP, "9" * 5000, "-1%'"], ids=ascii)
def test_the_administration_survives_any_search(search: str, world: World, rolled_back: None) -> None:
    client = client_of(world, "staff")
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for asked in ({"q": search, "p": search, "o": search}, {"id__exact": search}):
            response = client.get(address, asked)
            assert response.status_code in (200, 302, 400), (address, asked, getattr(response, "exc_info", None))
            assert "<x-hostile" not in response.text
