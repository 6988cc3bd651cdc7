"""Orders of a chapter with their history: versions, steps, bids, awards."""

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django.db import models

from accounts.models import LOCAL_GOVERNMENTS
from accounts.models.governments import fiscal_year_of
from orders.drafts import DRAFT_FIELDS, OrderDraft, WantedLanguage, WantedSkill, content_of
from orders.models import (
    Award,
    Bid,
    BidEvent,
    BidMember,
    Opening,
    Order,
    OrderEvent,
    OrderLanguage,
    OrderSkill,
    OrderStep,
    OrderVersion,
)
from orders.queries import terms_with_skills
from orders.rules import closing_moment
from orders.states import BidStatus, OrderStatus
from portal.demo.telling.told import ToldBid, ToldCandidate, ToldOrder
from portal.demo.writing.copying import copy_in, number, sleep_until_commit
from portal.demo.writing.people import WrittenPeople
from portal.demo.writing.words import Vocabulary

ENDING_TERMS = {
    "ja": "途中で終える場合は30日前までに相談し、そこまでの分をお支払いします。",
    "en": "Either side gives 30 days' notice; work done until then is paid.",
}
# A bid of last year is in time by the story's clock, which the teller keeps; the database knows only today's. The story
# counts its awards, too.
BY_TODAYS_CLOCK = ("orders.Bid:bid_in_time_insert", "orders.Award:award_counted")


class OrderWriter:
    """Writes orders of one chapter, whose people are there already."""

    def __init__(
        self, words: Vocabulary, people: WrittenPeople, candidates: list[ToldCandidate], now: datetime.datetime
    ) -> None:
        self._words, self._people, self._candidates, self._now = words, people, candidates, now
        self._rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self.written = 0

    def write(self, told: Sequence[ToldOrder]) -> None:
        sleep_until_commit(*BY_TODAYS_CLOCK)
        orders = number([self._order(one) for one in told])
        for one, order in zip(told, orders, strict=True):
            self._wishes(one, order)
            self._history(one, order)
        self.written += copy_in(orders)
        pairs = [(order, bid) for one, order in zip(told, orders, strict=True) for bid in one.bids]
        bids = number([self._bid(order, bid) for order, bid in pairs])
        for (order, story), bid in zip(pairs, bids, strict=True):
            self._bid_history(order, story, bid)
        self.written += copy_in(bids)
        for rows in self._rows.values():
            self.written += copy_in(rows)
        self._rows.clear()

    def _add(self, *rows: models.Model) -> None:
        for row in rows:
            self._rows[type(row)].append(row)

    def _order(self, told: ToldOrder) -> Order:
        client = self._people.organisations[told.client]
        client.prefecture = self._words.prefectures[told.prefecture]
        is_public = client.kind in LOCAL_GOVERNMENTS
        order = Order(
            public_id=told.public_id,
            client=client,
            created_by=self._people.owners[told.client],
            status=told.status,
            version=2 if told.change else 1,
            title=told.title,
            problem=told.problem,
            wanted_outcome=told.outcome,
            budget_min_yen=told.budget_min_yen,
            budget_max_yen=told.budget_max_yen,
            budget_unit=told.budget_unit,
            hours_per_week=told.hours_per_week,
            duration_weeks=told.weeks,
            prefecture=client.prefecture,
            municipality=self._words.municipalities.get(client.municipality_id or ""),
            remote=told.remote,
            ending_terms=ENDING_TERMS[told.language],
            start_on=told.start_on,
            bids_close_at=closing_moment(told.last_day),
            positions=told.positions,
            awarded_count=len(told.awarded),
            wanted_kinds=list(told.wanted_kinds),
            opening=Opening.AT_DEADLINE if is_public else Opening.AS_THEY_ARRIVE,
            bids_opened_at=told.opened_at if is_public else None,
            budget_year=fiscal_year_of(told.start_on) if is_public else None,
            created_at=told.created_at,
            updated_at=told.steps[-1][2],
            published_at=told.published_at,
            ended_at=told.ended_at,
        )
        order.search_terms = terms_with_skills(order, [self._words.skills[slug] for slug in told.must + told.wish])
        return order

    def _wishes(self, told: ToldOrder, order: Order) -> None:
        for slug in told.must + told.wish:
            self._add(OrderSkill(order=order, skill=self._words.skills[slug], is_must=slug in told.must))
        for language, level, is_must in told.languages:
            self._add(OrderLanguage(order=order, language=language, level=level, is_must=is_must))

    def _history(self, told: ToldOrder, order: Order) -> None:
        owner, change = order.created_by, told.change
        content = content_of(_draft(told, order))
        first = content if change is None else {**content, change.field: _plain(change.before)}
        self._add(
            OrderVersion(order=order, number=1, published_by=owner, published_at=told.published_at, content=first)
        )
        if change is not None:
            self._add(
                OrderVersion(
                    order=order,
                    number=2,
                    published_by=owner,
                    published_at=change.at,
                    reason=change.reason,
                    content=content,
                    changed=[change.field],
                )
            )
        if order.bids_opened_at is not None:
            step = OrderEvent(order=order, what=OrderStep.BIDS_OPENED, actor=owner, at=order.bids_opened_at)
            step.from_status = step.to_status = OrderStatus.SELECTING
            self._add(step)
        for before, after, at in told.steps:
            # Nobody ends the bidding: the deadline does.
            actor = None if after == OrderStatus.SELECTING else owner
            self._add(OrderEvent(order=order, from_status=before, to_status=after, actor=actor, at=at))

    def _bid(self, order: Order, told: ToldBid) -> Bid:
        return Bid(
            order=order,
            party=self._people.parties[told.candidate],
            submitted_by_id=self._bidder(told),
            status=told.status,
            price_yen=told.price_yen,
            plan=told.plan,
            order_version=order.version,
            start_on=told.start_on,
            submitted_at=told.submitted_at,
            changed_at=told.submitted_at,
            decided_at=told.decided_at,
            decline_reason=told.reason,
            decline_note=told.note,
        )

    def _bidder(self, told: ToldBid) -> int:
        """Who sent it: the person themself, or the owner of the firm or lending company."""
        party, organisation = self._people.parties[told.candidate], self._candidates[told.candidate].organisation
        return party.user_id or self._people.owners[organisation or 0].pk

    def _bid_history(self, order: Order, told: ToldBid, bid: Bid) -> None:
        decisions = (BidStatus.AWARDED, BidStatus.DECLINED)
        for before, after, at in told.steps:
            actor = order.created_by_id if after in decisions else bid.submitted_by_id
            self._add(BidEvent(bid=bid, from_status=before, to_status=after, actor_id=actor, at=at))
        if told.confirmed_at is not None:
            submitted = BidStatus.SUBMITTED
            self._add(
                BidEvent(
                    bid=bid,
                    from_status=submitted,
                    to_status=submitted,
                    confirmed_version=order.version,
                    actor_id=bid.submitted_by_id,
                    at=told.confirmed_at,
                )
            )
        if told.status == BidStatus.AWARDED and told.decided_at is not None:
            self._add(Award(order=order, bid=bid, awarded_by=order.created_by, awarded_at=told.decided_at))
        members = self._people.teams.get(told.candidate, ())
        stories = self._candidates[told.candidate].team
        for member, story in zip(members, stories, strict=False):
            languages = [["ja", 7]] if story.japanese == 7 else [["en", 7], ["ja", story.japanese]]
            self._add(
                BidMember(
                    bid=bid,
                    member=member,
                    name=member.name,
                    role=member.role,
                    is_bridge=member.is_bridge,
                    hours_per_week=member.hours_per_week,
                    country=member.country,
                    skills=list(story.skills),
                    languages=languages,
                )
            )


def _draft(told: ToldOrder, order: Order) -> OrderDraft:
    return OrderDraft(
        details={name: getattr(order, name) for name in DRAFT_FIELDS},
        skills=tuple(WantedSkill(slug, is_must=slug in told.must) for slug in told.must + told.wish),
        languages=tuple(WantedLanguage(code, level, is_must=is_must) for code, level, is_must in told.languages),
        deadline=told.last_day,
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value
