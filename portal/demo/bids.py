"""Bids on the demo's orders: from people who have the skills, with plans in their own language."""

import datetime
from itertools import islice
from random import Random

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import Profile
from common.japan import today_in_japan
from orders.models import Award, Bid, BidEvent, Order
from orders.rules import first_obstacle
from orders.states import BID_MOVES, BidStatus, DeclineReason, OrderStatus
from portal.demo.orders import ToldOrder
from portal.demo.stories import read_stories

PLANS = read_stories("plans")
HOW_MANY = {OrderStatus.OPEN: (0, 4), OrderStatus.SELECTING: (5, 7), OrderStatus.WITHDRAWN: (2, 3)}


def create_bids(told_orders: list[ToldOrder], profiles: list[Profile], draw: Random) -> None:
    """Write bids while the orders are open, then decide those whose story is over."""
    people = list(
        Profile.objects.filter(pk__in=[profile.pk for profile in profiles])
        .select_related("party__user", "party__freelancer")
        .prefetch_related("skills", "languages", "onsite_prefectures", "party__blocks")
        .order_by("pk")
    )
    for told in told_orders:
        if told.ends_as == OrderStatus.DRAFT:
            continue
        fewest, most = HOW_MANY.get(told.ends_as, (4, 6))
        bidders = _fitting(told.order, people, draw.randint(fewest, most))
        bids = [_write(told.order, profile, draw) for profile in bidders]
        _decide(told, bids, draw)


def _fitting(order: Order, people: list[Profile], number: int) -> list[Profile]:
    """The best of those who may bid. Whether somebody may is asked last: it costs queries."""
    prefetch_related_objects([order], "languages")
    wanted = {needed.skill_id: 3 if needed.is_must else 1 for needed in order.skills.all()}
    today = today_in_japan()

    def fit(profile: Profile) -> int:
        return sum(wanted.get(held.skill_id, 0) * (held.level or 0) for held in profile.skills.all())

    skilled = sorted(filter(fit, people), key=lambda profile: (-fit(profile), profile.pk))
    able = (profile for profile in skilled if first_obstacle(order, profile, today=today) is None)
    return list(islice(able, number))


def _write(order: Order, profile: Profile, draw: Random) -> Bid:
    low, high = order.budget_min_yen or 0, order.budget_max_yen or 500_000
    step = 100 if high < 20_000 else 10_000
    price = round(draw.uniform(low * 0.95, high * 1.05) / step) * step
    bidder = profile.party.user
    assert order.start_on is not None
    assert bidder is not None
    bid = Bid.objects.create(
        order=order,
        party=profile.party,
        submitted_by=bidder,
        price_yen=price,
        plan=draw.choice(PLANS[bidder.language or "ja"]),
        start_on=order.start_on + datetime.timedelta(days=draw.choice((0, 0, 3, 7, 14))),
    )
    assert order.published_at is not None
    sent_at = order.published_at + (timezone.now() - order.published_at) * draw.uniform(0.1, 0.9)
    Bid.objects.filter(pk=bid.pk).update(submitted_at=sent_at, changed_at=sent_at)
    event = BidEvent.objects.create(bid=bid, to_status=BidStatus.SUBMITTED, actor=bidder)
    BidEvent.objects.filter(pk=event.pk).update(at=sent_at)
    return bid


def _decide(told: ToldOrder, bids: list[Bid], draw: Random) -> None:
    """Choose and answer as the story ends; every bid of an ended order has its answer."""
    if told.ends_as == OrderStatus.FILLED:
        for bid in bids[: told.order.positions]:
            Award.objects.create(order=told.order, bid=bid, awarded_by=told.owner)
            _move(bid, BidStatus.AWARDED, told)
        bids = bids[told.order.positions :]
    elif told.ends_as not in (OrderStatus.CLOSED, OrderStatus.WITHDRAWN):
        return
    for bid in bids:
        if told.ends_as == OrderStatus.WITHDRAWN:
            bid.decline_reason = DeclineReason.ORDER_WITHDRAWN
        elif told.ends_as == OrderStatus.CLOSED:
            bid.decline_reason = DeclineReason.ORDER_CLOSED
        else:
            bid.decline_reason, bid.decline_note = draw.choice(list(PLANS["answers"].items()))
        _move(bid, BidStatus.DECLINED, told)


def _move(bid: Bid, following: BidStatus, told: ToldOrder) -> None:
    if following not in BID_MOVES[bid.status]:
        raise ValueError(f"{bid.status} → {following} is no legal move")
    BidEvent.objects.create(bid=bid, from_status=bid.status, to_status=following, actor=told.owner)
    Bid.objects.filter(pk=bid.pk).update(
        status=following,
        decided_at=timezone.now(),
        decline_reason=bid.decline_reason,
        decline_note=bid.decline_note,
    )
