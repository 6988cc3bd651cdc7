"""Measures of the administrators' own accord: what the suspended keep, and what everybody else still finds of them."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.errors import InForceError
from accounts.models import (
    Appeal,
    Decision,
    Measure,
    Organisation,
    OrganisationKind,
    Party,
    PortfolioItem,
    Profile,
    Reach,
    Showcase,
    User,
)
from accounts.reported import Subject, item_subject, organisation_subject, party_subject
from accounts.rules import may_edit_orders
from common.japan import today_in_japan
from messaging.models import Notification
from orders.actions import award_bid
from orders.errors import BidderSuspendedError, ClientSuspendedError
from orders.listing import bids_for_client
from orders.models import Bid, Order
from tests.factories import make_company, make_firm, make_freelancer, make_lender, make_personnel, make_user, owner_of
from tests.orders.making import make_bid, make_order

pytestmark = pytest.mark.django_db


def staff() -> User:
    return make_user(is_staff=True)


def suspended(subject: Subject, *, actor: User | None = None) -> Decision:
    return actions.decide_unasked(
        subject, measure=Measure.SUSPEND, reason="規約に反します。", until=None, actor=actor or staff()
    )


def person() -> tuple[Profile, User]:
    profile = make_freelancer()
    assert profile.user is not None
    return profile, profile.user


def test_a_person_is_suspended_without_a_report_and_once() -> None:
    profile, user = person()
    decision = suspended(party_subject(profile.party))
    assert User.objects.get(pk=user.pk).suspended_at is not None
    assert Notification.objects.filter(user=user, kind="decision_made").exists()
    with pytest.raises(InForceError):
        suspended(party_subject(profile.party))
    actions.lift_decision(decision, actor=staff())
    assert User.objects.get(pk=user.pk).suspended_at is None
    suspended(party_subject(profile.party))


def test_only_administrators_suspend_and_never_themselves() -> None:
    profile, user = person()
    with pytest.raises(PermissionDenied):
        suspended(party_subject(profile.party), actor=user)
    own = make_freelancer(staff())
    with pytest.raises(PermissionDenied):
        suspended(party_subject(own.party), actor=own.user)


def test_from_the_staff_page_to_the_lifted_measure(client: Client) -> None:
    company, administrator = make_company(), staff()
    order = make_order(company)
    address = f"/staff/reports/organisation/{company.public_id}/"
    client.force_login(administrator)
    assert address in client.get(f"/staff/organisations/{company.public_id}/").text
    page = client.get(address).text
    assert 'value="none"' not in page
    assert client.post(address, {"measure": "suspend", "reason": ""}).status_code == 422
    yesterday = today_in_japan() - timedelta(days=1)
    late = {"measure": "suspend", "reason": "調査のため。", "until": yesterday.isoformat()}
    assert client.post(address, late).status_code == 422
    assert client.post(address, late | {"until": ""}).status_code == 302
    assert client.post(address, late | {"until": ""}).status_code == 422
    assert "調査のため。" in client.get(address).text
    other = Client()
    other.force_login(owner_of(company))
    dashboard = other.get("/dashboard/").text
    assert f"運営が{company.name}を利用停止にしました" in dashboard
    assert "/decisions/" in dashboard
    assert Client().get(f"/orders/{order.public_id}/").status_code == 404
    assert Client().get(f"/organisations/{company.public_id}/").status_code == 404
    decision = Decision.objects.get()
    assert client.post(f"/staff/decisions/{decision.public_id}/lift/").status_code == 302
    assert Client().get(f"/orders/{order.public_id}/").status_code == 200
    assert "利用停止にしました" not in other.get("/dashboard/").text


def test_a_report_somebody_else_has_decided_meanwhile_is_not_decided_twice(client: Client) -> None:
    profile, _user = person()
    subject = party_subject(profile.party)
    actions.report_subject(subject, reason="spam", text="", reporter=make_user())
    client.force_login(staff())
    address = f"/staff/reports/party/{profile.party.public_id}/"
    assert 'name="asked"' in client.get(address).text
    facts = {"measure": Measure.WARN, "reason": "控えてください。", "until": None}
    actions.decide_reports(subject.kind, subject.public_id, **facts, actor=staff())
    assert client.post(address, {"measure": "suspend", "reason": "x", "asked": "1"}).status_code == 422
    assert Decision.objects.count() == 1


def test_what_nobody_knows_has_no_page(client: Client) -> None:
    client.force_login(staff())
    for address in ("party/bcdfghjkmnpq", "order/bcdfghjkmnpq", "nothing/bcdfghjkmnpq"):
        assert client.get(f"/staff/reports/{address}/").status_code == 404


def test_bids_of_the_suspended_are_out_of_sight_until_it_ends(client: Client) -> None:
    profile, _user = person()
    order = make_order(make_company())
    bid = make_bid(order, profile)
    decision = suspended(party_subject(profile.party))
    owner = owner_of(order.client)
    assert bids_for_client(order, owner).rows == []
    assert not Bid.objects.visible_to(owner).exists()
    with pytest.raises(BidderSuspendedError):
        award_bid(bid, actor=owner)
    client.force_login(owner)
    assert client.get(f"/orders/bids/{bid.public_id}/").status_code == 404
    actions.lift_decision(decision, actor=staff())
    assert bids_for_client(order, owner).rows == [bid]
    award_bid(bid, actor=owner)
    suspended(party_subject(profile.party))
    assert client.get(f"/orders/bids/{bid.public_id}/").status_code == 200


def test_bids_of_a_suspended_firm_are_out_of_sight(client: Client) -> None:
    firm, order = make_firm(), make_order(make_company())
    bid = Bid.objects.create(order=order, party=firm.party, price_yen=1, plan="計画", start_on=today_in_japan())
    assert firm.party.organisation is not None
    suspended(organisation_subject(firm.party.organisation))
    assert bids_for_client(order, owner_of(order.client)).rows == []
    client.force_login(owner_of(firm.party.organisation))
    assert client.get(f"/orders/bids/{bid.public_id}/").status_code == 200


def test_a_suspended_company_awards_nobody() -> None:
    profile, _user = person()
    order = make_order(make_company())
    bid = make_bid(order, profile)
    suspended(organisation_subject(order.client))
    with pytest.raises(ClientSuspendedError):
        award_bid(bid, actor=owner_of(order.client))


def test_whom_a_suspended_organisation_offers_is_neither_ranked_nor_shown(client: Client) -> None:
    lent, firm = make_personnel(make_lender()), make_firm()
    reader = owner_of(make_company())
    for profile in (lent, firm):
        assert Profile.objects.listed().filter(pk=profile.pk).exists()
        assert profile.party.organisation is not None
        suspended(organisation_subject(profile.party.organisation))
        assert not Profile.objects.listed().filter(pk=profile.pk).exists()
    client.force_login(reader)
    assert client.get(f"/firms/{firm.party.public_id}/").status_code == 404


def test_the_page_of_a_suspended_person_is_closed(client: Client) -> None:
    profile, _user = person()
    Showcase.objects.create(profile=profile, is_public=True)
    client.force_login(make_user())
    assert client.get(f"/candidates/{profile.party.public_id}/").status_code == 200
    suspended(party_subject(profile.party))
    assert client.get(f"/candidates/{profile.party.public_id}/").status_code == 404


def test_a_work_shown_is_reported_and_hidden_alone(client: Client) -> None:
    profile, user = person()
    Showcase.objects.create(profile=profile, is_public=True)
    kept, bad = (PortfolioItem.objects.create(profile=profile, title=title) for title in ("受注の一覧", "他人の作品"))
    page = f"/candidates/{profile.party.public_id}/"
    client.force_login(make_user())
    assert f"/report/item/{bad.public_id}/" in client.get(page).text
    assert client.post(f"/report/item/{bad.public_id}/", {"reason": "false"}).status_code == 302
    client.force_login(staff())
    queue = f"/staff/reports/item/{bad.public_id}/"
    assert bad.title in client.get("/staff/reports/").text
    assert client.post(queue, {"measure": "hide", "reason": "本人の作品ではありません。"}).status_code == 302
    shown = client.get(page).text
    assert (kept.title in shown, bad.title in shown) == (True, False)
    client.force_login(user)
    assert "非表示" in client.get("/me/page/").text
    actions.appeal_decision(Decision.objects.get(), text="私の作品です。", actor=user)
    # Whoever decides about it sees it all the same, on the page of its reports and on that of the appeal.
    PortfolioItem.objects.filter(pk=bad.pk).update(text="三か月かけて作りました。")
    client.force_login(staff())
    for address in (queue, f"/staff/appeals/{Appeal.objects.get().public_id}/"):
        assert "三か月かけて作りました。" in client.get(address).text
    assert f'href="{page}"' not in client.get(queue).text
    actions.lift_decision(Decision.objects.get(), actor=staff())
    assert PortfolioItem.objects.get(pk=bad.pk).hidden_at is None
    assert item_subject(bad).responsible == profile.party


def test_a_mandate_ends_where_one_side_is_suspended() -> None:
    client, support = make_company(), make_company(kind=OrganisationKind.SUPPORT, approved_at=timezone.now())
    until = today_in_japan() + timedelta(days=30)
    mandate = actions.give_mandate(client, support, reach=Reach.DRAFT, valid_until=until, actor=owner_of(client))
    acting = owner_of(mandate.support)
    assert may_edit_orders(acting, mandate.client)
    decision = suspended(organisation_subject(mandate.support))
    assert not may_edit_orders(acting, mandate.client)
    actions.lift_decision(decision, actor=staff())
    assert may_edit_orders(acting, mandate.client)


def test_the_parties_of_an_organisation_come_back_with_it() -> None:
    firm = make_firm()
    assert firm.party.organisation is not None
    decision = suspended(organisation_subject(firm.party.organisation))
    assert Party.objects.get(pk=firm.party_id).is_suspended
    actions.lift_decision(decision, actor=staff())
    assert not Party.objects.get(pk=firm.party_id).is_suspended
    assert Organisation.objects.get(pk=firm.party.organisation_id).suspended_at is None
    assert not Order.objects.exists()


def test_whoever_is_hidden_reads_it_on_their_own_pages() -> None:
    told = 'href="/decisions/">理由と異議の申し立て方を見る'
    _profile, user = person()
    firm, lent = make_firm(), make_personnel()
    assert firm.party.organisation is not None
    assert lent.party.organisation is not None
    lent.party.user = make_user()
    lent.party.save()
    pages = [
        (user, reverse("accounts:profile")),
        (user, reverse("accounts:showcase")),
        (owner_of(firm.party.organisation), reverse("accounts:firm")),
        (owner_of(lent.party.organisation), reverse("accounts:person", args=[lent.party.public_id])),
        (lent.party.user, reverse("accounts:my_lending")),
    ]
    browser = Client()
    for reader, address in pages:
        browser.force_login(reader)
        assert told not in browser.get(address).text
    Party.objects.update(hidden_at=timezone.now())
    for reader, address in pages:
        browser.force_login(reader)
        page = browser.get(address).text
        assert page.count(told) == 1
        # The menu has the page, too.
        assert page.count('href="/decisions/"') == 2


def test_marks_of_before_go_where_no_decision_names_the_party() -> None:
    """What the migration takes away: the party of a suspended organisation was once marked as its own."""
    marked, own, over, person_ = make_firm(), make_firm(), make_firm(), make_freelancer()
    suspended(party_subject(own.party))
    actions.lift_decision(suspended(party_subject(over.party)), actor=staff())
    parties = Party.objects.filter(pk__in=[one.party_id for one in (marked, own, over, person_)])
    parties.update(suspended_at=timezone.now())
    import_module("accounts.migrations.0023_own_suspensions_only").clear_marks(apps, None)
    assert set(parties.filter(suspended_at__isnull=False)) == {own.party, person_.party}
