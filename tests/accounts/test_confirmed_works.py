"""A client confirms a past work: once, for the facts as they were, and without being shown to anybody."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.actions.confirmations import Answer
from accounts.errors import (
    AlreadyAskedError,
    LinkEndedError,
    LinkInWordsError,
    OwnWorkError,
    TooManyQuestionsError,
)
from accounts.models import PastWork, Profile, ProfileSkill, Role, WorkConfirmation
from accounts.models.confirmations import CONFIRMATION_DAYS
from accounts.rules import WORK_QUESTIONS_A_DAY, WORK_QUESTIONS_OF_ADDRESS
from accounts.signals import profile_changed, work_answered, work_asked
from common.japan import today_in_japan
from messaging.models import Notification, OutgoingMail
from tests.accounts.asking import CLIENT, FACTS, NO, YES, ask, browser_of, make_work
from tests.factories import make_company, make_firm, make_freelancer, make_member, make_personnel, make_user, owner_of
from tests.signals import heard
from vocabulary.models import Skill

pytestmark = pytest.mark.django_db


def proof_of(profile: Profile, slug: str = "kintone") -> Any:
    return ProfileSkill.objects.get(profile=profile, skill__slug=slug).confirmed_on


def test_a_confirmed_work_evidences_the_skills_it_names() -> None:
    profile = make_freelancer(skills=("kintone", "python"))
    work = make_work(profile, "kintone")
    with heard(work_answered) as answers:
        actions.answer_question(ask(work), YES)
        actions.answer_question(WorkConfirmation.objects.get(), YES)
    assert len(answers) == 1
    work.refresh_from_db()
    today = today_in_japan()
    assert (work.confirmed_on, proof_of(profile), proof_of(profile, "python")) == (today, today, None)
    assert ProfileSkill.objects.get(skill__slug="kintone").is_evidenced
    # A skill that comes into the profile later finds the work that names it.
    actions.drop_skill(profile, Skill.objects.get(slug="kintone"))
    actions.save_skill(profile, Skill.objects.get(slug="kintone"), level=3, last_used=None)
    assert proof_of(profile) == today


@pytest.mark.parametrize("change", [{"title": "別の題"}, {"year": 2023}, {"role": "二人で"}, {"skills": []}])
def test_another_work_is_not_the_confirmed_one(change: dict[str, Any]) -> None:
    profile = make_freelancer(skills=("kintone",))
    work = make_work(profile, "kintone")
    actions.answer_question(ask(work), YES)
    actions.save_work(profile, work, **(FACTS | {"text": "書き足した。", "industry": "酒"}))
    assert proof_of(profile) is not None
    actions.save_work(profile, work, **(FACTS | {"text": ""} | change))
    work.refresh_from_db()
    assert (work.confirmed_on, proof_of(profile)) == (None, None)
    assert WorkConfirmation.objects.get().status == "withdrawn"
    ask(work)


def test_a_change_takes_back_what_the_client_is_asked() -> None:
    profile = make_freelancer()
    work = make_work(profile)
    question = ask(work)
    actions.save_work(profile, work, **(FACTS | {"title": "別の題"}))
    with pytest.raises(LinkEndedError):
        actions.answer_question(question, YES)
    assert not PastWork.objects.filter(confirmed_on__isnull=False).exists()


def test_a_removed_work_proves_nothing_and_its_question_is_remembered() -> None:
    profile = make_freelancer(skills=("kintone",))
    work = make_work(profile, "kintone")
    actions.answer_question(ask(work), YES)
    actions.remove_work(profile, work)
    actions.remove_work(profile, work)
    assert proof_of(profile) is None
    assert WorkConfirmation.objects.values_list("work", "status").get() == (None, "withdrawn")


def test_no_is_told_to_who_asked_and_proves_nothing() -> None:
    profile = make_freelancer(skills=("kintone",))
    work = make_work(profile, "kintone")
    question = actions.answer_question(ask(work), NO)
    assert (question.status, question.word, proof_of(profile)) == ("refused", "別の方でした。", None)
    with pytest.raises(LinkEndedError):
        actions.answer_question(question, YES)
    assert Notification.objects.get().kind == "work_refused"
    page = browser_of(profile.user).get(reverse("accounts:work_confirmation", args=[work.public_id]))
    assert "別の方でした。" in page.content.decode()


def test_an_old_link_ends() -> None:
    work = make_work(make_freelancer())
    question = ask(work)
    before = timezone.now() - timedelta(days=CONFIRMATION_DAYS, minutes=1)
    WorkConfirmation.objects.update(asked_at=before)
    with pytest.raises(LinkEndedError):
        actions.answer_question(question, YES)
    assert (actions.expire_questions(), actions.expire_questions()) == (1, 0)
    assert WorkConfirmation.objects.get().status == "expired"
    # A new one is possible at once, before the clock that ends old ones has come by.
    ask(work)
    WorkConfirmation.objects.filter(status="asked").update(asked_at=before)
    ask(work)
    assert list(WorkConfirmation.objects.values_list("status", flat=True)) == ["asked", "expired", "expired"]


def test_mails_are_few() -> None:
    profile = make_freelancer()
    for number in range(WORK_QUESTIONS_A_DAY):
        ask(make_work(profile), f"client{number}@example.jp")
        actions.take_question_back(PastWork.objects.latest("pk"), actor=profile.user)
        actions.remove_work(profile, PastWork.objects.latest("pk"))
    with pytest.raises(TooManyQuestionsError) as refused:
        ask(make_work(profile))
    assert not refused.value.of_address
    for _ in range(WORK_QUESTIONS_OF_ADDRESS):
        ask(make_work(make_freelancer()), CLIENT.upper())
    with pytest.raises(TooManyQuestionsError) as refused:
        ask(make_work(make_freelancer()))
    assert refused.value.of_address


def test_one_question_at_a_time_and_none_to_oneself() -> None:
    profile = make_freelancer()
    work = make_work(profile)
    assert profile.user is not None
    with pytest.raises(OwnWorkError):
        ask(work, profile.user.email)
    question = ask(work)
    with pytest.raises(AlreadyAskedError):
        ask(work, "other@example.jp")
    with pytest.raises(OwnWorkError):
        actions.answer_question(question, Answer(is_confirmed=True, by=profile.user))
    with pytest.raises(PermissionDenied):
        ask(work, actor=make_user())
    with pytest.raises(PermissionDenied):
        actions.take_question_back(work, actor=make_user())
    with pytest.raises(LinkInWordsError):
        ask(make_work(profile, title="www.elsewhere.example"))


def test_a_confirmation_is_a_change_that_is_ranked_anew() -> None:
    profile = make_freelancer(skills=("kintone",))
    question = ask(make_work(profile, "kintone"))
    before = Profile.objects.get(pk=profile.pk).version
    with heard(profile_changed) as changes:
        actions.answer_question(question, YES)
    assert [change["profile"].pk for change in changes] == [profile.pk]
    assert Profile.objects.get(pk=profile.pk).version == before + 1
    other = ask(make_work(profile))
    with heard(profile_changed) as changes:
        actions.answer_question(other, NO)
    assert changes == []


def test_the_database_holds_it_too() -> None:
    work = make_work(make_freelancer())
    question = ask(work)
    wrong = [
        {"status": "lost"},
        {"status": "confirmed"},
        {"email": ""},
        {"client": make_company()},
        {"token_digest": ""},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkConfirmation.objects.filter(pk=question.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkConfirmation.objects.create(work=work, party=question.party, client=make_company(), title="二つ目")


def test_those_who_act_for_a_firm_or_a_lent_person_ask() -> None:
    firm, lent = make_firm(), make_personnel()
    for profile in (firm, lent):
        organisation = profile.party.organisation
        assert organisation is not None
        work = make_work(profile)
        with pytest.raises(PermissionDenied):
            ask(work, actor=make_member(organisation, role=Role.VIEWER).user)
        browser = browser_of(owner_of(organisation))
        address = reverse("accounts:person_work_confirmation", args=[profile.party.public_id, work.public_id])
        assert browser.get(address).status_code == 200
        assert browser.post(address, {"email": CLIENT}).status_code == 302
        actions.answer_question(WorkConfirmation.objects.get(work=work), YES)
        notice = Notification.objects.get(user=owner_of(organisation))
        assert (notice.kind, notice.path) == ("work_confirmed", address)
    # A stranger is not told the legal name of somebody who is lent.
    assert WorkConfirmation.objects.get(party=lent.party).asker_name == lent.party.organisation.name


def test_the_name_the_client_reads_is_said_before() -> None:
    profile = make_freelancer()
    work = make_work(profile)
    address = reverse("accounts:work_confirmation", args=[work.public_id])
    browser = browser_of(profile.user)
    page = browser.get(address).content.decode()
    assert "山田 花子" in page
    assert f"{reverse('accounts:profile')}#works" in page
    Profile.objects.update(legal_name="")
    page = browser.get(address).content.decode()
    assert f"{reverse('accounts:profile')}#basics" in page
    assert 'name="email"' not in page
    assert browser.post(address, {"email": CLIENT}).status_code == 422
    assert not WorkConfirmation.objects.exists()


def test_the_client_reads_what_is_confirmed_and_answers_once_without_an_account() -> None:
    profile = make_freelancer(skills=("kintone",))
    work = make_work(profile, "kintone")
    address = reverse("accounts:work_confirmation", args=[work.public_id])
    foretold = unescape(browser_of(profile.user).get(address).content.decode())
    with heard(work_asked) as asked:
        assert browser_of(profile.user).post(address, {"email": CLIENT}).status_code == 302
    link = reverse("accounts:work_question", args=[asked[0]["token"]])
    mail = OutgoingMail.objects.get()
    assert mail.to == CLIENT
    assert link in mail.body
    assert reverse("accounts:contact") in mail.body
    assert mail.subject in foretold
    assert [line for line in mail.body.splitlines() if line not in foretold and link not in line] == []
    client = Client(headers={"accept-language": "ja"})
    page = client.get(link).content.decode()
    assert all(fact in page for fact in ("受注の一覧", "2024", "一人で", "kintone", "山田 花子"))
    assert CLIENT not in page
    assert client.post(link, {}).status_code == 422
    assert client.post(link, {"answer": "yes"}).status_code == 302
    assert 'name="answer"' not in client.get(link).content.decode()
    assert client.post(link, {"answer": "no"}).status_code == 422
    assert WorkConfirmation.objects.get().status == "confirmed"
    assert client.get(reverse("accounts:work_question", args=["made-up"])).status_code == 404


def test_others_read_that_and_when_and_not_who() -> None:
    profile = make_freelancer(skills=("kintone",))
    actions.answer_question(ask(make_work(profile, "kintone")), YES)
    actions.change_showcase(profile, is_public=True)
    browser = browser_of(make_freelancer().user)
    page = browser.get(reverse("matching:party", args=[profile.party.public_id])).content.decode()
    assert re.search(r"data-confirmed=", page)
    assert 'data-proof="client"' in page
    assert str(today_in_japan().year) in page
    assert CLIENT not in page


def test_only_the_party_asks_and_sees_its_questions() -> None:
    work = make_work(make_freelancer())
    question = ask(work)
    stranger = browser_of(make_freelancer().user)
    for name in ("work_confirmation", "work_confirmation_withdraw"):
        assert stranger.post(reverse(f"accounts:{name}", args=[work.public_id])).status_code == 404
    address = reverse("accounts:work_question_of_client", args=[question.public_id])
    assert stranger.get(address).status_code == 404


def test_an_organisation_is_asked_on_the_platform() -> None:
    profile, company = make_freelancer(), make_company()
    work, viewer = make_work(profile), make_member(company, role=Role.VIEWER).user
    assert profile.user is not None
    question = actions.ask_client(work, client=company, actor=profile.user)
    owner = owner_of(company)
    assert [notice.user for notice in Notification.objects.all()] == [owner]
    address = reverse("accounts:work_question_of_client", args=[question.public_id])
    everything = reverse("accounts:work_questions")
    assert everything in browser_of(owner).get(reverse("portal:dashboard")).text
    assert everything not in browser_of(viewer).get(reverse("portal:dashboard")).text
    assert address in browser_of(owner).get(everything).text
    assert address not in browser_of(viewer).get(everything).text
    assert browser_of(viewer).get(address).status_code == 404
    assert browser_of(owner).post(address, {"answer": "yes"}).status_code == 302
    question.refresh_from_db()
    assert (question.status, question.answered_by) == ("confirmed", owner)
    with pytest.raises(OwnWorkError):
        actions.ask_client(make_work(make_freelancer(owner)), client=company, actor=owner)


def test_the_form_says_before_saving_what_a_change_does() -> None:
    profile = make_freelancer(skills=("kintone",))
    work = make_work(profile, "kintone")
    actions.answer_question(ask(work), YES)
    browser = browser_of(profile.user)
    address = reverse("accounts:work_edit", args=[work.public_id])
    assert "data-confirmed" in browser.get(address).content.decode()
    skill = Skill.objects.get(slug="kintone")
    same = FACTS | {"role": "一人で", "skills": [skill.pk], "year": "2024"}
    assert browser.post(address, same | {"text": "別の文"}).status_code == 302
    assert proof_of(profile) is not None
    assert browser.post(address, same | {"role": "二人で"}).status_code == 302
    assert proof_of(profile) is None
