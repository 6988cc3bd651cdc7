"""Reports, decisions and appeals: what each of them changes, and who is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import actions
from accounts.api.authentication import SuspendedError, require_working
from accounts.errors import AppealNotPossibleError, MoveNotAllowedError, TooManyReportsError
from accounts.models import (
    Appeal,
    Decision,
    Measure,
    Organisation,
    Party,
    Profile,
    Report,
    Role,
    SubjectKind,
    User,
)
from accounts.reported import Subject, organisation_subject, party_subject
from accounts.states import AppealStatus, ReportStatus
from common.japan import today_in_japan
from messaging.models import Notification
from orders.actions import publish_order
from orders.errors import OrderIncompleteError
from orders.models import Order
from tests.factories import make_company, make_firm, make_freelancer, make_member, make_order, make_user, owner_of
from tests.orders.making import make_draft

pytestmark = pytest.mark.django_db


def staff() -> User:
    return make_user(is_staff=True)


def subject_of(order: Order) -> Subject:
    return Subject(SubjectKind.ORDER, order.public_id, order.title, f"/orders/{order.public_id}/", order.client)


def decided(subject: Subject, measure: Measure, *, days: int | None = None, actor: User | None = None) -> Decision:
    actions.report_subject(subject, reason="false", text="", reporter=make_user())
    until = None if days is None else today_in_japan() + timedelta(days=days)
    return actions.decide_reports(
        subject.kind, subject.public_id, measure=measure, reason="規約に反します。", until=until, actor=actor or staff()
    )


def test_the_same_is_reported_once_until_it_is_decided() -> None:
    party, reader = make_freelancer().party, make_user()
    first = actions.report_subject(party_subject(party), reason="spam", text="", reporter=reader)
    again = actions.report_subject(party_subject(party), reason="false", text="x", reporter=reader)
    assert (again.pk, Report.objects.count()) == (first.pk, 1)


def test_nobody_reports_themself_or_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    profile, reader = make_freelancer(), make_user()
    with pytest.raises(PermissionDenied):
        actions.report_subject(party_subject(profile.party), reason="spam", text="", reporter=profile.user)
    monkeypatch.setattr("accounts.actions.moderation.REPORTS_A_DAY", 1)
    actions.report_subject(party_subject(profile.party), reason="spam", text="", reporter=reader)
    with pytest.raises(TooManyReportsError):
        actions.report_subject(organisation_subject(make_company()), reason="spam", text="", reporter=reader)


def test_one_decision_answers_every_report_and_names_nobody() -> None:
    profile, readers = make_freelancer(), [make_user("secret1@example.jp"), make_user("secret2@example.jp")]
    subject = party_subject(profile.party)
    for reader in readers:
        actions.report_subject(subject, reason="insult", text="", reporter=reader)
    decision = actions.decide_reports(
        subject.kind, subject.public_id, measure=Measure.WARN, reason="控えてください。", until=None, actor=staff()
    )
    assert set(Report.objects.values_list("status", "decision")) == {(ReportStatus.DECIDED, decision.pk)}
    told = Notification.objects.filter(user=profile.user)
    assert [notice.kind for notice in told] == ["decision_made"]
    assert "secret" not in str(list(told.values()))
    assert Notification.objects.filter(user__in=readers, kind="report_decided").count() == 2
    with pytest.raises(MoveNotAllowedError):
        actions.decide_reports(
            subject.kind, subject.public_id, measure=Measure.WARN, reason="x", until=None, actor=staff()
        )


def test_administrators_do_not_decide_about_themselves() -> None:
    profile = make_freelancer(staff())
    with pytest.raises(PermissionDenied):
        decided(party_subject(profile.party), Measure.NONE, actor=profile.user)
    with pytest.raises(PermissionDenied):
        decided(party_subject(make_freelancer().party), Measure.NONE, actor=make_user())


@pytest.mark.parametrize("measure", [Measure.HIDE, Measure.SUSPEND])
def test_a_hidden_or_suspended_profile_is_not_ranked(measure: Measure) -> None:
    profile = make_freelancer()
    decision = decided(party_subject(profile.party), measure)
    assert not Profile.objects.listed().filter(pk=profile.pk).exists()
    assert not Profile.objects.get(pk=profile.pk).takes_part
    actions.lift_decision(decision, actor=staff())
    assert Profile.objects.listed().filter(pk=profile.pk).exists()
    assert Profile.objects.get(pk=profile.pk).takes_part


def test_the_suspended_read_why_and_nothing_else(client: Client) -> None:
    profile = make_freelancer()
    client.force_login(profile.user)
    assert client.get("/me/profile/").status_code == 200
    decision = decided(party_subject(profile.party), Measure.SUSPEND)
    answer = client.get("/me/profile/")
    assert (answer.status_code, answer["Location"]) == (302, "/decisions/")
    assert "規約に反します。" in client.get("/decisions/").text
    assert client.post("/me/settings/", {"full_name": "x"}).status_code == 403
    assert client.get("/me/data/").status_code == 200
    address = f"/decisions/{decision.public_id}/appeal/"
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "誤解です。"}).status_code == 302
    assert "誤解です。" in client.get("/decisions/").text


def test_tokens_of_the_suspended_are_refused() -> None:
    profile, company = make_freelancer(), make_company()
    facts = {"name": "x", "scopes": ["orders:read"], "days": 30}
    own, _secret = actions.create_token(profile.user, organisation=None, **facts)
    of_company, _secret = actions.create_token(owner_of(company), organisation=company, **facts)
    decided(party_subject(profile.party), Measure.SUSPEND)
    decided(organisation_subject(company), Measure.SUSPEND)
    for token in (own, of_company):
        with pytest.raises(SuspendedError):
            require_working(type(token).objects.select_related("user", "organisation").get(pk=token.pk))


def test_orders_of_a_suspended_company_disappear_until_its_last_day_has_passed() -> None:
    company = make_company()
    order, draft = make_order(company, published=True), make_draft(company)
    decision = decided(organisation_subject(company), Measure.SUSPEND, days=3)
    assert not Order.objects.visible_to(None).filter(pk=order.pk).exists()
    assert Order.objects.visible_to(owner_of(company)).filter(pk=order.pk).exists()
    with pytest.raises(OrderIncompleteError):
        publish_order(draft, actor=owner_of(company))
    assert actions.end_suspensions() == 0
    Decision.objects.filter(pk=decision.pk).update(until=today_in_japan() - timedelta(days=1))
    assert actions.end_suspensions() == 1
    assert Organisation.objects.get(pk=company.pk).suspended_at is None
    assert Order.objects.visible_to(None).filter(pk=order.pk).exists()


def test_a_hidden_order_stays_hidden_when_its_client_comes_back() -> None:
    company = make_company()
    order, other = make_order(company, published=True), make_order(company, published=True)
    decided(subject_of(order), Measure.HIDE)
    shown = Order.objects.visible_to(None).filter(client=company)
    assert set(shown) == {other}
    actions.lift_decision(decided(organisation_subject(company), Measure.SUSPEND), actor=staff())
    assert set(shown.all()) == {other}


def test_another_administrator_answers_the_appeal() -> None:
    first, second = staff(), staff()
    profile = make_freelancer()
    decision = decided(party_subject(profile.party), Measure.SUSPEND, actor=first)
    with pytest.raises(PermissionDenied):
        actions.appeal_decision(decision, text="x", actor=make_user())
    appeal = actions.appeal_decision(decision, text="誤解です。", actor=profile.user)
    assert actions.appeal_decision(decision, text="もう一度", actor=profile.user).pk == appeal.pk
    with pytest.raises(PermissionDenied):
        actions.answer_appeal(appeal, status=AppealStatus.GRANTED, answer="はい", actor=first)
    actions.answer_appeal(appeal, status=AppealStatus.GRANTED, answer="取り消します。", actor=second)
    assert Party.objects.get(pk=profile.party_id).suspended_at is None
    assert User.objects.get(pk=profile.user_id).suspended_at is None
    with pytest.raises(MoveNotAllowedError):
        actions.answer_appeal(appeal, status=AppealStatus.REJECTED, answer="x", actor=second)
    assert Notification.objects.filter(user=profile.user, kind="appeal_answered").exists()


def test_the_only_administrator_answers_their_own_decision() -> None:
    only = staff()
    profile = make_freelancer()
    decision = decided(party_subject(profile.party), Measure.WARN, actor=only)
    appeal = actions.appeal_decision(decision, text="x", actor=profile.user)
    answered = actions.answer_appeal(appeal, status=AppealStatus.REJECTED, answer="変わりません。", actor=only)
    assert answered.status == AppealStatus.REJECTED


@pytest.mark.parametrize("make_subject", [make_company, lambda: make_firm().party])
def test_only_whoever_may_appeal_is_led_there(client: Client, make_subject: Callable[[], Organisation | Party]) -> None:
    subject = make_subject()
    organisation = subject if isinstance(subject, Organisation) else subject.organisation
    assert organisation is not None
    found = organisation_subject(subject) if isinstance(subject, Organisation) else party_subject(subject)
    address = f"/decisions/{decided(found, Measure.SUSPEND).public_id}/appeal/"
    client.force_login(owner_of(organisation))
    assert address in client.get("/decisions/").text
    client.force_login(make_member(organisation, role=Role.VIEWER).user)
    assert address not in client.get("/decisions/").text
    assert client.get(address).status_code == 403


def test_what_forbids_nothing_is_not_appealed() -> None:
    profile = make_freelancer()
    decision = decided(party_subject(profile.party), Measure.NONE)
    with pytest.raises(AppealNotPossibleError):
        actions.appeal_decision(decision, text="x", actor=profile.user)
    assert not Appeal.objects.exists()


def test_from_the_report_to_the_answered_appeal(client: Client) -> None:
    company, reader, first, second = make_company(), make_user("who@example.jp"), staff(), staff()
    order = make_order(company, published=True)
    client.force_login(reader)
    address = f"/orders/{order.public_id}/report/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "false", "text": "うそです"}).status_code == 302
    client.force_login(first)
    assert order.title in client.get("/staff/reports/").text
    queue = f"/staff/reports/order/{order.public_id}/"
    assert "who@example.jp" in client.get(queue).text
    assert client.post(queue, {"measure": "hide", "reason": ""}).status_code == 422
    assert client.post(queue, {"measure": "hide", "reason": "事実と違います。"}).status_code == 302
    assert client.get(queue).status_code == 200
    client.force_login(owner_of(company))
    page = client.get("/decisions/").text
    assert "事実と違います。" in page
    assert "who@example.jp" not in page
    decision = Decision.objects.get()
    client.post(f"/decisions/{decision.public_id}/appeal/", {"text": "事実です。"})
    appeal = f"/staff/appeals/{Appeal.objects.get().public_id}/"
    client.force_login(first)
    assert client.post(appeal, {"status": "granted", "answer": "x"}).status_code == 422
    client.force_login(second)
    assert "事実です。" in client.get(appeal).text
    assert client.post(appeal, {"status": "granted", "answer": "取り消します。"}).status_code == 302
    client.logout()
    assert client.get(f"/orders/{order.public_id}/").status_code == 200
