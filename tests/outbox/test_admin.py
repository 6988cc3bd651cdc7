"""Staff read background work and try dead rows again; they edit nothing."""

from __future__ import annotations

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import RequestFactory

from outbox.admin import WorkAdmin
from outbox.models import Work
from tests.outbox.conftest import request as request_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("handle")]


def admin_request(*, superuser: bool) -> HttpRequest:
    request = RequestFactory().post("/admin/")
    request.user = get_user_model()(is_superuser=superuser, is_staff=True, is_active=True, pk=0)
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def test_staff_cannot_change_rows_by_hand() -> None:
    work_admin = WorkAdmin(Work, site)
    request = admin_request(superuser=True)
    assert not work_admin.has_add_permission(request)
    assert not work_admin.has_change_permission(request)
    assert not work_admin.has_delete_permission(request)


def test_dead_rows_are_tried_again_from_the_list() -> None:
    work = request_row("a")
    Work.objects.update(dead=True, attempts=4)
    WorkAdmin(Work, site).try_again(admin_request(superuser=True), Work.objects.all())
    work.refresh_from_db()
    assert (work.dead, work.attempts) == (False, 0)


@pytest.mark.parametrize(("superuser", "offered"), [(True, True), (False, False)])
def test_action_needs_its_permission(*, superuser: bool, offered: bool) -> None:
    actions = WorkAdmin(Work, site).get_actions(admin_request(superuser=superuser))
    assert ("try_again" in actions) is offered
