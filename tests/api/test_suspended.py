"""Whoever is suspended is refused by the API with their next request, and let in again once it is lifted."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts import actions
from accounts.models import Measure, OrganisationKind, Reach
from accounts.reported import Subject, organisation_subject, party_subject
from common.japan import today_in_japan
from tests.api.callers import assert_problem, program
from tests.factories import make_company, make_freelancer, make_order, make_user, owner_of

pytestmark = pytest.mark.django_db


def suspended(subject: Subject) -> object:
    return actions.decide_unasked(
        subject, measure=Measure.SUSPEND, reason="規約に反します。", until=None, actor=make_user(is_staff=True)
    )


def test_a_token_of_a_suspended_person() -> None:
    profile = make_freelancer()
    assert profile.user is not None
    client = program(profile.user)
    assert client.get("/api/v1/me/").status_code == 200
    decision = suspended(party_subject(profile.party))
    for address in ("/api/v1/me/", "/api/v1/profile/", "/api/v1/orders/"):
        assert_problem(client.get(address), 403, "suspended")
    actions.lift_decision(decision, actor=make_user(is_staff=True))  # type: ignore[arg-type]  # a Decision
    assert client.get("/api/v1/me/").status_code == 200


def test_a_token_of_a_suspended_organisation() -> None:
    company = make_company()
    client = program(owner_of(company), company)
    draft = {"title": "在庫を数えたい"}
    suspended(organisation_subject(company))
    assert_problem(client.post("/api/v1/orders/", draft, format="json"), 403, "suspended")
    # What the person is beside the organisation stays theirs.
    assert program(owner_of(company)).get("/api/v1/me/").status_code == 200


def test_the_session_of_a_suspended_person() -> None:
    profile = make_freelancer()
    client = APIClient()
    client.force_login(profile.user)
    assert client.get("/api/v1/me/").status_code == 200
    suspended(party_subject(profile.party))
    assert client.get("/api/v1/me/").status_code == 403


def test_a_support_organisation_reaches_no_suspended_client() -> None:
    client_company, support = make_company(), make_company(kind=OrganisationKind.SUPPORT)
    order = make_order(client_company)
    until = today_in_japan()
    actions.give_mandate(client_company, support, reach=Reach.ANSWER, valid_until=until, actor=owner_of(client_company))
    client = program(owner_of(support), support)
    assert client.get(f"/api/v1/orders/{order.public_id}/").status_code == 200
    suspended(organisation_subject(client_company))
    assert client.get(f"/api/v1/orders/{order.public_id}/").status_code == 404
