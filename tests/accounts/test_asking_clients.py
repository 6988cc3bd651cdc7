"""Whom a question about a past work may be mailed to, what it may carry, and how long the address is kept."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.errors import LinkInWordsError, OwnWorkError
from accounts.models import Organisation, Profile, WorkConfirmation
from accounts.models.confirmations import CONFIRMATION_DAYS
from accounts.rules import ADDRESS_RESTS_DAYS
from messaging.models import OutgoingMail
from tests.accounts.asking import NO, ask, browser_of, make_work
from tests.factories import make_firm, make_freelancer, make_personnel, owner_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    [
        "www.elsewhere.example",
        "evil.example/x",
        "Visit evil.example",
        "EVIL．EXAMPLE",
        "bit.ly",
        "見て→evil.co.jp",
        "日本語.jp",
        "t.co/x",
        "x.com",
    ],
)
def test_no_name_and_no_work_leads_a_stranger_elsewhere(words: str) -> None:
    lent, firm, person = make_personnel(), make_firm(), make_freelancer()
    for profile in (lent, firm):
        Organisation.objects.filter(pk=profile.party.organisation_id).update(name=words)
    Profile.objects.filter(pk=person.pk).update(legal_name=words)
    works = [make_work(profile) for profile in (lent, firm, person)]
    askers = [owner_of(lent.party.organisation), owner_of(firm.party.organisation), None]
    attempts = [*zip(works, askers, strict=True), (make_work(make_freelancer(), role=words), None)]
    for work, actor in attempts:
        with pytest.raises(LinkInWordsError):
            ask(work, actor=actor)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "Node.js と Vue.js",
        "ASP.NET",
        "Ver.2",
        "3.5人月",
        "Inc.の例",
        "Kaze Co.,Ltd.",
        "U.S.A.",
        "J.フロント",
        "T.Yamada",
        "宿とBooking.comへの掲載",
        "帳票.xlsxの移行",
    ],
)
def test_a_point_alone_makes_no_link(words: str) -> None:
    ask(make_work(make_freelancer(), title=words))


def test_a_second_address_of_one_s_own_is_not_a_client_s() -> None:
    person, firm = make_freelancer(), make_firm()
    owner = owner_of(firm.party.organisation)
    for user in (person.user, owner):
        EmailAddress.objects.create(user=user, email=f"second{user.pk}@example.jp", verified=True)
        EmailAddress.objects.create(user=user, email=f"third{user.pk}@example.jp", verified=False)
    for profile, actor in ((person, person.user), (firm, owner)):
        with pytest.raises(OwnWorkError):
            ask(make_work(profile), f"Second{actor.pk}@example.jp", actor=actor)
        # Whoever has not confirmed an address may have typed that of somebody else.
        ask(make_work(profile), f"third{actor.pk}@example.jp", actor=actor)


def test_addresses_of_clients_are_not_kept() -> None:
    """Neither in the question nor in its history; until then they count for how often somebody is asked."""
    profile = make_freelancer()
    waiting, old, young = (ask(make_work(profile), f"{name}@example.jp") for name in ("waiting", "old", "young"))
    for question in (old, young):
        actions.answer_question(question, NO)
    past = timezone.now() - timedelta(days=CONFIRMATION_DAYS + ADDRESS_RESTS_DAYS)
    WorkConfirmation.objects.filter(pk__in=[old.pk, waiting.pk]).update(asked_at=past - timedelta(minutes=1))
    WorkConfirmation.objects.filter(pk=young.pk).update(asked_at=past + timedelta(minutes=1))
    assert (actions.forget_addresses(), actions.forget_addresses()) == (1, 0)
    kept = {"waiting@example.jp", "young@example.jp"}
    assert set(WorkConfirmation.objects.values_list("email", flat=True)) == {"", *kept}
    history = apps.get_model("accounts", "WorkConfirmationEvent").objects.order_by()
    assert set(history.values_list("email", flat=True)) == {"", *kept}
    assert "削除" in browser_of(profile.user).get(address_of_question(old)).text


def address_of_question(question: WorkConfirmation) -> str:
    assert question.work is not None
    return reverse("accounts:work_confirmation", args=[question.work.public_id])
