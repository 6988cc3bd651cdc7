"""People and organisations of the scenes, as if they had registered and been approved."""

import datetime
from collections.abc import Sequence
from functools import cache
from typing import TypedDict, Unpack

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.actions import agree_to_legal_texts, change_profile, create_organisation, save_language, save_skill
from accounts.models import Membership, Organisation, OrganisationKind, Profile, Role, User
from accounts.queries import legal_texts_to_agree
from common.japan import today_in_japan
from orders.actions import create_draft
from orders.drafts import DRAFT_FIELDS, OrderDraft, WantedSkill
from orders.models import BudgetUnit, Order, RemoteShare
from portal.demo.accounts import DEMO_PASSWORD, DOMAIN
from vocabulary.models import Municipality, Prefecture, Skill


@cache
def _password() -> str:
    return make_password(DEMO_PASSWORD)


def register(login: str, name: str, language: str = "") -> User:
    """Somebody who confirmed their address and agreed to the legal texts."""
    user = User(email=f"{login}@{DOMAIN}", full_name=name, language=language, password=_password())
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    agree_to_legal_texts(user, legal_texts_to_agree(), language=language or "ja")
    return user


def somebody(login: str) -> User:
    return User.objects.get(email=f"{login}@{DOMAIN}")


def organise(owner: User, kind: OrganisationKind, name: str, place: tuple[str, str | None], about: str) -> Organisation:
    """An organisation as its owner made it, approved where its kind needs that. ``place``: prefecture, town by name."""
    prefecture = Prefecture.objects.get(code=place[0])
    town = Municipality.objects.get(prefecture=prefecture, name_ja=place[1]) if place[1] else None
    organisation = create_organisation(
        owner,
        kind=kind,
        full_name=owner.full_name,
        name=name,
        industry="",
        employees=None,
        prefecture=prefecture,
        municipality=town,
        introduction=about,
    )
    organisation.approved_at = timezone.now()
    organisation.save(update_fields=["approved_at"])
    return organisation


def join(organisation: Organisation, user: User, role: Role) -> None:
    Membership.objects.create(organisation=organisation, user=user, role=role)


class About(TypedDict):
    """``home`` is a prefecture's code; rate in yen an hour, hours a week."""

    headline: str
    summary: str
    rate: int
    hours: int
    home: str
    skills: Sequence[str]


def describe(profile: Profile, **about: Unpack[About]) -> None:
    """What a candidate says about their work; free from today, working from a distance with visits."""
    change_profile(
        profile,
        headline=about["headline"],
        summary=about["summary"],
        rate_jpy_hour=about["rate"],
        hours_per_week=about["hours"],
        prefecture=Prefecture.objects.get(code=about["home"]),
        available_from=today_in_japan(),
        remote="partial",
    )
    for slug in about["skills"]:
        save_skill(profile, Skill.objects.get(slug=slug), level=4, last_used=today_in_japan().year)
    save_language(profile, language="ja", level=7)


def draft(client: Organisation, actor: User, words: tuple[str, str, str], must: Sequence[str]) -> Order:
    """A draft within a municipality's ceiling. ``words``: title, problem, wanted outcome."""
    today = today_in_japan()
    details = dict.fromkeys(DRAFT_FIELDS) | {
        "title": words[0],
        "problem": words[1],
        "wanted_outcome": words[2],
        "budget_min_yen": 80_000,
        "budget_max_yen": 150_000,
        "budget_unit": BudgetUnit.MONTH,
        "hours_per_week": 8,
        "duration_weeks": 12,
        "ending_terms": "途中で終える場合は30日前までに相談し、そこまでの分をお支払いします。",
        "prefecture_id": client.prefecture_id,
        "municipality_id": client.municipality_id,
        "remote": RemoteShare.PARTIAL,
        "start_on": today + datetime.timedelta(days=35),
        "positions": 1,
    }
    # What a client of this kind says by default stays as create_draft knows it.
    said = {name: value for name, value in details.items() if value is not None or name.endswith("_id")}
    wanted = OrderDraft(
        details=said,
        skills=tuple(WantedSkill(slug, is_must=True) for slug in must),
        deadline=today + datetime.timedelta(days=14),
    )
    return create_draft(client, wanted, actor=actor)
