"""Every list of the administration: as many queries for ten rows as for one, searchable, never counted to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps as django_apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import give_mandate, set_ceiling
from accounts.models import Invitation, Organisation, OrganisationKind, Reach, Role, User
from common.counting import MOST_COUNTED, EstimatingPaginator
from common.japan import today_in_japan
from matching import actions as matching_actions
from messaging.models import OutgoingMail
from orders.actions import award_bid, publish_order
from orders.models import Bid
from outbox.models import Heartbeat, Schedule, Work
from tests.factories import make_company, make_freelancer, make_user, owner_of
from tests.matching.making import make_run
from tests.orders.governing import give_chain, make_town, town_draft
from tests.orders.making import make_bid, make_order
from vocabulary.actions import propose_phrase
from vocabulary.models import SkillAlias

FOREIGN = {Group, EmailAddress}
# Kinds of parties and papers have makers of their own; without rows their lists are asked all the same.
FILLED_ELSEWHERE = "accounts"


def make_rows(count: int) -> None:
    """Everything an administrator may list, ``count`` times."""
    now = timezone.now()
    administrator = make_user(is_staff=True)
    for number in range(count):
        company, person = make_company(), make_freelancer()
        Invitation.objects.create(
            organisation=company,
            invited_by=owner_of(company),
            email=f"guest{number}@example.jp",
            role=Role.VIEWER,
            token_digest=str(number).zfill(64),
            expires_at=now,
        )
        order = make_order(company)
        bid = make_bid(order, person)
        award_bid(bid, actor=owner_of(company))
        make_rows_of_a_town()
        run = make_run(order, [person.party_id])
        matching_actions.judge(run, person.party, grade=2, reason="よい", actor=administrator)
        propose_phrase(f"きんとん雲{number}")
        Work.objects.create(kind="x", key=str(number), next_at=now, requested_at=now, last_error="x")
        Schedule.objects.create(name=f"x{number}", every_seconds=9, next_at=now)
        Heartbeat.objects.create(name=f"x{number}", host="h", at=now)
        OutgoingMail.objects.create(to="x@example.jp", subject="件名", body="本文", created_at=now)
        Group.objects.create(name=f"x{number}")


def make_rows_of_a_town() -> None:
    """Its rules, chain and ceiling, a request for approval, and a mandate."""
    town, chamber = make_town(), make_company(kind=OrganisationKind.SUPPORT)
    mayor = owner_of(town)
    set_ceiling(town, actor=mayor, valid_from=today_in_japan(), amount_yen=900_000)
    give_chain(town, "課長")
    publish_order(town_draft(town), actor=mayor)
    until = today_in_japan() + timedelta(days=90)
    give_mandate(town, chamber, reach=Reach.DRAFT, valid_until=until, actor=mayor)


def lists() -> Iterator[tuple[type[Model], Any]]:
    yield from sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)


def asked(browser: Client, count: int) -> dict[str, tuple[int, bool]]:
    """Model → queries of its list, and whether it has a row for each that was made."""
    found = {}
    for model, _its_admin in lists():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(address)
        assert answer.status_code == 200, address
        found[model._meta.label] = (len(captured), len(answer.context["cl"].result_list) >= count)
    return found


@pytest.fixture
def browser(db: None) -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def test_lists_ask_as_often_for_ten_rows_as_for_one(browser: Client) -> None:
    make_rows(1)
    one = asked(browser, 1)
    Work.objects.all().delete()
    Schedule.objects.all().delete()
    Heartbeat.objects.all().delete()
    Group.objects.all().delete()
    Invitation.objects.all().delete()
    make_rows(10)
    ten = asked(browser, 10)
    more = {label: (one[label][0], ten[label][0]) for label in one if ten[label][0] > one[label][0]}
    assert more == {}, "lists that ask again for each row"
    ours = {model._meta.label for model, _ in lists() if model not in FOREIGN}
    empty = {label for label, (_, is_filled) in ten.items() if label in ours and not is_filled}
    assert {label for label in empty if not label.startswith(FILLED_ELSEWHERE)} == set()


def test_every_list_can_be_searched_and_counts_no_further_than_it_must() -> None:
    for model, its_admin in lists():
        if model is not EmailAddress:
            assert its_admin.search_fields, model
        assert its_admin.paginator is EstimatingPaginator, model
        assert its_admin.show_full_result_count is False, model


def test_a_long_list_is_estimated(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rows(3)
    assert EstimatingPaginator(User.objects.order_by("pk"), 10).count == User.objects.count() <= MOST_COUNTED
    monkeypatch.setattr("common.counting.MOST_COUNTED", 2)
    with CaptureQueriesContext(connection) as captured:
        assert EstimatingPaginator(Organisation.objects.order_by("pk"), 10).count >= 3
        assert EstimatingPaginator(Organisation.objects.filter(name__contains="山").order_by("pk"), 10).count == 3
    assert all("LIMIT 3" in one["sql"] or "reltuples" in one["sql"] for one in captured.captured_queries)


GOVERNING = (
    ("accounts", ("localgovernment", "negotiatedceiling", "approvalstep", "mandate", "legalconsent")),
    ("orders", ("approvalrequest", "approvalturn", "orderversion")),
)


def test_what_actions_rule_is_only_read(browser: Client) -> None:
    """Of towns, approvals, mandates and consents: every page opens, nothing is added, changed or deleted."""
    make_rows(1)
    for app, names in GOVERNING:
        for name in names:
            row = next(iter(django_apps.get_model(app, name).objects.all()))
            page = reverse(f"admin:{app}_{name}_change", args=[row.pk])
            assert browser.get(page).status_code == 200, name
            assert browser.post(page, {"status": "x"}).status_code == 403, name
            assert browser.get(reverse(f"admin:{app}_{name}_add")).status_code == 403, name
            delete = reverse(f"admin:{app}_{name}_delete", args=[row.pk])
            assert browser.post(delete, {"post": "yes"}).status_code == 403, name
            found = browser.get(reverse(f"admin:{app}_{name}_changelist"), {"q": "松江"})
            assert found.status_code == 200, name


def test_what_must_stay_has_no_bulk_delete(rf: Any) -> None:
    request = rf.get("/")
    request.user = User(is_staff=True, is_superuser=True, is_active=True)
    offering = {model for model, its_admin in lists() if "delete_selected" in its_admin.get_actions(request)}
    assert offering <= FOREIGN | {SkillAlias}


def test_rows_lead_to_each_other(browser: Client) -> None:
    make_rows(1)
    bid = Bid.objects.get()
    page = browser.get(reverse("admin:orders_bid_changelist")).text
    for name, row in (("orders_order", bid.order), ("accounts_party", bid.party)):
        assert f'href="{reverse(f"admin:{name}_change", args=[row.pk])}"' in page
    page = browser.get(reverse("admin:accounts_party_changelist")).text
    assert f'href="{reverse("admin:accounts_user_change", args=[bid.party.user_id])}"' in page
