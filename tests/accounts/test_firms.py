"""Partner firms: registered at home or abroad, with a team and certificates that their owners and editors keep."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.actions import create_organisation, edit_firm, remove_team_member, save_team_member
from accounts.errors import AlreadyListedError, NotMemberError
from accounts.models import FirmMember, FirmRole, Organisation, OrganisationKind, Party, Profile, Role
from accounts.queries import candidates_for_matching
from tests.factories import (
    make_company,
    make_firm,
    make_freelancer,
    make_member,
    make_team_member,
    make_user,
    owner_of,
)
from vocabulary.models import Prefecture

pytestmark = pytest.mark.django_db

MEMBER = {
    "name": "Linh",
    "legal_name": "Nguyen Thi Linh",
    "role": "bridge",
    "country": "VN",
    "time_zone": "",
    "hours_per_week": "２０時間",
    "skills": "kintone、Python",
    "language_1": "ja",
    "level_1": "4",
}


def client_of(firm: Profile) -> Client:
    assert firm.party.organisation is not None
    client = Client()
    client.force_login(owner_of(firm.party.organisation))
    return client


def register(**typed: str) -> tuple[Client, Any]:
    client = Client()
    client.force_login(make_user())
    form = {"full_name": "橋 春子", "name": "架空ソフト", "country": "JP", "prefecture": "32"} | typed
    address = reverse("accounts:organisation_create", args=["partner_firm"])
    return client, client.post(address, form)


def test_a_firm_in_japan_gets_a_party_that_stands_where_the_firm_does() -> None:
    _client, response = register()
    party = Party.objects.get(organisation__name="架空ソフト")
    assert response.url == reverse("accounts:firm")
    assert (party.firm.country, party.firm.time_zone) == ("JP", "Asia/Tokyo")
    assert party.profile.prefecture_id == "32"
    assert party.legal_name == "架空ソフト"
    assert party.handle != party.legal_name


def test_a_firm_abroad_has_no_prefecture_and_the_usual_time_zone_of_its_country() -> None:
    client, _response = register(country="VN", city="Da Nang", engineers="約８０名")
    party = Party.objects.get(organisation__name="架空ソフト")
    assert party.organisation is not None
    assert party.organisation.prefecture_id is None
    assert (party.firm.time_zone, party.firm.shared_hours, party.firm.engineers) == ("Asia/Ho_Chi_Minh", 7.0, 80)
    for page in ("accounts:firm", "accounts:firm_edit", "accounts:organisation", "portal:dashboard"):
        assert client.get(reverse(page)).status_code == 200, page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"prefecture": ""}, "prefecture"),
        ({"country": "XX"}, "country"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"engineers": "0"}, "engineers"),
        ({"engineers": "たくさん"}, "engineers"),
        ({"name": "  "}, "name"),
        ({"municipality": "999999"}, "municipality"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(typed: dict[str, str], field: str) -> None:
    _client, response = register(**typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Organisation.objects.filter(kind=OrganisationKind.PARTNER_FIRM).exists()


def test_only_a_partner_firm_may_have_no_prefecture() -> None:
    with pytest.raises(IntegrityError, match="organisation_only_firms_abroad"):
        make_company(prefecture=None)


def test_a_firm_that_moves_abroad_leaves_its_prefecture_behind() -> None:
    firm = make_firm()
    client, version = client_of(firm), firm.version
    typed = {"name": "架空ソフト", "country": "IN", "city": "Pune", "prefecture": "32"}
    assert client.post(reverse("accounts:firm_edit"), typed).status_code == 302
    firm.refresh_from_db()
    assert (firm.prefecture_id, firm.version) == (None, version + 1)


def test_an_imported_firm_gets_its_party_when_its_facts_are_saved_first() -> None:
    organisation = make_company(
        kind=OrganisationKind.PARTNER_FIRM, name="取込ソフト", prefecture=Prefecture.objects.get(code="32")
    )
    client = Client()
    client.force_login(owner_of(organisation))
    assert client.get(reverse("accounts:firm")).url == reverse("accounts:firm_edit")  # type: ignore[attr-defined]
    client.post(reverse("accounts:firm_edit"), {"name": "取込ソフト", "country": "JP", "prefecture": "32"})
    assert client.get(reverse("accounts:firm")).status_code == 200


def test_a_member_of_the_team_is_added_changed_and_removed() -> None:
    firm = make_firm(country="VN", time_zone="Asia/Ho_Chi_Minh")
    client = client_of(firm)
    assert client.post(reverse("accounts:team_member_create"), MEMBER).status_code == 302
    member = FirmMember.objects.get()
    assert (member.time_zone, member.hours_per_week, member.is_bridge) == ("Asia/Ho_Chi_Minh", 20, True)
    assert [skill.slug for skill in member.skills.order_by("slug")] == ["kintone", "python"]
    assert member.speaks("ja", 4)
    address = reverse("accounts:team_member_edit", args=[member.public_id])
    page = client.get(address).content.decode()
    assert "kintone" in page
    assert client.post(address, MEMBER | {"role": "tester", "level_1": "2"}).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.speaks("ja", 3)) == ("tester", False)
    client.post(reverse("accounts:team_member_remove", args=[member.public_id]))
    assert not FirmMember.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "linh@example.com"}, "name"),
        ({"role": "king"}, "role"),
        ({"hours_per_week": "400"}, "hours_per_week"),
        ({"skills": "きんとん雲"}, "skills"),
        ({"level_1": ""}, "level_1"),
        ({"language_1": ""}, "language_1"),
        ({"language_2": "ja", "level_2": "3"}, "language_2"),
        ({"country": ""}, "country"),
        ({"user": "1"}, "user"),
    ],
)
def test_nothing_typed_about_a_member_is_lost(typed: dict[str, str], field: str) -> None:
    firm = make_firm()
    response = client_of(firm).post(reverse("accounts:team_member_create"), MEMBER | typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Nguyen Thi Linh" in response.content.decode()


def test_a_name_stands_in_the_team_once() -> None:
    firm = make_firm()
    make_team_member(firm, name="Linh")
    response = client_of(firm).post(reverse("accounts:team_member_create"), MEMBER)
    assert response.status_code == 422
    assert "name" in response.context["form"].errors


def test_viewers_read_and_strangers_find_nothing() -> None:
    firm = make_firm()
    member = make_team_member(firm)
    assert firm.party.organisation is not None
    viewer = make_member(firm.party.organisation, role=Role.VIEWER).user
    client = Client()
    client.force_login(viewer)
    assert client.get(reverse("accounts:firm")).status_code == 200
    for name in ("firm_edit", "team_member_create", "certificate_create"):
        assert client.get(reverse(f"accounts:{name}")).status_code == 403
    assert client.post(reverse("accounts:team_member_remove", args=[member.public_id])).status_code == 403
    for stranger in (make_freelancer().user, owner_of(make_company()), make_user()):
        assert stranger is not None
        client.force_login(stranger)
        assert client.get(reverse("accounts:firm")).status_code == 404
        assert client.post(reverse("accounts:team_member_create"), MEMBER).status_code == 404
    other = client_of(make_firm())
    assert other.get(reverse("accounts:team_member_edit", args=[member.public_id])).status_code == 404
    assert other.post(reverse("accounts:team_member_remove", args=[member.public_id])).status_code == 404


def test_actions_check_who_acts() -> None:
    firm = make_firm()
    member = make_team_member(firm)
    assert firm.party.organisation is not None
    viewer = make_member(firm.party.organisation, role=Role.VIEWER).user
    owner, facts = owner_of(firm.party.organisation), {
        "name": "Minh", "legal_name": "", "role": FirmRole.DEVELOPER, "country": "VN",
        "time_zone": "Asia/Ho_Chi_Minh", "hours_per_week": None, "skills": [], "languages": [],
    }  # fmt: skip
    for action in (
        lambda: edit_firm(firm.party, actor=viewer, country="VN"),
        lambda: save_team_member(firm.party, None, actor=viewer, user=None, **facts),
        lambda: remove_team_member(firm.party, member, actor=viewer),
        lambda: edit_firm(make_freelancer().party, actor=viewer, country="VN"),
    ):
        with pytest.raises(PermissionDenied):
            action()
    with pytest.raises(NotMemberError):
        save_team_member(firm.party, None, actor=owner, user=make_user(), **facts)
    save_team_member(firm.party, None, actor=owner, user=viewer, **facts)
    with pytest.raises(AlreadyListedError):
        save_team_member(firm.party, None, actor=owner, user=None, **facts)


def test_registering_twice_makes_one_firm() -> None:
    user, place = make_user(), Prefecture.objects.get(code="32")
    for _ in range(2):
        create_organisation(user, kind=OrganisationKind.PARTNER_FIRM, name="架空ソフト", prefecture=place)
    assert Party.objects.filter(organisation__name="架空ソフト").count() == 1


def test_a_firm_takes_part_while_somebody_active_acts_for_it() -> None:
    """The condition in the database and the property say the same."""
    firm = make_firm(skills=("kintone",))
    assert firm.party.organisation is not None
    owner = owner_of(firm.party.organisation)
    assert [row.takes_part for row in candidates_for_matching()] == [True]
    owner.is_active = False
    owner.save()
    assert list(candidates_for_matching()) == []
    assert not Profile.objects.get(pk=firm.pk).takes_part


def test_certificates_are_kept_in_a_list() -> None:
    firm = make_firm()
    client = client_of(firm)
    typed = {"name": "ISO/IEC 27001", "number": "IS 1", "valid_until": "2020-01-31"}
    assert client.post(reverse("accounts:certificate_create"), typed).status_code == 302
    certificate = firm.party.firm.certificates.get()
    assert certificate.has_run_out
    assert client.post(reverse("accounts:certificate_create"), typed).status_code == 422
    address = reverse("accounts:certificate_edit", args=[certificate.public_id])
    assert client.post(address, typed | {"valid_until": "いつか"}).status_code == 422
    assert client.post(address, typed | {"valid_until": "2030-01-31"}).status_code == 302
    client.post(reverse("accounts:certificate_remove", args=[certificate.public_id]))
    assert not firm.party.firm.certificates.exists()


def test_the_profile_of_a_firm_is_filled_in_section_by_section() -> None:
    firm = make_firm(country="VN")
    client = client_of(firm)
    page = client.get(reverse("accounts:person_profile", args=[firm.party.public_id])).content.decode()
    assert 'name="legal_name"' not in page
    assert 'name="prefecture"' not in page
    typed = {"handle": "ao-hashi", "headline": "港の仕事を楽にします", "rate_jpy_hour": "4000", "remote": "full"}
    for section in ("basics", "conditions"):
        address = reverse("accounts:person_profile_section", args=[firm.party.public_id, section])
        assert client.post(address, typed).status_code == 302
    firm.refresh_from_db()
    assert (firm.headline, firm.rate_jpy_hour, Party.objects.get(pk=firm.party_id).handle) == (
        "港の仕事を楽にします", 4000, "ao-hashi",
    )  # fmt: skip
    address = reverse("accounts:person_profile_section", args=[firm.party.public_id, "permission"])
    assert client.post(address, {"side_job": "approved"}).status_code == 404


def test_the_profile_of_a_firm_is_nobody_elses_to_edit() -> None:
    firm = make_firm()
    assert firm.party.organisation is not None
    viewer = make_member(firm.party.organisation, role=Role.VIEWER).user
    address = reverse("accounts:person_skill_add", args=[firm.party.public_id])
    for user, code in ((viewer, 403), (make_freelancer().user, 404), (owner_of(make_company()), 404)):
        assert user is not None
        client = Client()
        client.force_login(user)
        assert client.post(address, {"q": "Python", "level": 3}).status_code == code
    assert client_of(firm).post(address, {"q": "Python", "level": 3}).status_code == 302
