"""What became of past orders and bids: how a client answers and decides, and who was chosen again."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Cast, Extract
from django.utils import timezone

from accounts.models import Organisation, Party
from orders.models import Award, Bid, Order
from orders.states import CHOSEN_REASONS, BidStatus, DeclineReason, OrderStatus

RECORDED: Final = datetime.timedelta(days=365)
# A share of fewer says more about chance than about a company.
FEWEST: Final = 5
WAITING_LONG: Final = datetime.timedelta(days=7)
_ANSWERED = Q(status=BidStatus.AWARDED) | Q(status=BidStatus.DECLINED, decline_reason__in=CHOSEN_REASONS)
# The answer is due once it was given, or once no more bids are taken.
_DUE = _ANSWERED | Q(status=BidStatus.DECLINED) | Q(status=BidStatus.SUBMITTED, order__status=OrderStatus.SELECTING)


class Median(Aggregate):
    """The value in the middle, of numbers."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    output_field = FloatField()


@dataclass(frozen=True)
class Share:
    """``some`` of ``of``; too few to say anything by below FEWEST."""

    some: int
    of: int

    @property
    def is_enough(self) -> bool:
        return self.of >= FEWEST

    @property
    def percent(self) -> int:
        return round(self.some * 100 / self.of) if self.of else 0


@dataclass(frozen=True)
class ClientRecord:
    """How an organisation dealt with bids and orders of the last twelve months.

    ``answered`` are bids that were awarded or declined with a reason of the client's own, of all whose answer was due;
    bids that only ended with their order were not answered. ``median_days`` is from sending to the answer.
    ``awarded`` are orders with an award, of all that ended. ``reasons`` is (reason, number), the most frequent first.
    """

    answered: Share
    median_days: float | None
    awarded: Share
    withdrawn: int
    reasons: list[tuple[DeclineReason, int]] = field(default_factory=list)
    chosen_again: int = 0
    open_orders: int = 0
    waiting_long: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.answered.of or self.awarded.of)

    @property
    def median_hours(self) -> int | None:
        return None if self.median_days is None else max(1, round(self.median_days * 24))


def record_of(client: Organisation) -> ClientRecord:
    """Four queries, however much there is; each walks the orders of this one client."""
    now = timezone.now()
    bids, orders = _bids(client, now), _orders(client, now)
    reasons = _reasons(client, now)
    return ClientRecord(
        answered=Share(bids["answered"], bids["due"]),
        median_days=bids["median"] if bids["answered"] >= FEWEST else None,
        awarded=Share(orders["awarded"], orders["ended"]),
        withdrawn=orders["withdrawn"],
        reasons=reasons,
        chosen_again=len(_chosen_again(client)),
        open_orders=orders["open"],
        waiting_long=bids["waiting_long"],
    )


def times_chosen(party: Party) -> "TimesChosen":
    """How often clients chose this party, and how many of them did so more than once."""
    clients = Award.objects.filter(bid__party=party).values_list("order__client").annotate(number=Count("pk"))
    numbers = [number for _client, number in clients]
    return TimesChosen(sum(numbers), len(numbers), sum(number > 1 for number in numbers))


@dataclass(frozen=True)
class TimesChosen:
    """Awards on the platform, the clients who gave them, and those of them who ordered again."""

    awards: int
    clients: int
    again: int


def _bids(client: Organisation, now: datetime.datetime) -> Mapping[str, Any]:
    days = Cast(
        Extract(ExpressionWrapper(F("decided_at") - F("submitted_at"), DurationField()), "epoch"), FloatField()
    ) / (24.0 * 60 * 60)
    received = Bid.objects.filter(order__client=client, submitted_at__gt=now - RECORDED)
    return received.exclude(status=BidStatus.WITHDRAWN).aggregate(
        answered=Count("pk", filter=_ANSWERED),
        due=Count("pk", filter=_DUE),
        median=Median(days, filter=_ANSWERED),
        waiting_long=Count("pk", filter=Q(status=BidStatus.SUBMITTED, submitted_at__lt=now - WAITING_LONG)),
    )


def _orders(client: Organisation, now: datetime.datetime) -> Mapping[str, int]:
    ended = Q(status__in=(OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN), ended_at__gt=now - RECORDED)
    published = Order.objects.filter(client=client, published_at__isnull=False)
    return published.aggregate(
        ended=Count("pk", filter=ended),
        awarded=Count("pk", filter=ended & Q(awarded_count__gt=0)),
        withdrawn=Count("pk", filter=ended & Q(status=OrderStatus.WITHDRAWN)),
        open=Count("pk", filter=Q(status=OrderStatus.OPEN)),
    )


def _reasons(client: Organisation, now: datetime.datetime) -> list[tuple[DeclineReason, int]]:
    declined = Bid.objects.filter(order__client=client, status=BidStatus.DECLINED, submitted_at__gt=now - RECORDED)
    counted = declined.order_by().values_list("decline_reason").annotate(number=Count("pk"))
    return [(DeclineReason(reason), number) for reason, number in sorted(counted, key=lambda one: (-one[1], one[0]))]


def _chosen_again(client: Organisation) -> list[int]:
    awards = Award.objects.filter(order__client=client).order_by().values("bid__party").annotate(number=Count("pk"))
    return list(awards.filter(number__gt=1).values_list("bid__party", flat=True))
