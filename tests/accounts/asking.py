"""Past works, and questions to their clients by mail."""

from typing import Any

from django.test import Client

from accounts import actions
from accounts.actions.confirmations import Answer
from accounts.models import PastWork, Profile, User, WorkConfirmation
from vocabulary.models import Skill

CLIENT = "client@example.jp"
YES, NO = Answer(is_confirmed=True), Answer(is_confirmed=False, word="別の方でした。")
FACTS: dict[str, Any] = {"title": "受注の一覧", "text": "紙をなくした。", "year": 2024, "industry": "食品"}


def make_work(profile: Profile, *skills: str, **facts: Any) -> PastWork:
    chosen = Skill.objects.filter(slug__in=skills)
    return actions.save_work(profile, None, **(FACTS | {"role": "一人で"} | facts), skills=chosen)


def ask(work: PastWork, email: str = CLIENT, actor: User | None = None) -> WorkConfirmation:
    actor = actor or work.profile.user
    assert actor is not None
    return actions.ask_by_mail(work, email=email, actor=actor, site="https://here.example")


def browser_of(user: User | None) -> Client:
    browser = Client()
    assert user is not None
    browser.force_login(user)
    return browser
