"""The pages of a lending company, and the page behind a lent person's link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import commit_hours
from accounts.models import Consent, ConsentLink, Giver, Party, PartyKind, Profile, Role
from common.japan import today_in_japan
from messaging.models import Notification, OutgoingMail
from tests.accounts.test_hours import MONDAY
from tests.factories import (
    make_company,
    make_consent,
    make_lender,
    make_member,
    make_personnel,
    make_user,
    owner_of,
)

pytestmark = pytest.mark.django_db

PERSON = {
    "legal_name": "田中 春",
    "email": "haru@example.jp",
    "headline": "窓口を楽にします",
    "lending_form": "dispatch",
    "dispatch_licence": "派１３ー１２３４５６",
    "roles": ["producer", "engineer"],
    "public_years": "３年",
    "weekly_cap": "40",
    "monthly_cap": "160",
}


@pytest.fixture
def lender() -> Any:
    return make_lender()


@pytest.fixture
def office(client: Client, lender: Any) -> Client:
    """The owner of the lending company at the browser."""
    client.force_login(owner_of(lender))
    return client


def test_an_empty_list_says_what_to_do_next(office: Client) -> None:
    page = office.get(reverse("accounts:people")).content.decode()
    assert reverse("accounts:person_create") in page


def test_a_person_is_added_by_form(office: Client, lender: Any) -> None:
    response = office.post(reverse("accounts:person_create"), PERSON | {"public_years": "3"})
    party = Party.objects.get(kind=PartyKind.PERSONNEL)
    assert response.headers["Location"] == reverse("accounts:person", args=[party.public_id])
    assert (party.organisation, party.personnel.dispatch_licence) == (lender, "派13-123456")
    assert party.personnel.roles == ["producer", "engineer"]
    assert "田中 春" in office.get(response.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dispatch_licence": ""}, "dispatch_licence"),
        ({"dispatch_licence": "13-1"}, "dispatch_licence"),
        ({"email": "nobody"}, "email"),
        ({"monthly_cap": "745"}, "monthly_cap"),
        ({"weekly_cap": "0"}, "weekly_cap"),
        ({"roles": ["mayor"]}, "roles"),
        ({"handle": "090-1234-5678"}, "handle"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(office: Client, change: dict[str, Any], field: str) -> None:
    response = office.post(reverse("accounts:person_create"), PERSON | {"public_years": "3"} | change)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert "田中 春" in response.content.decode()
    assert not Party.objects.filter(kind=PartyKind.PERSONNEL).exists()


def test_a_person_another_company_lends_is_refused_and_administrators_are_told(office: Client) -> None:
    staff = make_user(is_staff=True)
    make_personnel(email="haru@example.jp")
    response = office.post(reverse("accounts:person_create"), PERSON | {"public_years": "3"})
    assert set(response.context["form"].errors) == {"email"}
    assert Notification.objects.get(user=staff).kind == "person_lent_twice"


def test_a_cap_below_what_is_promised_is_refused_beside_its_field(office: Client, lender: Any) -> None:
    party = make_personnel(lender).party
    commit_hours(party, source="order:x", hours_per_week=20, first_day=MONDAY, last_day=MONDAY)
    facts = PERSON | {"public_years": "", "handle": party.handle, "weekly_cap": "3"}
    response = office.post(reverse("accounts:person_edit", args=[party.public_id]), facts)
    assert set(response.context["form"].errors) == {"weekly_cap"}


def test_the_list_is_narrowed_by_state_role_and_words(office: Client, lender: Any) -> None:
    both = make_personnel(lender, roles=["producer"], legal_name="青木 一")
    company = make_personnel(lender, agreed=False, roles=["engineer"], legal_name="井上 二")
    make_consent(company.party, Giver.COMPANY)
    none = make_personnel(lender, agreed=False, legal_name="上田 三")
    make_personnel(legal_name="他社 四")
    for query, expected in (
        ("", {both, company, none}),
        ("state=complete", {both}),
        ("state=no_company", {none}),
        ("state=no_person", {company, none}),
        ("state=expiring", set()),
        ("state=ended", set()),
        ("role=engineer", {company}),
        ("q=青木", {both}),
        ("sort=newest", {both, company, none}),
        ("state=nonsense&role=mayor&cursor=x", {both, company, none}),
    ):
        rows = office.get(f"{reverse('accounts:people')}?{query}").context["rows"]
        assert {party.pk for party, _consents in rows} == {profile.party_id for profile in expected}, query


def test_the_company_agrees_and_withdraws(office: Client, lender: Any) -> None:
    party = make_personnel(lender, agreed=False).party
    day = make_consent(make_personnel(agreed=False).party, Giver.PERSON).expires_on
    address = reverse("accounts:consent_give", args=[party.public_id])
    office.post(address, {"scopes": ["listed", "named"], "expires_on": day.isoformat()})
    assert Consent.objects.live().filter(party=party, giver=Giver.COMPANY).exists()
    wrong = office.post(address, {"scopes": [], "expires_on": "2020-01-01"})
    assert wrong.status_code == 422
    office.post(reverse("accounts:consent_withdraw", args=[party.public_id]))
    assert not Consent.objects.live().filter(party=party).exists()


def test_the_person_is_asked_by_mail_and_agrees_and_withdraws_without_an_account(office: Client, lender: Any) -> None:
    profile = make_personnel(lender, agreed=False, email="haru@example.jp")
    make_consent(profile.party, Giver.COMPANY)
    office.post(reverse("accounts:consent_ask", args=[profile.party.public_id]))
    mail = OutgoingMail.objects.get(to="haru@example.jp")
    found = re.search(r"/lending/([\w-]+)/", mail.body)
    assert found is not None
    person, address = Client(), reverse("accounts:lending", args=[found[1]])
    page = person.get(address)
    assert (page.status_code, page.context["consents"].person) == (200, None)
    person.post(address, {"scopes": ["listed", "named"], "expires_on": page.context["form"]["expires_on"].initial})
    assert Profile.objects.listed().filter(pk=profile.pk).exists()
    profile.party.user = make_user("haru@example.jp")
    profile.party.save()
    own = f'href="{reverse("accounts:my_lending")}"'
    assert own not in person.get(address).text
    assert reverse("account_login") in person.get(address).text
    person.force_login(make_user())
    assert own not in person.get(address).text
    person.force_login(profile.party.user)
    assert own in person.get(address).text
    person.post(reverse("accounts:lending_withdraw", args=[found[1]]))
    assert not Profile.objects.listed().filter(pk=profile.pk).exists()
    assert person.get(reverse("accounts:lending", args=["nothing-like-a-token"])).status_code == 404


def test_the_profile_of_a_lent_person_is_kept_section_by_section(office: Client, lender: Any) -> None:
    party = make_personnel(lender).party
    page = office.get(reverse("accounts:person_profile", args=[party.public_id]))
    assert page.status_code == 200
    assert "/me/profile/" not in re.sub(r"<nav.*?</nav>", "", page.content.decode(), flags=re.DOTALL)
    address = reverse("accounts:person_skill_add", args=[party.public_id])
    answer = office.post(address, {"q": "Python", "level": 3})
    assert answer.headers["Location"].startswith(reverse("accounts:person_profile", args=[party.public_id]))
    office.post(reverse("accounts:person_work_create", args=[party.public_id]), {"title": "窓口の改善"})
    office.post(
        reverse("accounts:person_profile_section", args=[party.public_id, "basics"]),
        {"handle": party.handle, "legal_name": "田中 春", "headline": "変えました"},
    )
    office.post(reverse("accounts:person_language_add", args=[party.public_id]), {"language": "en", "level": 3})
    assert (
        "languages/en/remove/"
        in office.get(reverse("accounts:person_profile", args=[party.public_id])).content.decode()
    )
    profile = Profile.objects.get(party=party)
    assert (profile.skills.count(), profile.works.count(), profile.headline) == (1, 1, "変えました")


def test_trainings_are_added_and_removed(office: Client, lender: Any) -> None:
    party = make_personnel(lender).party
    office.post(reverse("accounts:training_add", args=[party.public_id]), {"name": "自治体の予算", "hours": "６"})
    training = party.personnel.trainings.get()
    wrong = office.post(reverse("accounts:training_add", args=[party.public_id]), {"name": ""})
    assert wrong.status_code == 422
    office.post(reverse("accounts:training_remove", args=[party.public_id, training.public_id]))
    assert not party.personnel.trainings.exists()


def test_a_viewer_reads_and_changes_nothing(client: Client, lender: Any) -> None:
    party = make_personnel(lender).party
    client.force_login(make_member(lender, role=Role.VIEWER).user)
    assert client.get(reverse("accounts:person", args=[party.public_id])).status_code == 200
    for name in ("person_edit", "person_profile", "person_stop"):
        assert client.get(reverse(f"accounts:{name}", args=[party.public_id])).status_code == 403
    assert client.post(reverse("accounts:consent_withdraw", args=[party.public_id])).status_code == 403
    assert client.get(reverse("accounts:person_create")).status_code == 403


def test_other_companies_have_no_such_pages(client: Client, lender: Any) -> None:
    party = make_personnel(lender).party
    for organisation, status in ((make_company(), 404), (make_lender(name="別の会社"), 200)):
        client.force_login(owner_of(organisation))
        assert client.get(reverse("accounts:people")).status_code == status
        assert client.get(reverse("accounts:person", args=[party.public_id])).status_code == 404
        assert client.get(reverse("accounts:person_profile", args=[party.public_id])).status_code == 404
        assert client.post(reverse("accounts:person_stop", args=[party.public_id])).status_code == 404


def test_lending_ends(office: Client, lender: Any) -> None:
    party = make_personnel(lender).party
    office.get(reverse("accounts:person_stop", args=[party.public_id]))
    office.post(reverse("accounts:person_stop", args=[party.public_id]))
    party.personnel.refresh_from_db()
    assert party.personnel.ended_at is not None


def test_the_list_asks_as_often_for_three_as_for_one(
    office: Client, lender: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        make_personnel(lender)
        with django_assert_max_num_queries(12):
            office.get(reverse("accounts:people"))


def test_a_company_agrees_for_everybody_new_at_once(office: Client, lender: Any) -> None:
    first, second, third = (make_personnel(lender, agreed=False).party for _ in range(3))
    settled = make_personnel(lender).party
    address = reverse("accounts:people_agree")
    assert address in office.get(reverse("accounts:people")).text
    page = office.get(address).text
    assert all(party.personnel.email in page for party in (first, second, third))
    assert settled.personnel.email not in page
    make_consent(second, Giver.PERSON)
    day = (today_in_japan() + timedelta(days=200)).isoformat()
    sent = {"people": [first.public_id, second.public_id], "scopes": ["listed", "named"], "expires_on": day}
    for _again in range(2):
        office.post(address, sent)
    agreed = Consent.objects.filter(giver=Giver.COMPANY, party__in=[first, second, third])
    assert {(one.party_id, one.expires_on.isoformat()) for one in agreed} == {(first.pk, day), (second.pk, day)}
    assert list(ConsentLink.objects.values_list("party", flat=True)) == [first.pk]
    assert third.personnel.email in office.get(address).text


def test_nobody_is_agreed_for_who_is_not_chosen_or_not_ones_own(office: Client, lender: Any) -> None:
    ours = make_personnel(lender, agreed=False).party
    theirs = make_personnel(make_lender(name="別の会社"), agreed=False).party
    terms = {"scopes": ["listed"], "expires_on": (today_in_japan() + timedelta(days=9)).isoformat()}
    for people in ([], [theirs.public_id], [ours.public_id, theirs.public_id]):
        answer = office.post(reverse("accounts:people_agree"), terms | {"people": people})
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"people"}
    assert not Consent.objects.exists()


def test_only_who_keeps_the_list_agrees_for_all(client: Client, lender: Any) -> None:
    client.force_login(make_member(lender, role=Role.VIEWER).user)
    assert client.get(reverse("accounts:people_agree")).status_code == 403
    assert client.post(reverse("accounts:people_agree"), {}).status_code == 403
    client.force_login(owner_of(lender))
    assert "新しい方はいません" in client.get(reverse("accounts:people_agree")).text
