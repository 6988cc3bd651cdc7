"""A token opens what its person may open at this moment, narrowed by its scopes, and nothing when it has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import actions
from accounts.errors import TooManyTokensError
from accounts.models import ApiToken, Role
from messaging.models import OutgoingMail
from tests.api.callers import assert_problem, make_token, program, with_secret
from tests.factories import make_company, make_member, make_user, owner_of

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"


def test_a_token_says_whom_it_acts_for() -> None:
    company = make_company()
    told = program(owner_of(company), company).get(ME).json()
    assert told["organisations"] == [{"id": company.public_id, "name": company.name}]
    assert told["is_personal"] is False
    assert "orders:write" in told["token"]["scopes"]
    assert "profile:write" not in told["token"]["scopes"]


def test_a_personal_token_acts_for_no_company() -> None:
    told = program(owner_of(make_company())).get(ME).json()
    assert (told["organisations"], told["is_personal"]) == ([], True)


def test_the_secret_is_nowhere_in_the_database() -> None:
    token, secret = make_token(make_user())
    stored = " ".join(str(value) for value in ApiToken.objects.filter(pk=token.pk).values_list().get())
    assert secret not in stored
    assert token.prefix == secret[:12]


def test_strangers_and_broken_headers_are_told_how_to_sign_in() -> None:
    response = APIClient().get(ME)
    assert_problem(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    for header in ("Bearer", "Bearer kkh_no", "Bearer a b", "bearer " + "x" * 500, "Bearer \xff\xfe", "Bearer 鍵"):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=header)
        assert_problem(client.get(ME), 401, "token_invalid")


def test_a_token_ends_by_itself_and_when_revoked() -> None:
    token, secret = make_token(make_user())
    actions.revoke_token(token)
    actions.revoke_token(token)
    assert_problem(with_secret(secret).get(ME), 401, "token_revoked")
    token, secret = make_token(make_user())
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert_problem(with_secret(secret).get(ME), 401, "token_expired")


def test_a_token_of_somebody_switched_off_opens_nothing() -> None:
    user = make_user()
    client = program(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert_problem(client.get(ME), 401, "account_inactive")


def test_a_token_of_somebody_who_left_the_company_opens_nothing() -> None:
    company = make_company()
    colleague = make_member(company, role=Role.EDITOR)
    client = program(colleague.user, company)
    actions.remove_member(colleague, actor=owner_of(company))
    assert_problem(client.get(ME), 403, "not_a_member")


def test_nobody_makes_a_token_for_a_company_of_others_or_beyond_its_kind() -> None:
    company = make_company()
    with pytest.raises(PermissionDenied):
        make_token(make_user(), company)
    with pytest.raises(PermissionDenied):
        make_token(owner_of(company), company, ["profile:write"])
    with pytest.raises(PermissionDenied):
        make_token(owner_of(company), None, ["orders:write"])
    with pytest.raises(PermissionDenied):
        make_token(owner_of(company), None, [])


def test_twenty_working_tokens_are_enough() -> None:
    user = make_user()
    tokens = [make_token(user)[0] for _ in range(20)]
    with pytest.raises(TooManyTokensError):
        make_token(user)
    actions.revoke_token(tokens[0])
    make_token(user)


def test_use_is_noted_once_an_hour() -> None:
    token, secret = make_token(make_user())
    client = with_secret(secret)
    client.get(ME)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    client.get(ME)
    token.refresh_from_db()
    assert token.last_used_at == first
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=first - timedelta(hours=2))
    client.get(ME)
    token.refresh_from_db()
    assert token.last_used_at > first


def test_its_owner_is_told_of_a_new_token_by_mail() -> None:
    user = make_user(language="en")
    make_token(user)
    mail = OutgoingMail.objects.get(to=user.email)
    assert mail.subject == "An access token was created for your account"
    assert "/me/tokens/" in mail.body
    assert "kkh_" not in mail.body


def test_a_scope_that_is_missing_is_named() -> None:
    company = make_company()
    client = program(owner_of(company), company, ["orders:read"])
    problem = assert_problem(client.get("/api/v1/organisations/"), 403, "scope_missing")
    assert "organisation:read" in problem["detail"]
    reader = program(owner_of(company), company, ["organisation:read"])
    assert reader.get("/api/v1/organisations/").status_code == 200
    address = f"/api/v1/organisations/{company.public_id}/"
    assert_problem(reader.patch(address, {"name": "別の名"}), 403, "scope_missing")


def test_a_session_serves_with_csrf_only() -> None:
    company = make_company()
    address = f"/api/v1/organisations/{company.public_id}/"
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(owner_of(company))
    assert browser.get(address).status_code == 200
    assert_problem(browser.patch(address, {"name": "別の名"}), 403, "permission_denied")
    page = browser.get("/organisation/edit/")
    token = page.cookies["csrftoken"].value
    assert browser.patch(address, {"name": "別の名"}, headers={"X-CSRFToken": token}).status_code == 200
