"""What a person gets to see of what is stored about them, and the wish to leave."""

from __future__ import annotations

import json
import re

import pytest
from django.apps import apps
from django.db.models import CASCADE, Model
from django.test import Client

from accounts.actions import ask_by_mail, save_work
from accounts.models import ContactMessage, Party, User
from messaging.models import OutgoingMail
from portal.my_data import TOLD, WITHHELD
from tests.accounts.conftest import signed_in
from tests.architecture.test_structure import APPS
from tests.factories import make_company, make_freelancer, make_personnel, make_user, owner_of
from tests.orders.making import make_bid, make_order

pytestmark = pytest.mark.django_db


def names_a_person(model: type[Model], told: set[type[Model]]) -> bool:
    """A row points at a user or a party, or ends with a row that is told."""
    return any(
        field.related_model in (User, Party)
        or (field.related_model in told and field.remote_field.on_delete is CASCADE and model not in told)
        for field in model._meta.concrete_fields
        if field.is_relation
    )


def test_every_model_that_names_a_person_is_told_or_withheld_for_a_reason() -> None:
    """A new model needs a decision: a line in TOLD, or one in WITHHELD that says why not."""
    of_people = {apps.get_model(label) for label in TOLD if label.partition(".")[2] in ("Party", "Profile", "User")}
    found = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in (*APPS, "account")
        if names_a_person(model, of_people)
    }
    assert found - set(TOLD) - set(WITHHELD) == set()


def test_the_file_holds_what_is_ones_own_and_nothing_of_others() -> None:
    mine, other = make_freelancer(skills=("kintone",), headline="在庫を楽に"), make_freelancer(headline="ひとのもの")
    order = make_order(make_company(name="出雲の会社"), title="受注の一覧")
    make_bid(order, mine, plan="わたしの計画")
    make_bid(order, other, plan="ひとの計画")
    answer = signed_in(mine.party.user).get("/me/data/download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kakehashi-my-data.json"'
    told = json.loads(answer.text)["data"]
    assert list(told) == list(TOLD)
    assert told["accounts.User"][0]["email"] == mine.party.user.email
    assert told["accounts.Profile"][0]["headline"] == "在庫を楽に"
    assert told["accounts.ProfileSkill"][0]["level"] == 3
    assert [(bid["plan"], bid["order"]) for bid in told["orders.Bid"]] == [("わたしの計画", "受注の一覧")]
    assert {one["version"] for one in told["accounts.LegalConsent"]} == {"terms 1", "privacy 1"}
    assert "ひと" not in answer.text
    assert other.party.user.email not in answer.text
    assert owner_of(order.client).email not in answer.text
    assert not re.search(r'"[^"]*(?:password|token|digest|secret)[^"]*":', answer.text)
    assert mine.party.user.password not in answer.text


def test_the_client_s_address_is_told_only_to_whoever_typed_it() -> None:
    person = make_user()
    lent = make_personnel(user=person)
    owner = owner_of(lent.party.organisation)
    work = save_work(lent, None, title="窓口の案内", text="", year=2025, industry="")
    ask_by_mail(work, email="client@elsewhere.example", actor=owner, site="")
    for reader, is_told in ((person, False), (owner, True)):
        rows = json.loads(signed_in(reader).get("/me/data/download/").text)["data"]["accounts.WorkConfirmation"]
        assert [(row["title"], "email" in row) for row in rows] == [("窓口の案内", is_told)]


def test_asking_for_deletion_reaches_the_administrators_once() -> None:
    admin, user = make_user(is_staff=True), make_user(full_name="山田 花子")
    client = signed_in(user)
    refused = client.post("/me/data/", {"reason": "店をたたみます。"})
    assert refused.status_code == 422
    assert "店をたたみます。" in refused.text
    for _click in range(2):
        client.post("/me/data/", {"reason": "店をたたみます。", "sure": "on"})
    message = ContactMessage.objects.get()
    assert (message.topic, message.user, message.name) == ("deletion", user, "山田 花子")
    assert {mail.to for mail in OutgoingMail.objects.all()} == {user.email, admin.email}
    page = client.get("/me/data/").text
    assert message.public_id in page
    assert 'name="sure"' not in page


def test_strangers_are_led_to_the_sign_in_page() -> None:
    assert "/account/login/" in Client().get("/me/data/download/").headers["Location"]
