"""Company pages for owner, colleagues and strangers: who sees them, who changes what, and what stays as it was."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, Membership, Organisation, Role, User
from tests.accounts.conftest import Company, signed_in
from tests.accounts.test_members import invite, tokens  # noqa: F401 -- a fixture
from tests.factories import make_company, make_freelancer, make_member, make_user

FACTS = {
    "name": "新しい名前",
    "prefecture": "31",
    "municipality": "",
    "industry": "",
    "employees": "",
    "introduction": "",
}

NEW = FACTS | {"full_name": "出雲 一郎"}


def stored(company: Company) -> dict[str, object]:
    return Organisation.objects.filter(pk=company.organisation.pk).values().get()


def test_pages_need_a_sign_in(company: Company) -> None:
    for address in ("/organisation/", "/organisation/members/", "/welcome/", "/me/settings/", "/invitations/"):
        response = Client().get(address)
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize(
    ("who", "status", "edit", "manage"),
    [("owner", 200, True, True), ("editor", 200, True, False), ("viewer", 200, False, False)],
)
def test_members_see_what_their_role_allows(company: Company, who: str, status: int, edit: bool, manage: bool) -> None:
    client = signed_in(getattr(company, who))
    page, members = client.get("/organisation/"), client.get("/organisation/members/")
    assert (page.status_code, members.status_code) == (status, status)
    assert ("/organisation/edit/" in page.text) == edit
    assert client.get("/organisation/edit/").status_code == (200 if edit else 403)
    assert ("招待を送る" in members.text) == manage
    assert members.text.count("/remove/") == (3 if manage else 1)


def test_strangers_find_no_company(company: Company, stranger: User) -> None:
    client = signed_in(stranger)
    for address in ("/organisation/", "/organisation/edit/", "/organisation/members/"):
        assert client.get(address).status_code == 404
    assert client.post("/organisation/edit/", FACTS).status_code == 404
    assert stored(company)["name"] == company.organisation.name


@pytest.mark.parametrize(("who", "saved"), [("owner", True), ("editor", True), ("viewer", False)])
def test_company_page_is_edited_by_owners_and_editors(company: Company, who: str, saved: bool) -> None:
    response = signed_in(getattr(company, who)).post("/organisation/edit/", FACTS)
    assert response.status_code == (302 if saved else 403)
    assert (stored(company)["name"] == "新しい名前") == saved


@pytest.mark.parametrize("who", ["editor", "viewer", "stranger", "other_owner"])
def test_nobody_but_owners_touches_members_or_invitations(company: Company, stranger: User, who: str) -> None:
    invitation = invite(company)
    other = make_user()
    make_company(other)
    user = {"stranger": stranger, "other_owner": other}.get(who) or getattr(company, who)
    client, target = signed_in(user), company.member(company.editor if who != "editor" else company.viewer)
    before, seats = company.roles, list(Invitation.objects.values())
    expected = {404} if who in ("stranger", "other_owner") else {403}
    answers = [
        client.post(f"/organisation/members/{target.public_id}/role/", {"role": "owner"}),
        client.post(f"/organisation/members/{target.public_id}/remove/"),
        client.post(f"/organisation/invitations/{invitation.public_id}/resend/"),
        client.post(f"/organisation/invitations/{invitation.public_id}/revoke/"),
    ]
    assert {answer.status_code for answer in answers} == expected
    if who != "other_owner":
        sent = client.post("/organisation/members/", {"email": "x@example.jp", "role": "viewer"})
        assert {sent.status_code} == expected
    assert (company.roles, list(Invitation.objects.values())) == (before, seats)


def test_addresses_of_writes_answer_to_posts_only(company: Company) -> None:
    client, member = signed_in(company.owner), company.member(company.viewer)
    for name in ("role", "remove"):
        assert client.get(f"/organisation/members/{member.public_id}/{name}/").status_code == 405


def test_owner_changes_roles_and_removes(company: Company) -> None:
    client, viewer = signed_in(company.owner), company.member(company.viewer)
    client.post(f"/organisation/members/{viewer.public_id}/role/", {"role": "editor"})
    assert company.roles[company.viewer.pk] == Role.EDITOR
    answer = client.post(f"/organisation/members/{viewer.public_id}/role/", {"role": "emperor"}, follow=True)
    assert "一覧から役割を選んでください。" in answer.text
    assert company.roles[company.viewer.pk] == Role.EDITOR
    client.post(f"/organisation/members/{viewer.public_id}/remove/")
    assert company.viewer.pk not in company.roles


def test_last_owner_reads_why_they_cannot_leave(company: Company) -> None:
    own = company.member(company.owner)
    client = signed_in(company.owner)
    for address, data in (("remove", {}), ("role", {"role": "viewer"})):
        answer = client.post(f"/organisation/members/{own.public_id}/{address}/", data, follow=True)
        assert "団体には責任者が少なくとも一人必要です" in answer.text
    assert company.roles[company.owner.pk] == Role.OWNER


def test_viewer_leaves(company: Company) -> None:
    own = company.member(company.viewer)
    answer = signed_in(company.viewer).post(f"/organisation/members/{own.public_id}/remove/")
    assert answer.headers["Location"] == "/dashboard/"
    assert company.viewer.pk not in company.roles


def test_invitation_is_sent_resent_and_taken_back(company: Company) -> None:
    client = signed_in(company.owner)
    answer = client.post("/organisation/members/", {"email": "ｎew@example.jp", "role": "viewer"})
    assert answer.status_code == 422
    client.post("/organisation/members/", {"email": " New@Example.jp ", "role": "viewer"})
    first = Invitation.objects.get()
    assert (first.email, first.role, first.invited_by) == ("new@example.jp", Role.VIEWER, company.owner)
    client.post(f"/organisation/invitations/{first.public_id}/resend/")
    second = Invitation.objects.undecided().get()
    client.post(f"/organisation/invitations/{second.public_id}/revoke/")
    assert not Invitation.objects.undecided().exists()
    answer = client.post(f"/organisation/invitations/{second.public_id}/resend/", follow=True)
    assert "取り消されました" in answer.text


@pytest.mark.parametrize(
    ("email", "role", "sentence"),
    [
        ("", "viewer", "入力してください。"),
        ("no address", "viewer", "有効なメールアドレス"),
        ("a" * 250 + "@example.jp", "viewer", "文字以下"),
        ("<b>@example.jp", "viewer", "有効なメールアドレス"),
        ("x\u202e@example.jp", "viewer", "有効なメールアドレス"),
        ("ok@example.jp", "emperor", "一覧から選んでください"),
    ],
)
def test_bad_invitations_are_explained_and_kept(company: Company, email: str, role: str, sentence: str) -> None:
    answer = signed_in(company.owner).post("/organisation/members/", {"email": email, "role": role})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<b>@" not in answer.text
    assert not Invitation.objects.exists()


def test_full_day_and_known_address_are_explained(company: Company) -> None:
    client = signed_in(company.owner)
    answer = client.post("/organisation/members/", {"email": company.viewer.email, "role": "viewer"})
    assert "この方はすでにメンバーです。" in answer.text
    Invitation.objects.bulk_create(
        Invitation(
            organisation=company.organisation,
            email=f"guest{number}@example.jp",
            role="viewer",
            token_digest=str(number),
            expires_at=timezone.now() + timedelta(days=7),
        )
        for number in range(20)
    )
    answer = client.post("/organisation/members/", {"email": "more@example.jp", "role": "viewer"})
    assert "1日に20件まで" in answer.text


def test_link_explains_itself_to_everybody(company: Company, stranger: User, tokens: list[str]) -> None:  # noqa: F811
    invite(company)
    address = f"/invitations/{tokens[0]}/"
    signed_out = Client().get(address)
    assert signed_out.status_code == 200
    assert "n…@example.jp" in signed_out.text
    assert f"/account/login/?next={address}" in signed_out.text
    other = signed_in(stranger).get(address)
    assert other.status_code == 403
    assert "別のメールアドレスあて" in other.text
    assert "new@example.jp" not in other.text + signed_out.text
    assert Client().get("/invitations/unknown-token/").status_code == 404
    guest = signed_in(make_user("new@example.jp"))
    assert "参加する" in guest.get(address).text
    Invitation.objects.update(expires_at=timezone.now())
    assert guest.get(address).status_code == 410


def test_accepting_from_the_link(company: Company, stranger: User, tokens: list[str]) -> None:  # noqa: F811
    invitation, guest = invite(company, role=Role.VIEWER), make_user("new@example.jp")
    accept = f"/invitations/{invitation.public_id}/accept/"
    assert signed_in(stranger).post(accept).status_code == 404
    assert not Membership.objects.filter(user=stranger).exists()
    client = signed_in(guest)
    for _click in range(2):
        assert client.post(accept).headers["Location"] == "/organisation/"
    assert company.roles[guest.pk] == Role.VIEWER
    assert client.get(f"/invitations/{tokens[0]}/").headers["Location"] == "/organisation/"
    actions.remove_member(company.member(guest), actor=company.owner)
    answer = client.post(accept, follow=True)
    assert "この招待は、すでに使われた" in answer.text
    assert guest.pk not in company.roles


def test_an_invited_person_skips_the_welcome(company: Company) -> None:
    invite(company)
    guest = signed_in(make_user("new@example.jp"))
    page = guest.get("/invitations/")
    assert f"{company.organisation.name}から招待が届いています" in page.text
    assert "届いている招待はありません" in signed_in(make_user()).get("/invitations/").text


def test_welcome_leads_both_ways(db: None) -> None:
    user = make_user()
    client = signed_in(user)
    page = client.get("/welcome/").text
    assert "会社として仕事を頼む" in page
    assert "仕事を引き受ける" in page
    assert client.post("/welcome/company/", FACTS).status_code == 422
    assert client.post("/welcome/company/", NEW).headers["Location"] == "/dashboard/"
    assert client.post("/welcome/company/", NEW).headers["Location"] == "/dashboard/"
    assert Organisation.objects.filter(memberships__user=user).count() == 1
    user.refresh_from_db()
    assert user.full_name == "出雲 一郎"
    assert client.post("/welcome/freelancer/", {"handle": "海風-12"}).headers["Location"] == "/me/profile/"
    assert client.post("/welcome/freelancer/", {"handle": "海風-13"}).headers["Location"] == "/me/profile/"
    assert Membership.objects.get(user=user).role == Role.OWNER
    assert user.parties.get().handle == "海風-12"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "入力してください。"),
        ({"name": "\u202e\u200f \n"}, "入力してください。"),
        ({"name": "長" * 121}, "120 文字以下"),
        ({"prefecture": ""}, "入力してください。"),
        ({"prefecture": "99"}, "正しく選択してください"),
        ({"prefecture": "' OR 1=1"}, "正しく選択してください"),
        ({"municipality": "131016"}, "選んだ都道府県の中"),
        ({"municipality": "abc"}, "一覧から選んでください"),
        ({"employees": "たくさん"}, "整数を、数字だけで入力"),
        ({"employees": "-3"}, "0以上"),
        ({"employees": "0"}, "1 以上"),
        ({"employees": "9" * 19}, "以下"),
        ({"employees": "9" * 400}, "以下"),
        ({"introduction": "長" * 2001}, "2000 文字以下"),
    ],
)
def test_bad_company_facts_are_explained_and_kept(db: None, change: dict[str, str], sentence: str) -> None:
    answer = signed_in(make_user()).post("/welcome/company/", NEW | {"industry": "しょうゆ醸造"} | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "しょうゆ醸造" in answer.text
    assert not Organisation.objects.exists()


def test_what_people_really_type_is_accepted_and_escaped(db: None) -> None:
    user = make_user()
    typed = {"name": "<script>株式会社🍶</script>", "employees": "１，２００", "introduction": "a\u202eb\x00"}
    assert signed_in(user).post("/welcome/company/", NEW | typed).status_code == 302
    company = Organisation.objects.get()
    assert (company.name, company.employees, company.introduction) == (typed["name"], 1200, "ab")
    page = signed_in(user).get("/organisation/").text
    assert "<script>株式会社" not in page
    assert "&lt;script&gt;株式会社🍶" in page


def test_a_new_prefecture_lets_go_of_the_old_town(company: Company) -> None:
    client = signed_in(company.owner)
    client.post("/organisation/edit/", FACTS | {"prefecture": "32", "municipality": "322016"})
    assert stored(company)["municipality_id"] == "322016"
    client.post("/organisation/edit/", FACTS | {"prefecture": "13", "municipality": "322016"})
    assert (stored(company)["prefecture_id"], stored(company)["municipality_id"]) == ("13", None)


@pytest.mark.parametrize("handle", ["", " ", "a", "・・・", "x" * 41, "me@example.jp", "090-1234-5678", "\u202e"])
def test_bad_handles_are_explained(db: None, handle: str) -> None:
    answer = signed_in(make_user()).post("/welcome/freelancer/", {"handle": handle})
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_a_taken_handle_is_explained(db: None) -> None:
    make_freelancer(handle="umi-oka-33")
    answer = signed_in(make_user()).post("/welcome/freelancer/", {"handle": "ＵＭＩ-oka-33"})
    assert "この表示名はほかの方が使っています。別の名前を選んでください。" in answer.text


def test_members_page_costs_the_same_number_of_queries(company: Company) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert signed_in(company.owner).get("/organisation/members/").status_code == 200
        return len(queries)

    invite(company)
    Membership.objects.exclude(user=company.owner).delete()
    few = count()
    for number in range(2):
        make_member(company.organisation, role=Role.VIEWER)
        invite(company, f"guest{number}@example.jp")
    assert count() == few
