"""Clients of the API: as a program with a token, or as a browser with a session."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from accounts import actions
from accounts.models import ApiToken, Organisation, User
from accounts.rules import scopes_for

PROBLEM = "application/problem+json"


def make_token(user: User, organisation: Organisation | None = None, scopes: Any = None) -> tuple[ApiToken, str]:
    """With every scope it can have, unless some are named."""
    wanted = scopes if scopes is not None else scopes_for(organisation)
    return actions.create_token(user, name="受注システム", scopes=wanted, days=30, organisation=organisation)


def program(user: User, organisation: Organisation | None = None, scopes: Any = None) -> APIClient:
    _token, secret = make_token(user, organisation, scopes)
    return with_secret(secret)


def with_secret(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document, after a look at what every one of them must have."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == PROBLEM
    problem: dict[str, Any] = response.json()
    assert problem["code"] == code, problem
    assert problem["status"] == status
    assert problem["type"].endswith(f"/api/v1/problems/{code}/")
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"].startswith("/api/")
    return problem
