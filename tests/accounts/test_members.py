"""Members, roles and invitations: what actions allow, and that concurrent ones cannot break it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone, translation

from accounts import actions
from accounts.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    InvitationEndedError,
    LastOwnerError,
    NotAddresseeError,
    TooManyInvitationsError,
)
from accounts.invitations import digest_of, invitation_by_token, mail_text
from accounts.models import Invitation, Membership, Profile, Role, User
from accounts.rules import INVITATIONS_A_DAY, may_edit_orders, may_manage_members
from accounts.signals import member_invited, profile_changed
from messaging.models import OutgoingMail
from tests.accounts.conftest import Company, build_company
from tests.factories import make_firm, make_member, make_user
from tests.signals import heard

SITE = "https://kakehashi.example"


def invite(company: Company, email: str = "new@example.jp", role: Role = Role.EDITOR, **options: Any) -> Invitation:
    facts: dict[str, Any] = {"actor": company.owner, "site": SITE} | options
    return actions.invite_member(company.organisation, email=email, role=role, **facts)


@pytest.fixture
def tokens() -> Any:
    """The tokens of the invitations sent during the test, as the mail would carry them."""
    found: list[str] = []

    def remember(sender: Any, token: str, **_context: Any) -> None:
        found.append(token)

    member_invited.connect(remember)
    yield found
    member_invited.disconnect(remember)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run these in threads of their own, released together; what each returned or raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(10)
            return call()
        except Exception as error:  # noqa: BLE001 -- the thread's answer, looked at by the test
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_invitation_stores_only_the_digest_and_mails_the_token(company: Company, tokens: list[str]) -> None:
    invitation = invite(company, "New@Example.JP")
    mail = OutgoingMail.objects.get()
    assert (mail.to, invitation.email) == ("new@example.jp", "new@example.jp")
    assert f"{SITE}/invitations/{tokens[0]}/" in mail.body
    assert invitation.token_digest == digest_of(tokens[0]) != tokens[0]
    assert tokens[0] not in str(Invitation.objects.values().get())
    assert invitation_by_token(tokens[0]) == invitation
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)


def test_mail_text_is_in_the_asked_language(company: Company) -> None:
    invitation = invite(company)
    japanese, english = (mail_text(invitation, "abc", language, site=SITE) for language in ("ja", "en"))
    assert "招待" in japanese[0]
    assert "招待" in japanese[1]
    assert english[0] == f"Invitation to join {company.organisation.name} on Kakehashi"
    assert "Your role: Editor" in english[1]
    assert f"{SITE}/invitations/abc/" in japanese[1]
    assert translation.get_language() == "ja"


@pytest.mark.parametrize("actor", ["editor", "viewer", "stranger"])
def test_only_owners_invite(company: Company, stranger: User, actor: str) -> None:
    who = stranger if actor == "stranger" else getattr(company, actor)
    with pytest.raises(PermissionDenied):
        invite(company, role=Role.VIEWER, actor=who)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_invite_refuses_members_and_waiting_addresses(company: Company) -> None:
    with pytest.raises(AlreadyMemberError):
        invite(company, company.viewer.email.upper())
    invite(company)
    with pytest.raises(AlreadyInvitedError):
        invite(company, "NEW@example.jp")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invite(company).pk
    assert Invitation.objects.undecided().count() == 1


def test_invitations_are_limited_to_twenty_a_day_for_a_company(company: Company) -> None:
    for number in range(INVITATIONS_A_DAY):
        invite(company, f"guest{number}@example.jp")
    with pytest.raises(TooManyInvitationsError):
        invite(company, "one.more@example.jp")
    with pytest.raises(TooManyInvitationsError):
        actions.resend_invitation(Invitation.objects.latest("pk"), actor=company.owner, site=SITE)
    assert Invitation.objects.open().count() == INVITATIONS_A_DAY
    Invitation.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert invite(company, "one.more@example.jp").pk


def test_resending_replaces_the_link(company: Company, tokens: list[str]) -> None:
    old = invite(company)
    new = actions.resend_invitation(old, actor=company.owner, site=SITE)
    guest = make_user("new@example.jp")
    with pytest.raises(InvitationEndedError):
        actions.accept_invitation(old, user=guest)
    with pytest.raises(InvitationEndedError):
        actions.resend_invitation(old, actor=company.owner, site=SITE)
    assert tokens[0] != tokens[1]
    assert actions.accept_invitation(new, user=guest).role == Role.EDITOR


def test_accepting_is_for_the_addressee_alone_and_quiet_the_second_time(company: Company, stranger: User) -> None:
    invitation = invite(company, role=Role.VIEWER)
    with pytest.raises(NotAddresseeError):
        actions.accept_invitation(invitation, user=stranger)
    guest = make_user("new@example.jp")
    first = actions.accept_invitation(invitation, user=guest)
    assert actions.accept_invitation(invitation, user=guest) == first
    assert first.role == Role.VIEWER
    actions.remove_member(first, actor=company.owner)
    with pytest.raises(InvitationEndedError):
        actions.accept_invitation(invitation, user=guest)
    assert guest.pk not in company.roles


def test_an_imported_firm_is_ranked_as_soon_as_somebody_acts_for_it(company: Company) -> None:
    firm, guest = make_firm(), make_user("new@example.jp")
    organisation = firm.party.organisation
    assert organisation is not None
    invitation = invite(company)
    Invitation.objects.update(organisation=organisation)
    Membership.objects.filter(organisation=organisation).delete()
    assert not Profile.objects.listed().filter(pk=firm.pk).exists()
    with heard(profile_changed) as changes:
        actions.accept_invitation(Invitation.objects.get(pk=invitation.pk), user=guest)
        actions.accept_invitation(Invitation.objects.get(pk=invitation.pk), user=guest)
    assert [change["profile"].pk for change in changes] == [firm.pk]
    assert Profile.objects.listed().filter(pk=firm.pk).exists()


def test_ended_invitations_are_refused(company: Company) -> None:
    guest = make_user("new@example.jp")
    revoked = invite(company)
    actions.revoke_invitation(revoked, actor=company.owner)
    actions.revoke_invitation(revoked, actor=company.owner)
    run_out = invite(company)
    Invitation.objects.filter(pk=run_out.pk).update(expires_at=timezone.now())
    for invitation in (revoked, run_out):
        with pytest.raises(InvitationEndedError):
            actions.accept_invitation(invitation, user=guest)
    assert guest.pk not in company.roles


def test_whoever_may_no_longer_invite_leaves_no_open_seats(company: Company) -> None:
    second = make_member(company.organisation).user
    first_seat, second_seat = invite(company, actor=second), invite(company, "b@example.jp")
    actions.change_role(company.member(second), role=Role.EDITOR, actor=company.owner)
    first_seat.refresh_from_db()
    second_seat.refresh_from_db()
    assert first_seat.revoked_at
    assert not second_seat.revoked_at


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_last_owner_is_neither_demoted_nor_removed(company: Company, role: Role) -> None:
    owner = company.member(company.owner)
    with pytest.raises(LastOwnerError):
        actions.change_role(owner, role=role, actor=company.owner)
    with pytest.raises(LastOwnerError):
        actions.remove_member(owner, actor=company.owner)
    assert company.roles[company.owner.pk] == Role.OWNER
    actions.change_role(company.member(company.editor), role=Role.OWNER, actor=company.owner)
    actions.remove_member(owner, actor=company.owner)
    actions.remove_member(owner, actor=company.owner)
    assert company.owner.pk not in company.roles


def test_an_owner_who_cannot_sign_in_does_not_count(company: Company) -> None:
    make_member(company.organisation, make_user(is_active=False))
    with pytest.raises(LastOwnerError):
        actions.remove_member(company.member(company.owner), actor=company.owner)


def test_members_without_the_right_change_nobody(company: Company, stranger: User) -> None:
    before = company.roles
    for actor in (company.editor, company.viewer, stranger):
        with pytest.raises(PermissionDenied):
            actions.change_role(company.member(company.editor), role=Role.OWNER, actor=actor)
        with pytest.raises(PermissionDenied):
            actions.remove_member(company.member(company.owner), actor=actor)
    assert company.roles == before


def test_everybody_may_leave(company: Company) -> None:
    actions.remove_member(company.member(company.viewer), actor=company.viewer)
    assert company.viewer.pk not in company.roles


def test_rules_follow_the_role(company: Company, stranger: User) -> None:
    people = (company.owner, company.editor, company.viewer, stranger)
    assert [may_edit_orders(user, company.organisation) for user in people] == [True, True, False, False]
    assert [may_manage_members(user, company.organisation) for user in people] == [True, False, False, False]


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_make_one_member() -> None:
    company, guest = build_company(), make_user("new@example.jp")
    for _round in range(5):
        invitation = invite(company)
        results = at_once(*[partial(actions.accept_invitation, invitation, user=guest)] * 4)
        assert {type(result) for result in results} == {Membership}
        assert Membership.objects.filter(user=guest).count() == 1
        actions.remove_member(company.member(guest), actor=company.owner)


@pytest.mark.django_db(transaction=True)
def test_two_owners_leaving_at_once_leave_one_owner() -> None:
    company = build_company()
    for _round in range(5):
        second = make_member(company.organisation).user
        seats = [company.member(company.owner), company.member(second)]
        results = at_once(*(partial(actions.remove_member, seat, actor=seat.user) for seat in seats))
        assert sorted(str(type(result).__name__) for result in results) == ["LastOwnerError", "NoneType"]
        left = Membership.objects.get(organisation=company.organisation, role=Role.OWNER)
        company = Company(company.organisation, left.user, company.editor, company.viewer)


@pytest.mark.django_db(transaction=True)
def test_invitations_at_once_stay_within_the_day() -> None:
    company = build_company()
    for number in range(INVITATIONS_A_DAY - 1):
        invite(company, f"guest{number}@example.jp")
    results = at_once(*(partial(invite, company, f"late{number}@example.jp") for number in range(4)))
    assert [type(result) for result in results].count(TooManyInvitationsError) == 3
    assert Invitation.objects.count() == INVITATIONS_A_DAY


@pytest.mark.django_db(transaction=True)
def test_the_same_invitation_twice_at_once_is_sent_once() -> None:
    company = build_company()
    results = at_once(*[partial(invite, company)] * 3)
    assert sorted(type(result).__name__ for result in results) == [
        "AlreadyInvitedError",
        "AlreadyInvitedError",
        "Invitation",
    ]
    assert OutgoingMail.objects.count() == 1
