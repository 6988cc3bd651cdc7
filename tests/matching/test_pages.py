"""The pages of a ranking: who may see them, what they say, and what they cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, Profile, Role, User
from matching import queries
from matching.pages import candidates_page
from orders.models import Award, Bid, Order
from orders.states import OrderStatus
from tests.factories import (
    make_company,
    make_freelancer,
    make_member,
    make_order,
    make_personnel,
    make_user,
    owner_of,
)
from tests.matching.conftest import rank_now

pytestmark = pytest.mark.django_db(transaction=True)

type People = Callable[[int], list[Profile]]
HTMX = {"HX-Request": "true"}


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def candidates(order: Order) -> str:
    return reverse("matching:candidates", args=[order.public_id])


def my_match(order: Order) -> str:
    return reverse("matching:my_match", args=[order.public_id])


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def owner(company: Organisation) -> User:
    return owner_of(company)


def test_ranking_belongs_to_the_company_and_staff(
    order: Order, company: Organisation, owner: User, make_people: People
) -> None:
    people = make_people(2)
    rank_now(order)
    person = reverse("matching:candidate", args=[order.public_id, people[0].party.public_id])
    colleague = make_member(company, role=Role.VIEWER).user
    rival = owner_of(make_company(name="別の会社"))
    answers = {"owner": owner, "colleague": colleague, "staff": make_user(is_staff=True)}
    for reader in answers.values():
        assert [signed_in(reader).get(page).status_code for page in (candidates(order), person)] == [200, 200]
    for stranger in (rival, people[0].user, make_user()):
        assert [signed_in(stranger).get(page).status_code for page in (candidates(order), person)] == [404, 404]
    for page in (candidates(order), person, my_match(order), reverse("matching:my_matches")):
        assert Client().get(page).status_code == 302


def test_parts_on_the_page_sum_to_the_score(order: Order, owner: User, make_people: People) -> None:
    make_people(5)
    rank_now(order)
    page = signed_in(owner).get(candidates(order)).content.decode()
    tables = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    scored = [rows for rows in tables if 'data-part="total"' in rows]
    assert len(scored) == len(queries.current_slate(order).shown)  # type: ignore[union-attr]
    for rows in scored:
        points = {
            name: Decimal(reached) for name, reached in re.findall(r'data-part="(\w+)".*?([\d.]+) of', rows, re.DOTALL)
        }
        total = points.pop("total")
        assert sum(points.values()) == total
        assert len(points) == 9


def test_page_shows_handles_and_never_legal_names_or_addresses(order: Order, owner: User) -> None:
    person = make_freelancer(handle="ao-no-umi", legal_name="出雲 太郎", headline="在庫の改善")
    rank_now(order)
    client = signed_in(owner)
    pages = [candidates(order), reverse("matching:candidate", args=[order.public_id, person.party.public_id])]
    for page in pages:
        content = client.get(page).content.decode()
        assert "ao-no-umi" in content
        assert "出雲 太郎" not in content
        assert person.user.email not in content


def test_legal_name_is_shown_after_the_award(order: Order, owner: User) -> None:
    person = make_freelancer(handle="ao-no-umi", legal_name="出雲 太郎")
    rank_now(order)
    bid = Bid.objects.create(order=order, party=person.party, price_yen=1, plan="x", start_on="2027-01-01")
    Award.objects.create(order=order, bid=bid)
    page = reverse("matching:candidate", args=[order.public_id, person.party.public_id])
    assert "出雲 太郎" in signed_in(owner).get(page).content.decode()


def test_bidders_are_marked_and_can_be_looked_at_alone_in_rank_order(
    order: Order, owner: User, make_people: People
) -> None:
    people = make_people(4)
    rank_now(order)
    ranked = queries.current_slate(order).shown  # type: ignore[union-attr]
    bidders = [next(one for one in people if one.party_id == party) for party in (ranked[3], ranked[1])]
    for number, person in enumerate(bidders):
        Bid.objects.create(order=order, party=person.party, price_yen=3_000 + number, plan="x", start_on="2027-01-01")
    company, page = signed_in(owner), candidates(order)
    everybody, alone = company.get(page).content.decode(), company.get(page, {"bids": "1"}).content.decode()
    shown = re.findall(r'data-party="(\w+)"', alone)
    assert shown == [person.party.public_id for person in reversed(bidders)]
    for price in ("¥3,000", "¥3,001"):
        assert f"Bid: {price}" in everybody
    administrator = signed_in(make_user(is_staff=True)).get(page).content.decode()
    assert "Bid: " not in administrator


def test_bidder_outside_the_shown_can_be_looked_at_and_others_cannot(order: Order, owner: User) -> None:
    rank_now(order)
    late = make_freelancer(handle="osoi-hito")
    page = reverse("matching:candidate", args=[order.public_id, late.party.public_id])
    client = signed_in(owner)
    assert client.get(page).status_code == 404
    Bid.objects.create(order=order, party=late.party, price_yen=1, plan="x", start_on="2027-01-01")
    assert "osoi-hito" in client.get(page).content.decode()


def test_bidder_who_takes_part_in_nothing_new_stays_visible(order: Order, owner: User) -> None:
    person = make_freelancer(handle="ao-no-umi", legal_name="出雲 太郎")
    rank_now(order)
    bid = Bid.objects.create(order=order, party=person.party, price_yen=1, plan="x", start_on="2027-01-01")
    Profile.objects.filter(pk=person.pk).update(is_listed=False)
    page, client = reverse("matching:candidate", args=[order.public_id, person.party.public_id]), signed_in(owner)
    assert "ao-no-umi" in client.get(page).content.decode()
    Award.objects.create(order=order, bid=bid)
    assert "出雲 太郎" in client.get(page).content.decode()


def test_people_who_left_or_joined_the_company_are_not_shown(
    order: Order, company: Organisation, owner: User, make_people: People
) -> None:
    left, switched_off, joined, stays = make_people(4)
    rank_now(order)
    Profile.objects.filter(pk=left.pk).update(is_listed=False)
    User.objects.filter(pk=switched_off.user_id).update(is_active=False)
    make_member(company, joined.user, role=Role.EDITOR)
    page = signed_in(owner).get(candidates(order)).content.decode()
    assert re.findall(r'data-party="(\w+)"', page) == [stays.party.public_id]


def test_waiting_page_says_how_many_and_asks_again(order: Order, owner: User, make_people: People) -> None:
    make_people(3)
    client = signed_in(owner)
    page = client.get(candidates(order)).content.decode()
    assert "3 people are being compared" in page
    assert 'hx-trigger="every 3s"' in page
    assert f"order-ranked:{order.public_id} from:body" in page
    rank_now(order)
    fragment = client.get(candidates(order), headers=HTMX).content.decode()
    assert "<html" not in fragment
    assert 'hx-trigger="every' not in fragment
    assert fragment.count("data-party=") == 3


def test_draft_has_no_ranking_and_says_so(company: Organisation, owner: User) -> None:
    page = signed_in(owner).get(candidates(make_order(company))).content.decode()
    assert "There is no ranking" in page


def test_first_ten_then_all(order: Order, owner: User, make_people: People) -> None:
    make_people(12)
    rank_now(order)
    client = signed_in(owner)
    page = client.get(candidates(order)).content.decode()
    assert page.count("data-party=") == 10
    assert "Show 2 more people" in page
    whole = client.get(candidates(order) + "?shown=50").content.decode()
    assert whole.count("data-party=") == 12
    assert f'hx-get="{candidates(order)}?shown=50"' in whole


def test_candidates_of_one_kind_by_a_link(order: Order, owner: User, make_people: People) -> None:
    """Without scripts; only where there is more than one kind, and a kind nobody is narrows nothing."""
    make_people(2)
    client, place = signed_in(owner), candidates(order)
    rank_now(order)
    assert "?kind=" not in client.get(place).text
    lent = make_personnel(skills=("kintone",))
    rank_now(order)
    assert f'href="?kind={lent.party.kind}"' in client.get(place).text
    narrowed = client.get(f"{place}?kind=personnel").text
    assert re.findall('data-party="([^"]+)"', narrowed) == [lent.party.public_id]
    assert f'hx-get="{place}?kind=personnel"' in narrowed
    for unknown in ("partner_firm", "x'><script>"):
        assert client.get(place, {"kind": unknown}).text.count("data-party=") == 3


def test_exclusions_are_counted_by_rule(order: Order, owner: User, make_people: People) -> None:
    make_people(2)
    make_freelancer(rate_jpy_hour=90_000)
    make_freelancer(side_job="forbidden")
    make_freelancer(side_job="forbidden", rate_jpy_hour=90_000)
    rank_now(order)
    page = candidates_page(order)
    assert {row.rule: row.count for row in page.exclusions} == {"side_job_forbidden": 2, "rate_over_limit": 1}
    assert "Employer does not allow side jobs" in signed_in(owner).get(candidates(order)).content.decode()


def test_candidates_page_costs_the_same_for_1_3_and_50_people(order: Order, owner: User, make_people: People) -> None:
    costs = []
    for more in (1, 2, 47):
        make_people(more)
        rank_now(order)
        costs.append(queries_of(signed_in(owner), candidates(order) + "?shown=50"))
    assert len(set(costs)) == 1, costs


def test_matches_page_costs_the_same_for_1_3_and_50_orders(company: Organisation, make_people: People) -> None:
    person = make_people(1)[0]
    costs = []
    for more in (1, 2, 47):
        for _ in range(more):
            rank_now(make_order(company, published=True))
        costs.append(queries_of(signed_in(person.user), reverse("matching:my_matches")))
    assert len(queries.matches_of(person.party)) == 50
    assert len(set(costs)) == 1, costs


def test_own_place_is_shown_with_reasons_and_what_is_missing(order: Order, make_people: People) -> None:
    make_people(2)
    person = make_freelancer(headline="よろしくお願いします")
    rank_now(order)
    page = signed_in(person.user).get(my_match(order)).content.decode()
    own = queries.rank_of(order, person.party).standing
    assert own is not None
    assert f"Rank {own.rank} of {own.of}" in page
    assert 'data-gap="missing_must_skill"' in page
    assert f'href="{reverse("accounts:profile")}#skills"' in page
    japanese = signed_in(person.user, "ja").get(my_match(order)).content.decode()
    assert "Rank" not in japanese


def test_excluded_person_reads_which_rule_and_where_to_change_it(order: Order) -> None:
    person = make_freelancer(rate_jpy_hour=90_000)
    rank_now(order)
    page = signed_in(person.user).get(my_match(order)).content.decode()
    assert 'data-rule="rate_over_limit"' in page
    assert f'href="{reverse("accounts:profile")}#conditions"' in page


def test_newcomer_is_told_to_wait(order: Order) -> None:
    rank_now(order)
    person = make_freelancer()
    page = signed_in(person.user).get(my_match(order)).content.decode()
    assert 'hx-trigger="every 5s"' in page


def test_own_place_needs_a_profile_and_a_published_order(order: Order, owner: User, company: Organisation) -> None:
    assert signed_in(owner).get(my_match(order)).status_code == 404
    person = make_freelancer()
    assert signed_in(person.user).get(my_match(make_order(company))).status_code == 404


def test_matches_list_open_orders_best_first(company: Organisation, order: Order, make_people: People) -> None:
    person = make_people(2)[1]
    closed = make_order(company, published=True, title="締め切った案件")
    plain = make_order(company, published=True, title="遠隔の案件", remote="full")
    for one in (order, closed, plain):
        rank_now(one)
    Order.objects.filter(pk=closed.pk).update(status=OrderStatus.CLOSED)
    matches = queries.matches_of(person.party)
    assert {match.order for match in matches} == {order, plain}
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
    page = signed_in(person.user).get(reverse("matching:my_matches")).content.decode()
    assert re.findall(r'data-order="(\w+)"', page) == [match.order.public_id for match in matches]
    assert "match-changed from:body" in page


def test_matches_without_a_profile_leads_to_the_welcome(owner: User) -> None:
    answer = signed_in(owner).get(reverse("matching:my_matches"))
    assert answer["Location"] == reverse("accounts:welcome")


def test_html_in_a_profile_is_shown_as_text(order: Order, owner: User) -> None:
    make_freelancer(handle="<b>x", headline="<script>alert(1)</script>")
    rank_now(order)
    page = signed_in(owner).get(candidates(order)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_runs_can_be_read_by_staff_only(order: Order, owner: User, make_people: People) -> None:
    make_people(2)
    make_freelancer(side_job="forbidden")
    rank_now(order)
    staff = signed_in(make_user(is_staff=True, is_superuser=True))
    run = queries.current_slate(order).run  # type: ignore[union-attr]
    listing = staff.get(reverse("admin:matching_matchrun_changelist") + "?q=kintone")
    detail = staff.get(reverse("admin:matching_matchrun_change", args=[run.pk]))
    assert (listing.status_code, detail.status_code) == (200, 200)
    assert "Employer does not allow side jobs 1" in detail.content.decode()
    assert signed_in(owner).get(reverse("admin:matching_matchrun_changelist")).status_code == 302
