"""Administrators find people and companies, and change only what no action rules."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.hours import week_of
from accounts.models import Party, User
from common.japan import today_in_japan
from tests.accounts.conftest import Company, signed_in
from tests.accounts.test_members import invite
from tests.factories import make_company, make_freelancer, make_personnel, make_user, owner_of

pytestmark = pytest.mark.django_db
NO_ROWS = {f"memberships-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
LENDING = ("personnel", "training", "consent", "consentlink", "hoursspan", "commitment")
MODELS = ("user", "organisation", "invitation", "party", "profile")


@pytest.fixture
def administrator() -> User:
    return make_user("admin@example.jp", is_staff=True, is_superuser=True)


def fill(number: int) -> None:
    for each in range(number):
        company = make_company(name=f"会社{each}")
        make_freelancer(headline="在庫")
        owner = company.memberships.get().user
        invite(Company(company, owner, owner, owner), f"guest{each}@example.jp")


@pytest.mark.parametrize("model", MODELS)
def test_lists_cost_the_same_number_of_queries(administrator: User, model: str) -> None:
    client = signed_in(administrator)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/staff/admin/accounts/{model}/").status_code == 200
        return len(queries)

    fill(1)
    few = count()
    fill(2)
    assert count() == few
    assert client.get(f"/staff/admin/accounts/{model}/?q=会社").status_code == 200


def lend(number: int) -> None:
    """So many people with a training, both consents, a mailed link and a promised week."""
    for each in range(number):
        party = make_personnel().party
        owner, day = owner_of(party.organisation), week_of(today_in_japan()) + timedelta(days=7)
        actions.save_training(party, None, actor=owner, name="予算の研修", year=2026, hours=6)
        actions.ask_for_consent(party, actor=owner, site="")
        actions.commit_hours(party, source=f"order:{each}", hours_per_week=8, first_day=day, last_day=day)
        party.user = make_user()
        party.save()


@pytest.mark.parametrize("model", LENDING)
def test_lists_of_lending_cost_the_same_and_are_read_only(administrator: User, model: str) -> None:
    client = signed_in(administrator)
    address = f"/staff/admin/accounts/{model}/"

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    lend(1)
    count()
    few = count()
    lend(2)
    assert count() == few
    party = Party.objects.filter(kind="personnel").first()
    assert party is not None
    found = client.get(f"{address}?q={party.handle}")
    rows = found.context["cl"].result_list
    assert rows
    assert all(party.handle in str(row) or model in ("training", "hoursspan", "commitment") for row in rows)
    assert party.organisation.name in found.text
    one = f"{address}{rows[0].pk}/change/"
    assert client.get(one).status_code == 200
    assert client.post(one, {"email": "x@example.jp"}).status_code == 403
    assert client.get(f"{address}add/").status_code == 403
    assert "digest" not in client.get(one).text


def test_what_actions_rule_is_read_only(administrator: User) -> None:
    profile, company = make_freelancer(), make_company()
    client = signed_in(administrator)
    for model, row in (("profile", profile), ("organisation", company), ("party", profile.party)):
        address = f"/staff/admin/accounts/{model}/{row.pk}/change/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"name": "x", "handle": "x"}).status_code == 403
        assert client.get(f"/staff/admin/accounts/{model}/add/").status_code == 403


def test_an_account_is_switched_off_and_nothing_else_moves(administrator: User) -> None:
    user = make_user(full_name="山田")
    address = f"/staff/admin/accounts/user/{user.pk}/change/"
    signed_in(administrator).post(address, {"email": "x@example.jp", "full_name": "x"} | NO_ROWS)
    user.refresh_from_db()
    assert (user.is_active, user.full_name, user.email != "x@example.jp") == (False, "山田", True)


def test_staff_cannot_promote_themselves() -> None:
    clerk = make_user(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    address = f"/staff/admin/accounts/user/{clerk.pk}/change/"
    signed_in(clerk).post(address, {"is_active": "on", "is_superuser": "on"} | NO_ROWS)
    clerk.refresh_from_db()
    assert (clerk.is_active, clerk.is_staff, clerk.is_superuser) == (True, True, False)


def test_strangers_do_not_enter() -> None:
    assert signed_in(make_user()).get("/staff/admin/accounts/user/").status_code in {302, 403}
