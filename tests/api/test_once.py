"""Idempotency-Key: the same write sent twice, one after the other or at once, happens once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import actions as account_actions
from accounts.models import ApiAnswer
from orders import actions
from orders.models import Order
from orders.states import OrderStatus
from tests.api.callers import assert_problem, program
from tests.factories import make_company, owner_of
from tests.orders.making import make_draft

ORDERS = "/api/v1/orders/"
KEY = {"Idempotency-Key": "2026-11-20/1"}


@pytest.fixture
def owner(db: None) -> APIClient:
    company = make_company()
    return program(owner_of(company), company)


def test_the_second_time_the_answer_is_the_first(owner: APIClient) -> None:
    first = owner.post(ORDERS, {"title": "受注"}, headers=KEY)
    second = owner.post(ORDERS, {"title": "受注"}, headers=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Content-Type"] == "application/json"
    assert (first.headers.get("Idempotency-Replayed"), second.headers["Idempotency-Replayed"]) == (None, "true")
    assert Order.objects.count() == 1


def test_a_key_stands_for_one_request(owner: APIClient) -> None:
    owner.post(ORDERS, {"title": "受注"}, headers=KEY)
    assert_problem(owner.post(ORDERS, {"title": "在庫"}, headers=KEY), 422, "idempotency_key_reused")
    assert_problem(
        owner.post(f"{ORDERS}?organisation=x", {"title": "受注"}, headers=KEY), 422, "idempotency_key_reused"
    )
    for key in ("", "x" * 201, "\u00e9"):
        problem = owner.post(ORDERS, {"title": "受注"}, headers={"Idempotency-Key": key})
        assert_problem(problem, 400, "idempotency_key_invalid")
    assert Order.objects.count() == 1


def test_a_refusal_is_not_kept(owner: APIClient) -> None:
    assert_problem(owner.post(ORDERS, {"title": ""}, headers=KEY), 400, "invalid")
    assert owner.post(ORDERS, {"title": "受注"}, headers=KEY).status_code == 201


def test_keys_of_others_are_others(owner: APIClient) -> None:
    other = make_company()
    owner.post(ORDERS, {"title": "受注"}, headers=KEY)
    program(owner_of(other), other).post(ORDERS, {"title": "受注"}, headers=KEY)
    browser = APIClient()
    browser.force_login(owner_of(other))
    browser.post(ORDERS, {"title": "受注"}, headers=KEY)
    assert Order.objects.count() == 3


def test_answers_are_forgotten_after_a_day(owner: APIClient) -> None:
    owner.post(ORDERS, {"title": "受注"}, headers=KEY)
    account_actions.forget_old_answers()
    assert ApiAnswer.objects.count() == 1
    ApiAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    account_actions.forget_old_answers()
    assert ApiAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_are_one_write() -> None:
    company = make_company()
    draft = make_draft(company)
    owner = program(owner_of(company), company)
    secret = owner._credentials["HTTP_AUTHORIZATION"]
    barrier, answers = threading.Barrier(16), []

    def ask() -> None:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=secret)
        barrier.wait()
        try:
            answers.append(client.post(f"{ORDERS}{draft.public_id}/copy/", headers=KEY))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Order.objects.count() == 2
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in done}) == 1
    busy = [answer for answer in answers if answer.status_code != 201]
    assert len(done) + len(busy) == 16
    for answer in busy:
        assert_problem(answer, 409, "idempotency_key_in_progress")
        assert answer.headers["Retry-After"] == "1"


@pytest.mark.django_db(transaction=True)
def test_a_write_that_dies_leaves_nothing_and_can_be_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    company = make_company()
    draft = make_draft(company)
    owner = program(owner_of(company), company)
    real = actions.copy_order

    def die_after_writing(*arguments: Any, **named: Any) -> Order:
        real(*arguments, **named)
        raise RuntimeError

    monkeypatch.setattr(actions, "copy_order", die_after_writing)
    owner.raise_request_exception = False
    address = f"{ORDERS}{draft.public_id}/copy/"
    assert owner.post(address, headers=KEY).status_code == 500
    assert Order.objects.filter(status=OrderStatus.DRAFT).count() == 1
    monkeypatch.setattr(actions, "copy_order", real)
    assert owner.post(address, headers=KEY).status_code == 201
    assert Order.objects.count() == 2
