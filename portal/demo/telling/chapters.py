"""One chapter: a tenth of the country with its organisations, its people and two years of orders."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Final

from accounts.models import CLIENT_KINDS
from orders.rules import closing_moment
from portal.demo.telling.calendar import OFFICE, moment, office_day_before
from portal.demo.telling.candidates import tell_candidates
from portal.demo.telling.endings import Storyteller
from portal.demo.telling.needs import Dates, Needs
from portal.demo.telling.organisations import tell_organisations
from portal.demo.telling.plan import CHOOSING_ORDERS, LIVE_ORDERS, TWO_PEOPLE_EVERY, YEARS, Flow, Year, is_metro
from portal.demo.telling.told import ToldCandidate, ToldOrder, ToldOrganisation

SEED: Final = 20261120
BIDDING_DAYS: Final = (10, 28)
FROM_METRO: Final = frozenset({Flow.WITHIN_METRO, Flow.METRO_TO_REGION})
SHARE_DECIDED_EARLY: Final = 0.12
BIDS_ON_LIVE: Final = (0, 0, 1, 1, 2, 2, 3, 4, 5)


@dataclass(frozen=True)
class Chapter:
    """``orders`` are over, the oldest decision first; ``live`` ones take bids or are being chosen from."""

    number: int
    organisations: list[ToldOrganisation]
    candidates: list[ToldCandidate]
    orders: list[ToldOrder]
    live: list[ToldOrder]


def tell_chapter(number: int, now: datetime.datetime) -> Chapter:
    """The chapter as of ``now``. The same number on the same day in Japan tells the same stories."""
    draw = Random(f"{SEED} {number}")  # noqa: S311 -- the same stories everywhere, nothing secret
    organisations = tell_organisations(number, draw)
    candidates = tell_candidates(number, organisations, draw)
    needs, teller = Needs(organisations, draw), Storyteller(organisations, candidates, draw)
    orders = list(_finished(organisations, needs, teller, now, draw))
    live = list(_live(organisations, needs, teller, now, draw))
    return Chapter(number, organisations, candidates, sorted(orders, key=lambda order: order.steps[-1][2]), live)


def _finished(
    organisations: list[ToldOrganisation], needs: Needs, teller: Storyteller, now: datetime.datetime, draw: Random
) -> Iterator[ToldOrder]:
    sides = {metro: _clients(organisations, metro=metro) for metro in (True, False)}
    turns = {metro: cycle(clients) for metro, clients in sides.items()}
    private = cycle([one for one in sides[False] if organisations[one].trade.group != "gov"])
    for year in YEARS:
        for flow, count in year.orders.items():
            for place in range(count):
                # People are lent by companies of the metropolitan areas: towns buy there.
                chosen = private if flow in (Flow.WITHIN_REGION, Flow.ABROAD) else turns[_is_from_metro(flow, place)]
                positions = 2 if place % TWO_PEOPLE_EVERY == TWO_PEOPLE_EVERY - 1 else 1
                client = next(chosen)
                # Whose bids stay sealed until the deadline cannot choose before it.
                may_choose_early = flow != Flow.CLOSED and organisations[client].trade.group != "gov"
                early = flow == Flow.WITHDRAWN or (may_choose_early and draw.random() < SHARE_DECIDED_EARLY)
                ends, dates = _past(year, now, draw, early=early)
                order = needs.order(client, dates, positions=positions)
                teller.tell(order, dates.published_at, flow, ends)
                yield order


def _is_from_metro(flow: Flow, place: int) -> bool:
    return flow in FROM_METRO or (flow in (Flow.CLOSED, Flow.WITHDRAWN) and place % 4 == 0)


def _clients(organisations: list[ToldOrganisation], *, metro: bool) -> list[int]:
    return [
        at for at, one in enumerate(organisations) if one.kind in CLIENT_KINDS and is_metro(one.prefecture) == metro
    ]


def _past(year: Year, now: datetime.datetime, draw: Random, *, early: bool) -> tuple[datetime.date, Dates]:
    """The day of the decision, later in the year more often than earlier, and the days that led to it.

    ``early``: decided, or withdrawn, while bids were still taken.
    """
    earliest, latest = year.days
    ends = now.date() - datetime.timedelta(days=round(earliest - (earliest - latest) * draw.random() ** 0.85))
    if early:
        last_day = ends + datetime.timedelta(days=draw.randint(4, 10))
        published = office_day_before(ends - datetime.timedelta(days=draw.randint(6, 18)))
    else:
        last_day = ends - datetime.timedelta(days=draw.randint(1, 13))
        published = office_day_before(last_day - datetime.timedelta(days=draw.randint(*BIDDING_DAYS)))
    start = max(ends, last_day) + datetime.timedelta(days=draw.randint(10, 45))
    return ends, Dates(moment(published, OFFICE, draw), last_day, start)


def _live(
    organisations: list[ToldOrganisation], needs: Needs, teller: Storyteller, now: datetime.datetime, draw: Random
) -> Iterator[ToldOrder]:
    turns = cycle(_clients(organisations, metro=False) + _clients(organisations, metro=True))
    for place in range(LIVE_ORDERS):
        choosing = place < CHOOSING_ORDERS
        last_day = now.date() + datetime.timedelta(days=-draw.randint(1, 4) if choosing else draw.randint(2, 24))
        published = now.date() - datetime.timedelta(days=draw.randint(9, 14) if choosing else draw.randint(1, 8))
        start = now.date() + datetime.timedelta(days=draw.randint(28, 60))
        dates = Dates(moment(office_day_before(published), OFFICE, draw), last_day, start)
        order = needs.order(next(turns), dates)
        teller.open(order, dates.published_at, now, draw.choice(BIDS_ON_LIVE) + 3 * choosing)
        assert choosing == (closing_moment(last_day) < now)
        yield order
