"""What an order says: one kernel in one of its wordings, with sentences about place, people and season around it."""

import datetime
from dataclasses import dataclass
from random import Random
from typing import Final

from accounts.models import OrganisationKind, PartyKind
from accounts.models.governments import STATUTORY
from common.ids import ALPHABET, LENGTH
from orders.models import BudgetUnit, RemoteShare
from orders.rules import MONTHS_IN_YEAR, WEEKS_IN_YEAR
from portal.demo.telling.ingredients import ENGLISH, Kernel, details, kernels, season
from portal.demo.telling.told import ToldOrder, ToldOrganisation
from vocabulary.places import load_places

MONTH_HOURS: Final = (4, 6, 8, 10, 12, 16)


@dataclass(frozen=True)
class Dates:
    """When an order was published, its last day for bids, and the first day of the work."""

    published_at: datetime.datetime
    last_day: datetime.date
    start_on: datetime.date


class Needs:
    """Hands each client one kernel after the other, so that none comes back before its turn."""

    def __init__(self, organisations: list[ToldOrganisation], draw: Random) -> None:
        self._organisations, self._draw = organisations, draw
        self._decks: dict[int, list[Kernel]] = {}

    def order(self, client: int, dates: Dates, *, positions: int = 1) -> ToldOrder:
        organisation, draw = self._organisations[client], self._draw
        kernel = self._deal(client, dates.published_at.month)
        told = _Words(organisation, kernel, dates.published_at.date(), draw)
        low, high = _budget(kernel, draw)
        by_month = kernel.budget[2] == BudgetUnit.MONTH
        is_public = organisation.trade.group == "gov"
        wishes = draw.sample(kernel.wish, k=draw.randint(1, len(kernel.wish)))
        return ToldOrder(
            client=client,
            prefecture=organisation.prefecture,
            public_id="".join(draw.choices(ALPHABET, k=LENGTH)),
            language=organisation.language,
            kernel=kernel.key,
            title=told.title,
            problem=told.problem,
            outcome=told.outcome,
            must=kernel.must,
            wish=tuple(wishes),
            languages=(("en", 5, True), ("ja", 2, False)) if organisation.language == ENGLISH else (("ja", 5, True),),
            budget_min_yen=low,
            budget_max_yen=high,
            budget_unit=kernel.budget[2],
            hours_per_week=draw.choice(MONTH_HOURS) if by_month or is_public else draw.choice((8, 10, 12, 15)),
            weeks=_weeks_within(organisation, high * positions, draw.randint(*kernel.weeks)),
            remote=RemoteShare.PARTIAL if draw.random() < 0.5 else RemoteShare.FULL,
            start_on=dates.start_on,
            last_day=dates.last_day,
            positions=positions,
            wanted_kinds=(PartyKind.PERSONNEL,) if is_public else (),
            created_at=dates.published_at - datetime.timedelta(hours=draw.randint(2, 90), minutes=draw.randint(0, 59)),
        )

    def _deal(self, client: int, month: int) -> Kernel:
        """The next kernel that fits the month; the deck is shuffled anew when it is used up."""
        organisation, deck = self._organisations[client], self._decks.setdefault(client, [])
        for _attempt in range(2):
            found = next((kernel for kernel in deck if kernel.fits(organisation.trade.group, month)), None)
            if found is not None:
                deck.remove(found)
                return found
            fitting = [one for one in kernels(organisation.language) if one.fits(organisation.trade.group, month)]
            self._draw.shuffle(fitting)
            deck[:] = fitting
        raise LookupError(organisation.trade.group)


class _Words:
    """Title, problem and outcome in the organisation's language."""

    def __init__(self, client: ToldOrganisation, kernel: Kernel, day: datetime.date, draw: Random) -> None:
        self._draw, self._english = draw, client.language == ENGLISH
        known = load_places()
        place = known.municipalities.get(client.municipality or "") or known.prefectures[client.prefecture]
        self._facts = {
            "product": client.trade.product_en if self._english else client.trade.product,
            "town": (getattr(place, "base_en", place.name_en)) if self._english else place.name_ja,
            "n": draw.choice((18, 24, 30, 36, 40, 48, 60, 75, 90, 120, 140, 180, 240, 300)),
            "p": draw.randint(2, 6),
            "h": draw.choice((12, 16, 20, 24, 30, 40, 50, 60)),
        }
        self.title = self._say(self._titled(draw.choice(kernel.titles)))[:120]
        parts = [draw.choice(kernel.texts), *self._around(client.trade.group, day)]
        self.problem = (" " if self._english else "").join(self._say(part) for part in parts)
        self.outcome = self._say(draw.choice(kernel.outcomes))

    def _titled(self, title: str) -> str:
        """A title that names neither place nor product gets one of them, mostly."""
        if "{" in title:
            return title
        shapes = (
            ("{}", "{} ({{town}})") if self._english else ("{}", "{}（{{product}}）", "{{town}}：{}", "{}｜{{town}}")
        )
        return self._draw.choice(shapes).format(title)

    def _around(self, group: str, day: datetime.date) -> list[str]:
        """Two to four sentences: how it is done today, what was tried, who is there, what the season brings."""
        said = details()[ENGLISH if self._english else "ja"]
        pools = ["people", "tried", season(day), *(["today"] if group != "gov" else ["gov"])]
        if group in said:
            pools.append(group)
        chosen = self._draw.sample(pools, k=self._draw.randint(2, min(4, len(pools))))
        return [self._draw.choice(said[pool]) for pool in chosen]

    def _say(self, sentence: str) -> str:
        return sentence.format(**self._facts)


def _weeks_within(client: ToldOrganisation, yen_a_month: int, weeks: int) -> int:
    """A local government buys by comparing quotes up to its ceiling only; the tax counts."""
    if client.trade.group != "gov":
        return weeks
    large = client.kind == OrganisationKind.PREFECTURE
    newest = STATUTORY[0]
    ceiling = newest.of_prefectures if large else newest.of_municipalities
    return max(min(weeks, ceiling * 10 * WEEKS_IN_YEAR // (yen_a_month * 11 * MONTHS_IN_YEAR)), 4)


def _budget(kernel: Kernel, draw: Random) -> tuple[int, int]:
    """Around what such work costs, in round figures."""
    low, high, unit = kernel.budget
    scale, step = draw.uniform(0.8, 1.35), 50_000 if unit == BudgetUnit.PROJECT else 10_000
    rounded = [max(round(amount * scale / step), 1) * step for amount in (low, high)]
    return rounded[0], max(rounded[1], rounded[0] + step)
