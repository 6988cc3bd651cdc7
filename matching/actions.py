"""Every write of matching: a ranking is computed outside any transaction and stored in one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import PartyKind, Profile, User
from accounts.queries import candidates_for_matching, completeness, people_behind, people_of_client
from common.japan import today_in_japan
from common.pruning import delete_oldest
from matching import queries
from matching.engine.packing import pack
from matching.engine.parameters import DEFAULT_PARAMETERS, ENGINE_VERSION
from matching.engine.stored_need import need_to_dict
from matching.models import Judgement, MatchRun, Slate
from matching.needs import need_of
from matching.snapshots import current_snapshot
from messaging.actions import announce, gathering, notify_each
from messaging.queries import told_before
from orders.models import Order
from outbox.actions import request_each, request_work

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable
    from typing import Any

    from accounts.models import Party
    from matching.engine.rank import Ranking
    from matching.engine.values import Need
    from matching.snapshots import Snapshot
    from outbox.leases import Lease

RANK_ORDER = "matching.rank_order"
RANK_OPEN_ORDERS = "matching.rank_open_orders"
# A profile saves each field as it is left: somebody filling theirs in costs all orders one ranking, not one for each.
CHANGES_COLLECTED = timedelta(seconds=5)
# A notice interrupts. It is worth that only to somebody a company looks at first (the ten of its first page) who has at
# least half of all points, and only once the profile says enough for the points to mean something.
NOTIFIED_RANK = 10
NOTIFIED_SCORE = 500
NOTIFIED_COMPLETENESS = 60
NOTICES_APART = timedelta(hours=1)
# Whoever acts for a firm or lent people reads a sentence of that kind, which names whom it is about.
OF_ONESELF = "well_ranked"
RUNS_KEPT = timedelta(days=90)


class NotInRunError(LookupError):
    """This run ranked somebody else, or no longer holds them."""


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
    from matching.engine.rank import rank  # noqa: PLC0415 -- the compiler's 100 MB are for who ranks, not for pages

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
        with gathering():
            _tell(order, before, slate)


def tell_candidates(order: Order) -> None:
    """The order changed or no longer takes bids: whoever was shown it looks again."""
    slate = queries.current_slate(order)
    if slate is not None:
        announce(_users_of(slate.shown), "match-changed", {"order": order.public_id})


def take_out_of_open_pages(party: Party) -> None:
    """Somebody is not shown any more: pages that list them fetch their list again at once, before the next ranking."""
    staff = set(User.objects.filter(is_staff=True, is_active=True).values_list("pk", flat=True))
    for order in queries.orders_showing(party):
        client = people_of_client(order.client_id).values_list("pk", flat=True)
        announce({*client, *staff}, "order-ranked", {"order": order.public_id})
    users = people_behind([party.pk]).get(party.pk, [])
    announce(users, "match-changed", {"party": party.public_id})


def forget_old_runs() -> None:
    """Runs that were replaced long ago and that nobody judged: a label keeps what it was given for."""
    old = MatchRun.objects.filter(created_at__lt=timezone.now() - RUNS_KEPT, judgements=None)
    delete_oldest(old.exclude(slate__is_current=True))


@transaction.atomic
def judge(run: MatchRun, party: Party, *, grade: int, reason: str, actor: User) -> Judgement:
    """Keep what an administrator thinks of a candidate of a run; a second opinion replaces their first.

    Quiet when it says the same again. Raises NotInRunError for somebody the run does not hold.
    """
    MatchRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    standing = queries.StoredRanking(run.slate).standing(party.pk)
    if standing is None:
        raise NotInRunError
    whose: dict[str, Any] = {"order_id": run.order_id, "order_version": run.order_version}
    whose |= {"party": party, "administrator": actor}
    known = Judgement.objects.filter(**whose).first()
    if known is not None and (known.grade, known.reason) == (grade, reason):
        return known
    seen: dict[str, Any] = {"run": run, "rank": standing.rank, "score": standing.score, "parts": list(standing.parts)}
    judgement, _is_new = Judgement.objects.update_or_create(**whose, defaults=seen | {"grade": grade, "reason": reason})
    return judgement


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
    announce(people_of_client(order.client_id), "order-ranked", payload)
    changed = queries.changed_parties(before, after)
    users = _users_of(changed)
    announce(users, "match-changed", payload)
    _notify(order, before, after)


def _notify(order: Order, before: Slate | None, after: Slate) -> None:
    """Leave a sentence for those who newly stand high, one an hour at most: its page lists all orders of the hour."""
    known = queries.high_standings(before, lowest_rank=NOTIFIED_RANK, least_score=NOTIFIED_SCORE)
    standings = queries.high_standings(after, lowest_rank=NOTIFIED_RANK, least_score=NOTIFIED_SCORE)
    fresh = candidates_for_matching(standings.keys() - known.keys())
    ready = [one.party for one in fresh if completeness(one) >= NOTIFIED_COMPLETENESS]
    best_first = sorted(ready, key=lambda party: standings[party.pk])
    for kind, parties in _of_whom(best_first).items():
        told = told_before(parties, kind=kind, since=timezone.now() - NOTICES_APART, about={"order": order.public_id})
        for user, party in parties.items():
            if user not in told:
                _leave_notice(order, party, standings[party.pk], user, kind=kind)


def _of_whom(best_first: list[Party]) -> dict[str, dict[int, Party]]:
    """Kind of sentence → user → of which party: oneself, or the highest of those one acts for."""
    behind = people_behind(party.pk for party in best_first)
    found: dict[str, dict[int, Party]] = {}
    for party in best_first:
        for user in behind.get(party.pk, ()):
            kind = OF_ONESELF if user == party.user_id else f"{party.kind}_{OF_ONESELF}"
            found.setdefault(kind, {}).setdefault(user, party)
    return found


def _leave_notice(order: Order, party: Party, standing: tuple[int, int], user: int, *, kind: str) -> None:
    rank, score = standing
    facts: dict[str, str | int] = {"order": order.public_id, "title": order.title, "handle": party.handle}
    is_of_lent_person = kind != OF_ONESELF and party.kind == PartyKind.PERSONNEL
    whose = f"-{party.public_id}" if is_of_lent_person else ""
    notify_each(
        [user],
        kind=kind,
        facts=facts | {"rank": rank, "score": f"{score / 10:.1f}"},
        path=f"{reverse('matching:my_matches')}#match-{order.public_id}{whose}",
        # Workers that rank several orders at the same moment do not see each other's notices yet.
        dedupe_key=f"{kind}:{timezone.now():%Y-%m-%d %H}",
    )


def _users_of(parties: Iterable[int]) -> set[int]:
    """Who acts for those of these parties that still take part at this moment."""
    listed = Profile.objects.listed().filter(party_id__in=list(parties))
    behind = people_behind(listed.values_list("party_id", flat=True))
    return {user for users in behind.values() for user in users}
