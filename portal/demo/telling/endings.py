"""From publication to the end: bids, changes, choices, and an answer with a reason for everybody."""

import datetime
from random import Random
from typing import Final

from accounts.models import PartyKind
from accounts.models.profiles import RemoteWork
from orders.models import BudgetUnit, RemoteShare
from orders.rules import closing_moment
from orders.states import BidStatus, DeclineReason, OrderStatus
from portal.demo.telling.calendar import OFFICE, between, moment, office_day_after
from portal.demo.telling.ingredients import ENGLISH, details
from portal.demo.telling.plan import Flow, is_metro
from portal.demo.telling.told import ToldBid, ToldCandidate, ToldChange, ToldOrder, ToldOrganisation
from vocabulary.places import load_places

BIDDERS: Final = (2, 2, 3, 3, 4, 4, 5, 6, 7)
CHOSEN_FROM_BEST: Final = 45
REASONS: Final = {
    DeclineReason.OTHER_CHOSEN: 50,
    DeclineReason.PRICE: 14,
    DeclineReason.SKILLS: 12,
    DeclineReason.SCHEDULE: 10,
    DeclineReason.PLAN: 9,
    DeclineReason.PLACE: 5,
}
SHARE_CHANGED, SHARE_TAKEN_BACK = 0.06, 0.05
CLOSER = datetime.timedelta(seconds=20)


class Market:
    """The chapter's candidates as bidders: who fits an order, and on which side they live."""

    def __init__(self, candidates: list[ToldCandidate], organisations: list[ToldOrganisation]) -> None:
        self._candidates, self._organisations = candidates, organisations
        self._known = [frozenset(one.slug for one in candidate.skills) for candidate in candidates]
        self._languages = [dict(candidate.languages) for candidate in candidates]

    def side(self, candidate: int) -> str:
        told = self._candidates[candidate]
        if told.organisation is not None and self._organisations[told.organisation].abroad:
            return "abroad"
        return "metro" if is_metro(told.prefecture) else "region"

    def fitting(self, order: ToldOrder, prefecture: str) -> list[int]:
        """Candidates who could have bid, those who know most of what is wanted first."""
        able = [at for at in range(len(self._candidates)) if self._may_bid(at, order, prefecture)]
        wanted = {**dict.fromkeys(order.wish, 1), **dict.fromkeys(order.must, 3)}
        return sorted(able, key=lambda at: (-sum(wanted.get(slug, 0) for slug in self._known[at]), at))

    def _may_bid(self, at: int, order: ToldOrder, prefecture: str) -> bool:
        told = self._candidates[at]
        if told.kind not in (order.wanted_kinds or (PartyKind.FREELANCER, PartyKind.PARTNER_FIRM)):
            return False
        if order.remote == RemoteShare.PARTIAL and not told.can_visit(prefecture):
            return False
        if told.remote == RemoteWork.NONE or told.side_job == "forbidden" or not told.summary:
            return False
        known = self._languages[at]
        return all(known.get(code, 0) >= level for code, level, is_must in order.languages if is_must)


class Storyteller:
    """Tells orders of one chapter to their end."""

    def __init__(self, organisations: list[ToldOrganisation], candidates: list[ToldCandidate], draw: Random) -> None:
        self._organisations, self._candidates, self._draw = organisations, candidates, draw
        self._market = Market(candidates, organisations)

    def tell(self, order: ToldOrder, published_at: datetime.datetime, flow: Flow, ends: datetime.date) -> None:
        """Tell it all: ``ends`` is the day of the decision."""
        draw = self._draw
        order.move(OrderStatus.OPEN, published_at)
        closes = closing_moment(order.last_day)
        winners, others = self._bidders(order, flow)
        decided = moment(office_day_after(ends), OFFICE, draw)
        last_bid = min(closes, decided)
        self._change(order, published_at, last_bid)
        order.bids = [self._bid(order, one, published_at, last_bid) for one in sorted([*winners, *others])]
        if flow == Flow.WITHDRAWN:
            order.move(OrderStatus.WITHDRAWN, decided)
            self._answer_all(order, decided, DeclineReason.ORDER_WITHDRAWN)
            return
        if decided > closes:
            order.move(OrderStatus.SELECTING, closes + CLOSER)
        if flow == Flow.CLOSED:
            order.move(OrderStatus.CLOSED, decided)
            self._answer_all(order, decided, DeclineReason.ORDER_CLOSED)
            return
        self._choose(order, winners, decided)
        order.move(OrderStatus.FILLED, decided)

    def open(self, order: ToldOrder, published_at: datetime.datetime, now: datetime.datetime, count: int) -> None:
        """An order that still takes bids, or whose client is choosing; ``count`` bids have arrived."""
        order.move(OrderStatus.OPEN, published_at)
        closes = closing_moment(order.last_day)
        fitting = self._market.fitting(order, self._organisations[order.client].prefecture)[:CHOSEN_FROM_BEST]
        chosen = sorted(self._draw.sample(fitting, k=min(count, len(fitting))))
        order.bids = [self._bid(order, one, published_at, min(closes, now)) for one in chosen]
        for bid in order.bids:
            del bid.steps[1:]
        if closes < now:
            order.move(OrderStatus.SELECTING, closes + CLOSER)

    def _bidders(self, order: ToldOrder, flow: Flow) -> tuple[list[int], list[int]]:
        """Those who are chosen, and the others. Whoever lives too far for visits makes it work from a distance."""
        draw, home = self._draw, self._organisations[order.client].prefecture
        side = {Flow.REGION_TO_METRO: "metro", Flow.WITHIN_METRO: "metro", Flow.ABROAD: "abroad"}.get(flow, "region")
        wants_winner = flow not in (Flow.CLOSED, Flow.WITHDRAWN)
        fitting = self._market.fitting(order, home)
        own_side = [one for one in fitting if self._market.side(one) == side]
        if wants_winner and len(own_side) < order.positions:
            order.remote = RemoteShare.FULL
            fitting = self._market.fitting(order, home)
            own_side = [one for one in fitting if self._market.side(one) == side]
        winners = draw.sample(own_side[:12], k=order.positions) if wants_winner else []
        rest = [one for one in fitting[:CHOSEN_FROM_BEST] if one not in winners]
        count = draw.choice(BIDDERS) if wants_winner else draw.choice((0, 1, 1, 2, 3))
        return winners, draw.sample(rest, k=min(count, len(rest)))

    def _bid(self, order: ToldOrder, candidate: int, since: datetime.datetime, until: datetime.datetime) -> ToldBid:
        draw = self._draw
        price = draw.uniform(order.budget_min_yen * 0.95, order.budget_max_yen * 1.04)
        step = 10_000 if order.budget_unit == BudgetUnit.PROJECT else 1_000
        bid = ToldBid(
            candidate=candidate,
            price_yen=max(round(price / step), 1) * step,
            plan=self._plan(order, self._candidates[candidate]),
            start_on=order.start_on + datetime.timedelta(days=draw.choice((0, 0, 0, 3, 7, 14))),
        )
        bid.move(BidStatus.SUBMITTED, between(since, until, draw))
        if order.change is not None and bid.submitted_at < order.change.at:
            bid.confirmed_at = order.change.at + (until - order.change.at) * draw.uniform(0.1, 0.9)
        elif draw.random() < SHARE_TAKEN_BACK:
            taken_back = bid.submitted_at + (until - bid.submitted_at) * draw.uniform(0.1, 0.4)
            bid.move(BidStatus.WITHDRAWN, taken_back)
            bid.move(BidStatus.SUBMITTED, taken_back + (until - taken_back) * draw.uniform(0.2, 0.9))
        return bid

    def _plan(self, order: ToldOrder, candidate: ToldCandidate) -> str:
        told = details()[f"plans_{order.language if candidate.language == ENGLISH else candidate.language}"]
        draw, client = self._draw, self._organisations[order.client]
        english = told is details()["plans_en"]
        fill = {
            "p": draw.randint(2, 9),
            "town": _place(client, english=english),
            "product": client.trade.product_en if english else client.trade.product,
        }
        parts = [draw.choice(told[part]) for part in ("about", "first", "then", "close")]
        if english and parts[0]:
            parts[0] += " "
        return "".join(parts).format(**fill)

    def _change(self, order: ToldOrder, published_at: datetime.datetime, last_bid: datetime.datetime) -> None:
        """Some clients give more time or more money while bids arrive; who has bid confirms."""
        draw = self._draw
        if draw.random() >= SHARE_CHANGED or (last_bid - published_at).days < 10:
            return
        reasons = details()[ENGLISH if order.language == ENGLISH else "ja"]["reasons"]
        at = published_at + (last_bid - published_at) * draw.uniform(0.3, 0.5)
        if draw.random() < 0.6:
            before: object = order.last_day - datetime.timedelta(days=7)
            order.change = ToldChange(at, "deadline", before, reasons[0])
        else:
            step = 10_000 if order.budget_unit != BudgetUnit.PROJECT else 50_000
            before = max(order.budget_max_yen - step, order.budget_min_yen)
            order.change = ToldChange(at, "budget_max_yen", before, reasons[1])

    def _choose(self, order: ToldOrder, winners: list[int], decided: datetime.datetime) -> None:
        """The award, and on the way there or soon after a reason for everybody else."""
        draw, language = self._draw, ENGLISH if order.language == ENGLISH else "ja"
        for bid in order.bids:
            if bid.candidate in winners:
                bid.move(BidStatus.AWARDED, decided)
                continue
            bid.reason = draw.choices(list(REASONS), list(REASONS.values()))[0]
            if draw.random() < 0.7:
                bid.note = draw.choice(details()[f"answers_{language}"][bid.reason])
            bid.move(BidStatus.DECLINED, decided + datetime.timedelta(minutes=draw.randint(3, 55)))

    def _answer_all(self, order: ToldOrder, at: datetime.datetime, reason: DeclineReason) -> None:
        for bid in order.bids:
            bid.reason = reason
            bid.move(BidStatus.DECLINED, at)


def _place(client: ToldOrganisation, *, english: bool) -> str:
    known = load_places()
    place = known.municipalities.get(client.municipality or "") or known.prefectures[client.prefecture]
    return place.name_en if english else place.name_ja
