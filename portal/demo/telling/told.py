"""The stories as values. Places are codes, people within a chapter are positions in its lists, times are aware."""

import datetime
from dataclasses import dataclass, field

from accounts.models import OrganisationKind, PartyKind
from orders.states import BID_MOVES, ORDER_MOVES, BidStatus, OrderStatus
from portal.demo.telling.ingredients import Trade

OPENING = datetime.timedelta(minutes=5)
OPENING_BEFORE_CHOICE = datetime.timedelta(days=2)


class IllegalMoveError(ValueError):
    """A story takes a step that the platform's lifecycle does not know."""


@dataclass(frozen=True)
class ToldPerson:
    email: str
    name: str
    language: str


@dataclass(frozen=True)
class ToldOrganisation:
    """``country``, ``city`` and ``zone`` are given for partner firms abroad only."""

    kind: OrganisationKind
    name: str
    trade: Trade
    employees: int
    introduction: str
    prefecture: str
    municipality: str | None
    language: str
    owner: ToldPerson
    abroad: tuple[str, str, str] | None = None
    reply_days: tuple[int, int] = (2, 9)


@dataclass(frozen=True)
class ToldSkill:
    slug: str
    level: int
    years_ago: int


@dataclass(frozen=True)
class ToldWork:
    title: str
    text: str
    industry: str
    years_ago: int


@dataclass(frozen=True)
class Lent:
    """How somebody is lent: form, roles, years in administration, caps in hours a week and a month."""

    form: str
    roles: tuple[str, ...]
    public_years: int
    weekly_cap: int
    monthly_cap: int
    trained: tuple[str, int]


@dataclass(frozen=True)
class TeamMember:
    """Somebody of a firm: name shown, role, skills, Japanese level 1–7."""

    name: str
    role: str
    skills: tuple[str, ...]
    japanese: int


@dataclass(frozen=True)
class ToldCandidate:
    """``organisation`` is the position of the lender or firm; ``person`` signs in, where they have an account."""

    kind: PartyKind
    handle: str
    legal_name: str
    language: str
    headline: str
    summary: str
    rate: int | None
    hours: int | None
    free_in_days: int
    prefecture: str | None
    municipality: str | None
    remote: str
    reach: tuple[str, ...]
    skills: tuple[ToldSkill, ...]
    works: tuple[ToldWork, ...]
    languages: tuple[tuple[str, int], ...]
    side_job: str = ""
    person: ToldPerson | None = None
    organisation: int | None = None
    lent: Lent | None = None
    team: tuple[TeamMember, ...] = ()

    def can_visit(self, prefecture: str) -> bool:
        return self.remote != "full" and prefecture in self.reach


@dataclass
class ToldBid:
    """A bid with its steps; ``steps`` are (before, after, when)."""

    candidate: int
    price_yen: int
    plan: str
    start_on: datetime.date
    steps: list[tuple[str, str, datetime.datetime]] = field(default_factory=list)
    reason: str = ""
    note: str = ""
    confirmed_at: datetime.datetime | None = None

    @property
    def status(self) -> str:
        return self.steps[-1][1]

    @property
    def submitted_at(self) -> datetime.datetime:
        return self.steps[0][2]

    @property
    def decided_at(self) -> datetime.datetime | None:
        return self.steps[-1][2] if self.status in (BidStatus.AWARDED, BidStatus.DECLINED) else None

    def move(self, following: BidStatus, at: datetime.datetime) -> None:
        if not self.steps:
            self.steps.append(("", following, at))
            return
        if following not in BID_MOVES[self.status] or at < self.steps[-1][2]:
            raise IllegalMoveError(f"bid: {self.status} → {following} at {at}")
        self.steps.append((self.status, following, at))


@dataclass(frozen=True)
class ToldChange:
    """Version 2: a later last day, or another upper budget, with the reason given."""

    at: datetime.datetime
    field: str
    before: object
    reason: str


@dataclass
class ToldOrder:
    """An order with its whole story; ``steps`` are (before, after, when) from the draft on."""

    client: int
    prefecture: str
    public_id: str
    language: str
    kernel: str
    title: str
    problem: str
    outcome: str
    must: tuple[str, ...]
    wish: tuple[str, ...]
    languages: tuple[tuple[str, int, bool], ...]
    budget_min_yen: int
    budget_max_yen: int
    budget_unit: str
    hours_per_week: int
    weeks: int
    remote: str
    start_on: datetime.date
    last_day: datetime.date
    positions: int
    wanted_kinds: tuple[str, ...]
    created_at: datetime.datetime
    steps: list[tuple[str, str, datetime.datetime]] = field(default_factory=list)
    bids: list[ToldBid] = field(default_factory=list)
    change: ToldChange | None = None

    @property
    def status(self) -> str:
        return self.steps[-1][1]

    @property
    def published_at(self) -> datetime.datetime:
        return self.steps[0][2]

    @property
    def ended_at(self) -> datetime.datetime | None:
        ended = self.status in (OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN)
        return self.steps[-1][2] if ended else None

    @property
    def opened_at(self) -> datetime.datetime | None:
        """When a local government opened the bids: in the morning it chose or said no, or one after the deadline."""
        decided = [at for _before, after, at in self.steps if after != OrderStatus.SELECTING][-1]
        closed = [at for _before, after, at in self.steps if after == OrderStatus.SELECTING]
        if not closed or decided < closed[0]:
            return None
        return max(closed[0] + OPENING, decided - OPENING_BEFORE_CHOICE)

    @property
    def awarded(self) -> list[ToldBid]:
        return [bid for bid in self.bids if bid.status == BidStatus.AWARDED]

    def move(self, following: OrderStatus, at: datetime.datetime) -> None:
        before, since = (self.steps[-1][1], self.steps[-1][2]) if self.steps else (OrderStatus.DRAFT, self.created_at)
        if following not in ORDER_MOVES[before] or at < since:
            raise IllegalMoveError(f"order: {before} → {following} at {at}")
        self.steps.append((before, following, at))
