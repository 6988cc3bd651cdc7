"""People, companies, orders and bids for the tests of this folder."""

import datetime
from dataclasses import replace
from itertools import count
from typing import Any

from accounts.actions import agree_to_legal_texts
from accounts.models import Freelancer, Membership, Organisation, Party, PartyKind, Profile, Role, User
from accounts.queries import legal_texts_to_agree
from common.japan import today_in_japan
from orders import actions
from orders.drafts import DRAFT_FIELDS, Offer, OrderDraft, WantedLanguage, WantedSkill
from orders.models import Bid, BudgetUnit, Opening, Order, Procurement, RemoteShare
from orders.versions import draft_of

_numbers = count(1)
TOMORROW = datetime.timedelta(days=1)


def make_user(**fields: Any) -> User:
    number = next(_numbers)
    fields.setdefault("full_name", f"Person {number}")
    user = User.objects.create(email=f"person{number}@example.com", **fields)
    agree_to_legal_texts(user, legal_texts_to_agree(), language="ja")
    return user


def make_company(owner: User | None = None, **fields: Any) -> Organisation:
    number = next(_numbers)
    fields = {"name": f"山陰鉄工{number}", "prefecture_id": "32"} | fields
    company = Organisation.objects.create(**fields)
    join(company, owner or make_user(), Role.OWNER)
    return company


def join(company: Organisation, user: User, role: str) -> User:
    Membership.objects.create(organisation=company, user=user, role=role)
    return user


def owner_of(company: Organisation) -> User:
    return User.objects.get(memberships__organisation=company, memberships__role=Role.OWNER)


def make_freelancer(**fields: Any) -> Profile:
    number = next(_numbers)
    user = fields.pop("user", None) or make_user()
    party = Party.objects.create(kind=PartyKind.FREELANCER, handle=f"handle-{number}", user=user)
    Freelancer.objects.create(party=party, side_job=fields.pop("side_job", ""))
    fields = {"headline": "現場の業務改善を手伝います"} | fields
    fields = {"legal_name": f"本名 {number}"} | fields
    return Profile.objects.create(party=party, **fields)


def details(**changes: Any) -> dict[str, Any]:
    """A complete order's fields."""
    complete = {
        "title": "FAXの注文を一覧にしたい",
        "problem": "毎日30件の注文がFAXで届き、手で書き写しています。",
        "wanted_outcome": "注文が一覧になる。",
        "budget_min_yen": 300_000,
        "budget_max_yen": 500_000,
        "budget_unit": BudgetUnit.PROJECT,
        "hours_per_week": 8,
        "duration_weeks": 13,
        "ending_terms": "30日前に書面で知らせれば終えられます。",
        "prefecture_id": "32",
        "municipality_id": None,
        "remote": RemoteShare.PARTIAL,
        "start_on": today_in_japan() + datetime.timedelta(days=30),
        "positions": 1,
        "wanted_kinds": [],
        "opening": Opening.AS_THEY_ARRIVE,
        "budget_year": None,
        "procurement": Procurement.NEGOTIATED,
        "procurement_reason": "",
    }
    assert set(complete) == set(DRAFT_FIELDS)
    return complete | changes


def make_draft(
    company: Organisation | None = None,
    *,
    deadline: datetime.date | None = None,
    skills: tuple[WantedSkill, ...] = (),
    languages: tuple[WantedLanguage, ...] = (),
    **changes: Any,
) -> Order:
    company = company or make_company()
    day = deadline or today_in_japan() + datetime.timedelta(days=14)
    draft = OrderDraft(details=details(**changes), skills=skills, languages=languages, deadline=day)
    return actions.create_draft(company, draft, actor=owner_of(company))


def make_order(company: Organisation | None = None, **changes: Any) -> Order:
    """An open order."""
    order = make_draft(company, **changes)
    return actions.publish_order(order, actor=owner_of(order.client))


def change_order(order: Order, *, reason: str = "", actor: User | None = None, **changes: Any) -> Order:
    """Publish a new version that differs in these fields; ``deadline``, ``skills`` and ``languages`` as in a draft."""
    order.refresh_from_db()
    draft = changed_draft(order, **changes)
    changed = actions.publish_change(
        order, draft, base=order.version, reason=reason, actor=actor or owner_of(order.client)
    )
    order.refresh_from_db()
    return changed


def changed_draft(order: Order, **changes: Any) -> OrderDraft:
    draft = draft_of(order)
    lists = {name: changes.pop(name) for name in ("deadline", "skills", "languages") if name in changes}
    return replace(draft, details={**draft.details, **changes}, **lists)


def offer(**changes: Any) -> Offer:
    day = today_in_japan() + datetime.timedelta(days=20)
    return Offer(**({"price_yen": 400_000, "plan": "まず1週間、注文の流れを見ます。", "start_on": day} | changes))


def make_bid(order: Order, profile: Profile | None = None, **changes: Any) -> Bid:
    profile = profile or make_freelancer()
    return actions.submit_bid(order, offer(**changes), actor=profile.party.user)


def pass_deadline(order: Order) -> None:
    """As if the deadline had gone by a minute ago."""
    Order.objects.filter(pk=order.pk).update(bids_close_at=datetime.datetime.now(datetime.UTC) - TOMORROW / 1440)
    order.refresh_from_db()
