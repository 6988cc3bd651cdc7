"""A lent person's own account: who gets one connected, what it reads, and what stays the company's to do."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.errors import LinkEndedError
from accounts.hours import week_of
from accounts.models import Consent, ConsentLink, Giver, Party, Personnel, Profile, User
from accounts.rules import CONSENT_LINK_DAYS
from accounts.signals import consent_asked, consent_ended, person_lent_twice
from common.japan import today_in_japan
from orders import actions as orders
from orders.errors import NotOwnBidError
from orders.states import BidStatus
from tests.factories import make_company, make_consent, make_freelancer, make_personnel, make_user, owner_of
from tests.orders.making import make_order, offer
from tests.signals import heard

pytestmark = pytest.mark.django_db

MAILBOX = "haru@example.jp"
AGREED = {"scopes": ["listed", "named"], "expires_on": str(today_in_japan() + timedelta(days=365))}
PAGE = reverse("accounts:my_lending")


def asked(email: str = MAILBOX) -> tuple[Party, ConsentLink, str]:
    """A person whose company has agreed and who has just been mailed; the third is the token of the link."""
    party = make_personnel(agreed=False, email=email).party
    make_consent(party, Giver.COMPANY)
    with heard(consent_asked) as mailed:
        link = actions.ask_for_consent(party, actor=owner_of(party.organisation), site="")
    return party, link, mailed[0]["token"]


def browser_of(user: User | None = None) -> Client:
    client = Client(headers={"Accept-Language": "ja"})
    if user is not None:
        client.force_login(user)
    return client


def account_of(party: Party) -> User | None:
    return Party.objects.get(pk=party.pk).user


def test_agreeing_while_signed_in_with_the_same_address_connects_the_account() -> None:
    party, _link, token = asked()
    herself = make_user(MAILBOX)
    browser = browser_of(herself)
    browser.post(reverse("accounts:lending", args=[token]), AGREED)
    assert account_of(party) == herself
    assert Consent.objects.live().filter(party=party, giver=Giver.PERSON).exists()


@pytest.mark.parametrize("is_ticked", [True, False])
def test_an_account_nobody_is_signed_in_to_is_connected_only_when_ticked(is_ticked: bool) -> None:
    party, _link, token = asked()
    herself = make_user(MAILBOX)
    browser = browser_of()
    assert 'name="connect"' in browser.get(reverse("accounts:lending", args=[token])).text
    browser.post(reverse("accounts:lending", args=[token]), AGREED | ({"connect": "on"} if is_ticked else {}))
    assert account_of(party) == (herself if is_ticked else None)
    browser.post(reverse("accounts:lending_account", args=[token]))
    assert account_of(party) == herself


def test_whoever_else_is_signed_in_gets_nothing_connected() -> None:
    party, link, token = asked()
    stranger = make_user()
    browser = browser_of(stranger)
    page = browser.get(reverse("accounts:lending", args=[token])).text
    assert 'name="connect"' not in page
    browser.post(reverse("accounts:lending", args=[token]), AGREED | {"connect": "on"})
    browser.post(reverse("accounts:lending_account", args=[token]))
    assert account_of(party) is None
    with pytest.raises(PermissionDenied):
        actions.connect_account(link, stranger)


@pytest.mark.parametrize("flaw", ["unconfirmed", "inactive", "suspended"])
def test_an_account_that_has_not_proved_the_mailbox_or_is_off_is_not_connected(flaw: str) -> None:
    party, link, token = asked()
    herself = make_user(MAILBOX, is_active=flaw != "inactive")
    EmailAddress.objects.filter(user=herself).update(verified=flaw != "unconfirmed")
    # Behind the back of the object at hand, as an administrator in another window would.
    User.objects.filter(pk=herself.pk).update(suspended_at=timezone.now() if flaw == "suspended" else None)
    assert 'name="connect"' not in browser_of().get(reverse("accounts:lending", args=[token])).text
    browser_of().post(reverse("accounts:lending", args=[token]), AGREED | {"connect": "on"})
    assert account_of(party) is None
    with pytest.raises(PermissionDenied):
        actions.connect_account(link, herself)


def confirm(user: User) -> None:
    address = EmailAddress.objects.get(user=user)
    email_confirmed.send(sender=EmailAddress, request=None, email_address=address)


@pytest.mark.parametrize("has_agreed", [True, False])
def test_registering_after_agreeing_connects_by_itself(has_agreed: bool) -> None:
    party, link, _token = asked()
    if has_agreed:
        day = today_in_japan() + timedelta(days=30)
        actions.give_consent(party, Giver.PERSON, by=link, scopes=["listed"], expires_on=day)
    herself = make_user("Haru@example.jp")
    confirm(herself)
    assert account_of(party) == (herself if has_agreed else None)


def test_an_old_link_connects_nothing_and_nobody_takes_an_account_s_place() -> None:
    party, link, _token = asked()
    herself = make_user(MAILBOX)
    ConsentLink.objects.update(asked_at=timezone.now() - timedelta(days=CONSENT_LINK_DAYS + 1))
    link.refresh_from_db()
    with pytest.raises(LinkEndedError):
        actions.connect_account(link, herself)
    Party.objects.filter(pk=party.pk).update(user=make_user())
    with pytest.raises(PermissionDenied):
        actions.connect_account(link, herself)


def test_somebody_lent_no_longer_gets_no_account_connected() -> None:
    party, link, token = asked()
    herself = make_user(MAILBOX)
    actions.stop_lending(party, actor=owner_of(party.organisation))
    with pytest.raises(PermissionDenied):
        actions.connect_account(link, herself)
    assert browser_of().post(reverse("accounts:lending_account", args=[token])).status_code == 302
    browser_of().post(reverse("accounts:lending", args=[token]), AGREED | {"connect": "on"})
    assert account_of(party) is None


def test_another_address_ends_the_consent_and_the_account_unless_it_has_both() -> None:
    herself = make_user(MAILBOX)
    profile = make_personnel(user=herself, email=MAILBOX)
    owner = owner_of(profile.party.organisation)
    EmailAddress.objects.create(user=herself, email="haru@home.example.jp", verified=True)
    actions.edit_personnel(profile.party, actor=owner, email="haru@home.example.jp")
    assert account_of(profile.party) == herself
    assert Profile.objects.listed().filter(pk=profile.pk).exists()
    with heard(consent_ended) as ends:
        actions.edit_personnel(profile.party, actor=owner, email="somebody@example.jp")
    assert [(end["giver"], end["reason"]) for end in ends] == [(Giver.PERSON, "withdrawn")]
    assert account_of(profile.party) is None
    assert not Profile.objects.listed().filter(pk=profile.pk).exists()


def test_one_account_is_not_lent_by_two_companies_and_administrators_hear_of_it() -> None:
    herself = make_user("first@example.jp")
    EmailAddress.objects.create(user=herself, email=MAILBOX, verified=True)
    first = make_personnel(user=herself, email="first@example.jp").party
    party, link, token = asked()
    with heard(person_lent_twice) as told:
        page = browser_of(herself).post(reverse("accounts:lending", args=[token]), AGREED, follow=True).text
    assert "別の会社" in page
    assert [(one["lender"], one["party"]) for one in told] == [(party.organisation, first)]
    assert account_of(party) is None
    actions.stop_lending(first, actor=owner_of(first.organisation))
    actions.connect_account(link, herself)
    assert account_of(party) == herself


@pytest.fixture
def lent() -> Profile:
    return make_personnel(user=make_user(MAILBOX, full_name="田中 春"), email=MAILBOX, skills=("kintone",))


def test_signing_in_leads_to_the_own_desk(lent: Profile) -> None:
    page = browser_of(lent.party.user).get(reverse("portal:dashboard")).text
    assert 'id="lent-person-desk"' in page
    assert f'<span class="menu-name">{lent.party.handle}</span>' in page
    assert PAGE in page


def test_one_reads_withdraws_and_agrees_anew_on_one_s_own_page(lent: Profile) -> None:
    browser = browser_of(lent.party.user)
    actions.commit_hours(
        lent.party, source="order:x", hours_per_week=8, first_day=today_in_japan(), last_day=today_in_japan()
    )
    page = browser.get(PAGE).text
    assert all(words in page for words in ("同意と稼働時間", "週8時間", lent.party.organisation.name))
    browser.post(reverse("accounts:my_lending_withdraw"))
    assert not Profile.objects.listed().filter(pk=lent.pk).exists()
    refused = browser.post(PAGE, {"scopes": [], "expires_on": "昨日"})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"scopes", "expires_on"})
    assert browser.post(PAGE, AGREED).status_code == 302
    assert Consent.objects.live().get(party=lent.party, giver=Giver.PERSON).given_by == lent.party.user


def test_somebody_nobody_lends_has_no_such_page() -> None:
    browser = browser_of(make_freelancer().party.user)
    assert browser.get(PAGE).status_code == 404
    assert browser.post(reverse("accounts:my_lending_withdraw")).status_code == 404


def test_whoever_has_other_roles_chooses_oneself_as_lent_person(lent: Profile) -> None:
    company = make_company(lent.party.user, name="宍道湖しじみ本舗")
    make_freelancer(lent.party.user, handle="ゆうべの灯")
    browser = browser_of(lent.party.user)
    first = browser.get(reverse("portal:dashboard")).text
    assert ('id="company-desk"' in first, "lent-person-desk" in first) == (True, False)
    assert f"自分（提供元：{lent.party.organisation.name}）" in first
    desk = browser.post(reverse("accounts:act_for"), {"key": "lent"}, follow=True).text
    assert ('id="lent-person-desk"' in desk, company.name in desk) == (True, True)
    assert f'<span class="menu-name">{lent.party.handle}</span>' in browser.get(PAGE).text
    assert "freelancer-desk" in browser.post(reverse("accounts:act_for"), {"key": "me"}, follow=True).text


def test_the_key_of_a_lent_person_is_nobody_else_s() -> None:
    page = browser_of(make_freelancer().party.user).post(reverse("accounts:act_for"), {"key": "lent"}, follow=True).text
    assert "この団体の担当者ではなくなっています" in page


def test_a_lent_person_reads_the_bid_and_the_company_changes_it(lent: Profile) -> None:
    order = make_order(make_company())
    bid = orders.submit_bid(order, offer(), actor=owner_of(lent.party.organisation), party=lent.party)
    browser = browser_of(lent.party.user)
    assert order.title in browser.get(reverse("orders:my_bids")).text
    page = browser.get(reverse("orders:bid_detail", args=[bid.public_id])).text
    assert "会社からの応募" in page
    assert reverse("orders:bid_withdraw", args=[bid.public_id]) not in page
    assert reverse("orders:bid", args=[order.public_id]) not in page
    with pytest.raises(NotOwnBidError):
        orders.withdraw_bid(bid, actor=lent.party.user)
    browser.post(reverse("orders:bid_withdraw", args=[bid.public_id]))
    bid.refresh_from_db()
    assert bid.status == BidStatus.SUBMITTED


def test_an_order_says_who_bids_and_the_form_is_the_company_s(lent: Profile) -> None:
    order = make_order(make_company())
    browser = browser_of(lent.party.user)
    page = browser.get(reverse("orders:detail", args=[order.public_id])).text
    assert f"応募は{lent.party.organisation.name}が行います" in page
    answer: Any = browser.get(reverse("orders:bid", args=[order.public_id]))
    assert answer["Location"] == reverse("orders:detail", args=[order.public_id])


def test_the_own_page_and_desk_cost_the_same_for_three_promises_as_for_one(lent: Profile) -> None:
    browser, counts = browser_of(lent.party.user), []
    monday = week_of(today_in_japan()) + timedelta(days=7)
    for number in range(3):
        actions.commit_hours(lent.party, source=f"order:{number}", hours_per_week=4, first_day=monday, last_day=monday)
        browser.post(PAGE, AGREED)
        make_personnel(lent.party.organisation)
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


def test_what_was_agreed_by_a_link_to_an_address_before_is_withdrawn_once() -> None:
    """As data of before says it: the address was corrected, and the consent of the old one went on counting."""
    migration = import_module("accounts.migrations.0024_old_mailboxes_and_addresses")
    day = today_in_japan() + timedelta(days=30)
    links = [asked(f"{name}@example.jp")[1] for name in ("old", "asked-anew", "right")]
    for link in links:
        actions.give_consent(link.party, Giver.PERSON, by=link, scopes=["listed"], expires_on=day)
    Personnel.objects.filter(party=links[0].party).update(email="new@example.jp")
    later = actions.ask_for_consent(links[0].party, actor=owner_of(links[0].party.organisation), site="")
    assert later.email != links[0].email
    # Of two links the newer one was used.
    before = timezone.now() - timedelta(days=1)
    ConsentLink.objects.create(party=links[1].party, email="before@example.jp", token_digest="x", asked_at=before)
    ConsentLink.objects.filter(pk=links[2].pk).update(email="RIGHT@example.jp")
    migration.withdraw_consents_of_old_mailboxes(apps, None)
    kept = Consent.objects.standing().filter(giver=Giver.PERSON).values_list("party", flat=True)
    assert set(kept) == {links[1].party_id, links[2].party_id}
    assert Consent.objects.standing().filter(giver=Giver.COMPANY).count() == 3
