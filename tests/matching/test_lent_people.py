"""A local government's order, and the lent people who are ranked for it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import actions as accounts
from accounts.models import Giver, Organisation, Party, PastWork, Profile
from matching.actions import RANK_ORDER, request_ranking
from matching.models import Slate
from matching.queries import matches_of_people
from messaging.models import Notification, StreamEvent
from messaging.sentences import render
from orders.models import Order
from outbox.actions import run_work
from outbox.models import Work
from tests.factories import (
    make_firm,
    make_freelancer,
    make_lender,
    make_personnel,
    make_user,
    owner_of,
)
from tests.orders.governing import make_town, town_order

pytestmark = pytest.mark.django_db


def ranked(**fields: Any) -> Order:
    order = town_order(make_town(name="架空市"), remote="full")
    Order.objects.filter(pk=order.pk).update(**({"wanted_kinds": ["personnel"]} | fields))
    request_ranking(order)
    assert run_work(Work.objects.get(kind=RANK_ORDER, key=str(order.pk)).pk)
    order.refresh_from_db()
    return order


def lent(organisation: Organisation | None = None, **fields: Any) -> Profile:
    return make_personnel(organisation, skills=("kintone",), **fields)


def test_only_lent_people_with_both_consents_are_ranked() -> None:
    agreed, without = lent(), lent(agreed=False)
    make_freelancer(skills=("kintone",))
    slate = Slate.objects.get(order=ranked())
    assert slate.shown == [agreed.party_id]
    assert without.party_id not in slate.shown


def test_the_card_says_what_only_lent_people_have_and_not_their_name(client: Client) -> None:
    facts = {"roles": ["producer"], "public_years": 7, "lending_form": "secondment", "public_experience": "窓口の改善"}
    profile = lent(legal_name="田中 春", email="haru@example.jp", **facts)
    accounts.save_training(
        profile.party, None, actor=owner_of(profile.party.organisation), name="予算の研修", year=2026, hours=6
    )
    order = ranked()
    client.force_login(owner_of(order.client))
    for name, arguments in (("candidates", []), ("candidate", [profile.party.public_id])):
        page = client.get(reverse(f"matching:{name}", args=[order.public_id, *arguments])).content.decode()
        assert "プロデューサー" in page
        assert "7年" in page
        assert "在籍型出向" in page
        assert "田中 春" not in page
        assert "haru@example.jp" not in page
    assert "予算の研修" in page


def test_withdrawing_takes_somebody_out_of_the_open_page_before_the_next_ranking(client: Client) -> None:
    profile = lent()
    order = ranked()
    owner = owner_of(order.client)
    client.force_login(owner)
    address = reverse("matching:candidates", args=[order.public_id])
    assert profile.party.handle in client.get(address).content.decode()
    StreamEvent.objects.all().delete()
    accounts.withdraw_consent(profile.party, Giver.COMPANY, by=owner_of(profile.party.organisation))
    assert StreamEvent.objects.filter(user=owner, name="order-ranked", payload={"order": order.public_id}).exists()
    assert profile.party.handle not in client.get(address).content.decode()
    one = reverse("matching:candidate", args=[order.public_id, profile.party.public_id])
    assert client.get(one).status_code == 404
    fetched = client.get(one, headers={"HX-Request": "true"})
    assert fetched.status_code == 200
    assert profile.party.handle not in fetched.content.decode()


def test_a_lending_company_sees_the_matches_of_all_its_people(client: Client) -> None:
    lender = make_lender()
    people = [make_personnel(lender, skills=("kintone",)) for _ in range(2)]
    lent()
    order = ranked()
    assert {match.party.pk for match in matches_of_people(lender)} == {profile.party_id for profile in people}
    client.force_login(owner_of(lender))
    page = client.get(reverse("matching:my_matches")).content.decode()
    assert all(profile.party.handle in page for profile in people)
    assert f"{reverse('orders:bid', args=[order.public_id])}?party={people[0].party.public_id}" in page


def test_a_company_bids_for_a_chosen_person_once(client: Client) -> None:
    lender = make_lender()
    person, other = (make_personnel(lender, skills=("kintone",)) for _ in range(2))
    stranger, order = lent(), ranked()
    client.force_login(owner_of(lender))
    address = reverse("orders:bid", args=[order.public_id])
    choice = client.get(address).content.decode()
    assert f"?party={person.party.public_id}" in choice
    assert stranger.party.handle not in choice
    form = {"price_yen": "400000", "plan": "まず一週間、窓口を見ます。", "start_on": order.start_on.isoformat()}
    sent = client.post(f"{address}?party={person.party.public_id}", form)
    assert sent.status_code == 302
    assert [bid.party for bid in order.bids.all()] == [person.party]
    choice = client.get(address).content.decode()
    assert f"?party={person.party.public_id}" not in choice
    assert f"?party={other.party.public_id}" in choice
    assert client.get(f"{address}?party={stranger.party.public_id}").status_code == 404


def able(**fields: Any) -> Profile:
    """A lent person whose profile says enough to be noticed."""
    facts = {"rate_jpy_hour": 3_000, "hours_per_week": 20, "prefecture_id": "32", "remote": "full"}
    person = lent(summary="FAXの注文をkintoneで一覧にしてきました。", **(facts | fields))
    PastWork.objects.create(profile=person, title="FAXで届く注文をkintoneに移す")
    return person


def test_a_notice_names_the_person_to_the_lender_and_says_you_to_the_person() -> None:
    lender, herself = make_lender(), make_user()
    first = able(organisation=lender, user=herself)
    second = able(organisation=lender)
    order = ranked(title="FAXの注文をkintoneで一覧にしたい")
    shown = Slate.objects.get(order=order).shown
    assert set(shown) == {first.party_id, second.party_id}
    best = Party.objects.get(pk=shown[0])
    told = Notification.objects.get(user=owner_of(lender))
    with translation.override("ja"):
        subject, body = render(told.kind, told.facts)
        assert best.handle in subject
        assert best.handle in body
    assert told.path.endswith(f"#match-{order.public_id}-{best.public_id}")
    own = Notification.objects.get(user=herself)
    assert own.kind == "well_ranked"
    assert own.path.endswith(f"#match-{order.public_id}")


def test_a_lent_person_with_an_account_sees_their_own_matches_and_no_colleagues(client: Client) -> None:
    herself = make_user()
    person = able(user=herself)
    colleague = able(organisation=person.party.organisation)
    order = ranked()
    client.force_login(herself)
    page = client.get(reverse("matching:my_matches")).content.decode()
    assert f'id="match-{order.public_id}"' in page
    assert colleague.party.handle not in page
    own_rank = reverse("matching:my_match", args=[order.public_id])
    assert own_rank in page
    assert "位" in client.get(own_rank, headers={"accept-language": "ja"}).text


def test_the_notice_of_a_firm_names_it_and_leads_to_its_matches(client: Client) -> None:
    facts = {"rate_jpy_hour": 3_000, "hours_per_week": 20, "remote": "full", "summary": "FAXの注文をkintoneへ"}
    firm = make_firm(skills=("kintone",), **facts)
    PastWork.objects.create(profile=firm, title="FAXで届く注文をkintoneに移す")
    order = ranked(title="FAXの注文をkintoneで一覧にしたい", wanted_kinds=["partner_firm"])
    owner = owner_of(firm.party.organisation)
    told = Notification.objects.get(user=owner)
    assert told.kind == "partner_firm_well_ranked"
    assert firm.party.handle in render(told.kind, told.facts)[0]
    client.force_login(owner)
    assert f'id="match-{order.public_id}"' in client.get(told.path.partition("#")[0]).content.decode()
