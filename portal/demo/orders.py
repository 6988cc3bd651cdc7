"""Thirty invented companies with one order each, in every state an order can be in."""

import datetime
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Membership, Organisation, Role, User
from common.japan import today_in_japan
from orders.actions import keep_first_version
from orders.models import BudgetUnit, Order, OrderEvent, OrderLanguage, OrderSkill
from orders.queries import search_terms
from orders.rules import closing_moment
from orders.states import ORDER_MOVES, OrderStatus
from portal.demo.accounts import DEMO_PASSWORD, DOMAIN
from portal.demo.stories import read_stories
from vocabulary.models import Municipality, Skill

# The ways to each state, from the draft on; every step must be a legal move.
WAYS = {
    OrderStatus.DRAFT: (),
    OrderStatus.OPEN: (OrderStatus.OPEN,),
    OrderStatus.SELECTING: (OrderStatus.OPEN, OrderStatus.SELECTING),
    OrderStatus.FILLED: (OrderStatus.OPEN, OrderStatus.SELECTING, OrderStatus.FILLED),
    OrderStatus.CLOSED: (OrderStatus.OPEN, OrderStatus.SELECTING, OrderStatus.CLOSED),
    OrderStatus.WITHDRAWN: (OrderStatus.OPEN, OrderStatus.WITHDRAWN),
}
ENDING_TERMS = {
    "ja": "途中で終える場合は30日前までに相談し、そこまでの分をお支払いします。",
    "en": "Either side gives 30 days' notice; work done until then is paid.",
}
NAMED_LOGINS = {"有限会社 諏訪みずうみプレス": "company", "瀬戸内レモン島プロジェクト": "choosing"}


@dataclass(frozen=True)
class ToldOrder:
    """An order as published, with the state its story ends in."""

    order: Order
    ends_as: OrderStatus
    owner: User


def create_companies_with_orders() -> list[ToldOrder]:
    """Create companies, owners and orders; published ones are still open, so that bids can be written."""
    stories = read_stories("orders")["orders"]
    owners = _owners(stories)
    skills = {skill.slug: skill for skill in Skill.objects.all()}
    return [_create(story, owner, skills) for story, owner in zip(stories, owners, strict=True)]


def _owners(stories: list[dict[str, Any]]) -> list[User]:
    password = make_password(DEMO_PASSWORD)
    owners = [
        User(email=_email(number, story), password=password, full_name=story["owner"])
        for number, story in enumerate(stories)
    ]
    User.objects.bulk_create(owners)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=owner, email=owner.email, verified=True, primary=True) for owner in owners]
    )
    return owners


def _email(number: int, story: dict[str, Any]) -> str:
    return f"{NAMED_LOGINS.get(story['company'], f'company{number:02d}')}@{DOMAIN}"


def _create(story: dict[str, Any], owner: User, skills: dict[str, Skill]) -> ToldOrder:
    town = Municipality.objects.get(prefecture_id=story["prefecture"], name_ja=story["municipality"])
    company = Organisation.objects.create(
        name=story["company"],
        industry=story["industry"],
        employees=story["employees"],
        introduction=story["introduction"],
        prefecture_id=story["prefecture"],
        municipality=town,
    )
    Membership.objects.create(organisation=company, user=owner, role=Role.OWNER)
    order = _order(story, company, owner)
    order.save()
    OrderSkill.objects.bulk_create(
        [
            OrderSkill(order=order, skill=skills[slug], is_must=slug in story["must"])
            for slug in story["must"] + story["wish"]
        ]
    )
    OrderLanguage.objects.bulk_create(
        [
            OrderLanguage(order=order, language=code, level=level, is_must=is_must)
            for code, level, is_must in story.get("languages", [])
        ]
    )
    order.search_terms = search_terms(order)
    order.save(update_fields=["search_terms"])
    if order.published_at is not None:
        keep_first_version(order, actor=owner)
    return ToldOrder(order, OrderStatus(story["status"]), owner)


def _order(story: dict[str, Any], company: Organisation, owner: User) -> Order:
    today, now = today_in_japan(), timezone.now()
    low, high, unit = story["budget"]
    published = story["status"] != OrderStatus.DRAFT
    # Stories that are over get their real deadline afterwards: no bid can be written past one.
    closes_in = max(story["closes"], 1)
    return Order(
        client=company,
        created_by=owner,
        status=OrderStatus.OPEN if published else OrderStatus.DRAFT,
        title=story["title"],
        problem=story["problem"],
        wanted_outcome=story["outcome"],
        budget_min_yen=low,
        budget_max_yen=high,
        budget_unit=BudgetUnit(unit),
        hours_per_week=story.get("hours"),
        duration_weeks=story["weeks"],
        prefecture_id=company.prefecture_id,
        municipality_id=company.municipality_id,
        remote=story["remote"],
        ending_terms=ENDING_TERMS[story.get("lang", "ja")],
        start_on=today + datetime.timedelta(days=story["start"]),
        bids_close_at=closing_moment(today + datetime.timedelta(days=closes_in)),
        positions=story["positions"],
        published_at=now + datetime.timedelta(days=story["published"], minutes=-7) if published else None,
    )


def tell_to_the_end(told: ToldOrder) -> None:
    """Give an order the state, the dates and the history its story ends with. Every move is a legal one."""
    story = _story_of(told.order)
    status, events = OrderStatus.DRAFT, []
    for following in WAYS[told.ends_as]:
        if following not in ORDER_MOVES[status]:
            raise ValueError(f"{status} → {following} is no legal move")
        at = _moment_of(story, following)
        events.append((OrderEvent(order=told.order, from_status=status, to_status=following, actor=told.owner), at))
        status = following
    first = events[0][1] if events else timezone.now()
    Order.objects.filter(pk=told.order.pk).update(created_at=first - datetime.timedelta(hours=26))
    ended = status in (OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN)
    Order.objects.filter(pk=told.order.pk).update(
        status=status,
        bids_close_at=closing_moment(today_in_japan() + datetime.timedelta(days=story["closes"])),
        ended_at=_moment_of(story, status) if ended else None,
    )
    for event, at in events:
        event.save()
        OrderEvent.objects.filter(pk=event.pk).update(at=at)


def _story_of(order: Order) -> dict[str, Any]:
    stories: list[dict[str, Any]] = read_stories("orders")["orders"]
    return next(story for story in stories if story["title"] == order.title)


def _moment_of(story: dict[str, Any], status: OrderStatus) -> datetime.datetime:
    published = timezone.now() + datetime.timedelta(days=story.get("published", 0), minutes=-7)
    if status == OrderStatus.OPEN:
        return published
    if status == OrderStatus.WITHDRAWN:
        return published + datetime.timedelta(days=9)
    closed = closing_moment(today_in_japan() + datetime.timedelta(days=story["closes"]))
    return closed + datetime.timedelta(seconds=20 if status == OrderStatus.SELECTING else 4 * 24 * 3600)
