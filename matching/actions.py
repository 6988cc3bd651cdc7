"""Every write of matching: a ranking is computed outside any transaction and stored in one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from accounts.models import FreelancerProfile, Membership
from common.pruning import delete_oldest
from matching import queries
from matching.engine.packing import pack
from matching.engine.parameters import DEFAULT_PARAMETERS, ENGINE_VERSION
from matching.engine.rank import rank
from matching.engine.stored_need import need_to_dict
from matching.models import MatchRun, Slate
from matching.needs import need_of
from matching.snapshots import current_snapshot
from messaging.actions import announce, notify_each
from orders.models import Order
from orders.rules import today_in_japan
from outbox.actions import request_each, request_work

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from matching.engine.rank import Ranking
    from matching.engine.values import Need
    from matching.snapshots import Snapshot
    from outbox.leases import Lease

RANK_ORDER = "matching.rank_order"
RANK_OPEN_ORDERS = "matching.rank_open_orders"
# A profile saves each field as it is left: somebody filling theirs in costs all orders one ranking, not one for each.
CHANGES_COLLECTED = timedelta(seconds=5)
RUNS_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Answer:
    """A ranking of one version of an order, not stored yet."""

    order: Order
    need: Need
    as_of: datetime.date
    ranking: Ranking
    seconds: float


def request_ranking(order: Order) -> None:
    request_work(RANK_ORDER, str(order.pk))


def request_rankings() -> None:
    """Have every open order ranked again soon: every change of a profile asks, so asking costs little."""
    request_work(RANK_OPEN_ORDERS, "all", wait=CHANGES_COLLECTED)


def request_rankings_of(organisation_id: int) -> None:
    """Have the open orders of one company ranked again."""
    request_each(RANK_ORDER, map(str, queries.open_order_ids(organisation_id)))


def rank_open_orders(lease: Lease) -> None:
    """Each open order has one work row, so many changes before it is done cost one ranking."""
    with lease.completing():
        request_each(RANK_ORDER, map(str, queries.open_order_ids()))


def rank_order(lease: Lease) -> None:
    """Rank the order of this work row, unless it no longer takes bids."""
    order = queries.rankable_orders().filter(pk=int(lease.key)).first()
    if order is not None:
        # Reading thousands of people for the first time takes longer than a lease lasts.
        store_ranking(lease, compute_ranking(order, current_snapshot(between=lease.renew)))


def compute_ranking(order: Order, snapshot: Snapshot) -> Answer:
    """Rank everybody for an order as it is now, without writing anything."""
    started = time.perf_counter()
    as_of = today_in_japan()
    need = need_of(order, snapshot.index)
    ranking = rank(
        need, snapshot.table, DEFAULT_PARAMETERS, as_of=as_of, excluded_ids=queries.parties_of_client(order.client_id)
    )
    return Answer(order, need, as_of, ranking, time.perf_counter() - started)


def store_ranking(lease: Lease, answer: Answer) -> None:
    """Keep run and slate and tell whom it concerns, if the order still is what was ranked and the lease is ours.

    An answer equal to the current one is not kept again. Raises LeaseLostError, with nothing written.
    """
    with lease.completing():
        order = queries.unchanged_order(answer.order)
        if order is None:
            return
        before = queries.replaceable_slate(order)
        packed = pack(answer.ranking.ids, answer.ranking.scores, answer.ranking.parts)
        if before is not None and _says_the_same(before, answer, packed):
            return
        Slate.objects.filter(order=order, is_current=True).update(is_current=False, packed=None)
        slate = _stored_slate(answer, packed)
        _tell(order, before, slate)


def tell_candidates(order: Order) -> None:
    """The order no longer takes bids: whoever was shown it looks again."""
    slate = queries.current_slate(order)
    if slate is not None:
        announce(_users_of(slate.shown).values(), "match-changed", {"order": order.public_id})


def forget_old_runs() -> None:
    """Runs that were replaced long ago."""
    old = MatchRun.objects.filter(created_at__lt=timezone.now() - RUNS_KEPT)
    delete_oldest(old.exclude(slate__is_current=True))


def _says_the_same(before: Slate, answer: Answer, packed: bytes) -> bool:
    run = before.run
    return (
        bytes(before.packed or b"") == packed
        and run.need == need_to_dict(answer.need)
        and (run.order_version, run.as_of, run.engine_version) == (answer.order.version, answer.as_of, ENGINE_VERSION)
        and (run.considered, run.exclusions) == (answer.ranking.considered, dict(answer.ranking.exclusions))
    )


def _stored_slate(answer: Answer, packed: bytes) -> Slate:
    ranking, shown = answer.ranking, slice(queries.MOST_SHOWN)
    return Slate.objects.create(
        run=_stored_run(answer),
        order=answer.order,
        shown=ranking.ids[shown].tolist(),
        head=pack(ranking.ids[shown], ranking.scores[shown], ranking.parts[shown]),
        packed=packed,
    )


def _stored_run(answer: Answer) -> MatchRun:
    return MatchRun.objects.create(
        order=answer.order,
        order_version=answer.order.version,
        engine_version=ENGINE_VERSION,
        as_of=answer.as_of,
        need=need_to_dict(answer.need),
        parameters=DEFAULT_PARAMETERS.to_dict(),
        considered=answer.ranking.considered,
        eligible=len(answer.ranking.ids),
        exclusions=dict(answer.ranking.exclusions),
        seconds=answer.seconds,
    )


def _tell(order: Order, before: Slate | None, after: Slate) -> None:
    payload = {"order": order.public_id}
    members = Membership.objects.filter(organisation=order.client_id).values_list("user_id", flat=True)
    announce(members, "order-ranked", payload)
    changed = queries.changed_parties(before, after)
    users = _users_of(changed)
    announce(users.values(), "match-changed", payload)
    new = set(after.shown) - set(before.shown if before else ())
    notify_each(
        [user for party, user in users.items() if party in new],
        kind="new_match",
        facts={"title": order.title},
        path=reverse("orders:detail", args=[order.public_id]),
        dedupe_key=f"match:{order.public_id}",
    )


def _users_of(parties: Iterable[int]) -> dict[int, int]:
    """Party id → user id of those who still take part at this moment."""
    listed = FreelancerProfile.objects.listed().filter(party_id__in=list(parties))
    return dict(listed.values_list("party_id", "user_id"))
