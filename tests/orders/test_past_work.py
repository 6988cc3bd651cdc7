"""An awarded order becomes a past work; the client is asked on the platform, without a mail address typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import answer_question, ask_by_mail, remove_work, save_work, take_question_back
from accounts.actions.confirmations import Answer
from accounts.models import PastWork, ProfileSkill, Role, User, WorkConfirmation
from accounts.rules import WORK_QUESTIONS_OF_CLIENT_A_DAY
from accounts.signals import work_asked
from common.japan import today_in_japan
from messaging.models import Notification
from orders import actions
from orders.drafts import WantedSkill
from orders.errors import MoveRefusedError, NotAllowedError, WorkAskedError, WorkAskedOftenError
from orders.models import Bid
from tests.factories import make_freelancer, make_member, make_personnel, make_user, owner_of
from tests.orders.making import make_bid, make_order, offer
from tests.signals import heard

pytestmark = pytest.mark.django_db
FACTS: Any = {"title": "受注の一覧", "text": "", "year": 2025, "industry": "", "skills": []}


@pytest.fixture
def bid() -> Bid:
    """Awarded; the freelancer knows one of the two skills of the order."""
    wanted = (WantedSkill("kintone", is_must=True), WantedSkill("python", is_must=False))
    order = make_order(skills=wanted)
    sent = make_bid(order, make_freelancer(skills=("kintone",)))
    actions.award_bid(sent, actor=owner_of(order.client))
    return Bid.objects.select_related("order__client", "party__user", "party__profile").get(pk=sent.pk)


def test_the_order_fills_in_the_form_and_its_client_is_asked(bid: Bid) -> None:
    browser = Client()
    assert bid.party.user is not None
    browser.force_login(bid.party.user)
    address = reverse("orders:bid_work", args=[bid.public_id])
    assert address in browser.get(reverse("orders:bid_detail", args=[bid.public_id])).content.decode()
    form = browser.get(address).context["form"]
    assert form["title"].value() == bid.order.title
    skill = ProfileSkill.objects.get(profile=bid.party.profile).skill
    typed = {"title": bid.order.title, "year": today_in_japan().year, "role": "一人で", "skills": [skill.pk]}
    assert browser.post(address, {"title": ""}).status_code == 422
    with heard(work_asked) as asked:
        assert browser.post(address, typed).status_code == 302
        assert browser.post(address, typed).status_code == 302
    assert [one["confirmation"].client for one in asked] == [bid.order.client]
    notice = Notification.objects.get(user=owner_of(bid.order.client), kind="work_asked")
    assert notice.path == reverse("accounts:work_question_of_client", args=[asked[0]["confirmation"].public_id])
    work = PastWork.objects.get()
    assert (work.title, work.confirmed_on) == (bid.order.title, None)
    answer_question(WorkConfirmation.objects.get(), Answer(is_confirmed=True, by=owner_of(bid.order.client)))
    assert ProfileSkill.objects.get(profile=bid.party.profile).confirmed_on == today_in_japan()


def test_one_award_asks_its_client_once(bid: Bid) -> None:
    """Another title, or the same after a no, is neither another work nor another mail to the client."""
    actor = owner_of(bid.order.client)
    assert bid.party.user is not None
    actions.add_work(bid, FACTS, actor=bid.party.user)
    with pytest.raises(WorkAskedError):
        actions.add_work(bid, FACTS | {"title": "別の題"}, actor=bid.party.user)
    answer_question(WorkConfirmation.objects.get(), Answer(is_confirmed=False, by=actor))
    for facts in (FACTS, FACTS | {"title": "別の題"}):
        with pytest.raises(WorkAskedError):
            actions.add_work(bid, facts, actor=bid.party.user)
    assert (PastWork.objects.count(), WorkConfirmation.objects.count()) == (1, 1)
    browser = Client()
    browser.force_login(bid.party.user)
    refused = browser.post(reverse("orders:bid_work", args=[bid.public_id]), {"title": "別の題", "year": 2025})
    assert (refused.status_code, "一度だけ" in refused.text, "別の題" in refused.text) == (422, True, True)


def test_a_changed_work_is_asked_about_again_and_not_without_end(bid: Bid) -> None:
    assert bid.party.user is not None
    for number in range(WORK_QUESTIONS_OF_CLIENT_A_DAY):
        work = actions.add_work(bid, FACTS | {"title": f"題{number}"}, actor=bid.party.user)
        save_work(bid.party.profile, work, **(FACTS | {"title": f"題{number}改"}))
    with pytest.raises(WorkAskedOftenError):
        actions.add_work(bid, FACTS, actor=bid.party.user)
    assert [one.title for one in PastWork.objects.all()] == [work.title + "改"]
    remove_work(bid.party.profile, work)
    WorkConfirmation.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert actions.add_work(bid, FACTS, actor=bid.party.user) == PastWork.objects.get()


def test_a_work_its_client_confirms_by_mail_is_not_asked_about_again(bid: Bid) -> None:
    actor = bid.party.user
    assert actor is not None
    work = actions.add_work(bid, FACTS, actor=actor)
    take_question_back(work, actor=actor)
    ask_by_mail(work, email="client@example.jp", actor=actor, site="")
    with pytest.raises(WorkAskedError):
        actions.add_work(bid, FACTS, actor=actor)


def page_of(bid: Bid, user: User | None) -> str:
    browser = Client(headers={"accept-language": "en"})
    assert user is not None
    browser.force_login(user)
    return browser.get(reverse("orders:bid_detail", args=[bid.public_id])).content.decode()


def test_both_sides_read_where_the_work_stands(bid: Bid) -> None:
    add, client = reverse("orders:bid_work", args=[bid.public_id]), owner_of(bid.order.client)
    assert bid.party.user is not None
    work = actions.add_work(bid, FACTS, actor=bid.party.user)
    question = WorkConfirmation.objects.get()
    answering = reverse("accounts:work_question_of_client", args=[question.public_id])
    own = page_of(bid, bid.party.user)
    assert reverse("accounts:work_confirmation", args=[work.public_id]) in own
    assert "is being asked" in own
    assert add not in own
    assert answering not in own
    assert answering in page_of(bid, client)
    assert answering not in page_of(bid, make_member(bid.order.client, role=Role.VIEWER).user)
    answer_question(question, Answer(is_confirmed=True, by=client))
    assert "has confirmed it" in page_of(bid, bid.party.user)
    assert answering not in page_of(bid, client)
    # Changed or taken out of the profile, it can be shown and asked about anew.
    save_work(bid.party.profile, work, **(FACTS | {"title": "別の題"}))
    own = page_of(bid, bid.party.user)
    assert "has not confirmed it" in own
    assert add in own
    remove_work(bid.party.profile, work)
    own = page_of(bid, bid.party.user)
    assert "confirmed it" not in own
    assert add in own


def test_whoever_only_reads_a_bid_is_led_to_no_form() -> None:
    profile = make_personnel()
    assert profile.party.organisation is not None
    start = today_in_japan() + timedelta(days=35)
    lender, order = profile.party.organisation, make_order()
    sent = actions.submit_bid(order, offer(start_on=start), actor=owner_of(lender), party=profile.party)
    bid = actions.award_bid(sent, actor=owner_of(order.client))
    party = profile.party
    party.user = make_user()
    party.save()
    address = reverse("orders:bid_work", args=[bid.public_id])
    assert address in page_of(bid, owner_of(lender))
    for reader in (party.user, make_member(lender, role=Role.VIEWER).user):
        assert address not in page_of(bid, reader)
        browser = Client()
        browser.force_login(reader)
        assert browser.get(address).status_code == 403


def test_only_the_bidder_and_only_after_the_award(bid: Bid) -> None:
    with pytest.raises(NotAllowedError):
        actions.add_work(bid, FACTS, actor=make_user())
    other = make_bid(make_order(), make_freelancer())
    assert other.party.user is not None
    with pytest.raises(MoveRefusedError):
        actions.add_work(other, FACTS, actor=other.party.user)
    browser = Client()
    browser.force_login(other.party.user)
    for one in (bid, other):
        assert browser.get(reverse("orders:bid_work", args=[one.public_id])).status_code == 404
    assert not PastWork.objects.exists()
