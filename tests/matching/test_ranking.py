"""Rankings in the background: stored once, newest version wins, told to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import accept_invitation, invite_member, remove_member
from accounts.models import Organisation, PastWork, Profile, Role
from accounts.signals import profile_changed
from common import pruning
from matching import queries, snapshots
from matching.actions import RANK_OPEN_ORDERS, RANK_ORDER, compute_ranking, forget_old_runs, store_ranking
from matching.engine.packing import unpack
from matching.models import MatchRun, Slate
from messaging.models import Notification, StreamEvent
from orders.models import Order
from orders.signals import order_ended, order_published
from orders.states import OrderStatus
from outbox.actions import request_work, run_work
from outbox.leases import Lease, LeaseLostError, claim_work
from outbox.models import Work
from tests.factories import make_freelancer, make_member, make_order, owner_of
from tests.matching.conftest import rank_now
from tests.outbox.conftest import make_due
from vocabulary.models import Skill

pytestmark = pytest.mark.django_db(transaction=True)

type People = Callable[[int], list[Profile]]


def claim(order: Order) -> Lease:
    with transaction.atomic():
        request_work(RANK_ORDER, str(order.pk))
    lease = claim_work(Work.objects.get(kind=RANK_ORDER, key=str(order.pk)).pk)
    assert lease is not None
    return lease


def told(name: str) -> list[int]:
    return sorted(StreamEvent.objects.filter(name=name).values_list("user_id", flat=True))


def test_publishing_asks_for_one_ranking(order: Order) -> None:
    for _ in range(2):
        with transaction.atomic():
            order_published.send(sender=Order, order=order)
    assert list(Work.objects.values_list("kind", "key")) == [(RANK_ORDER, str(order.pk))]


def test_ranking_is_stored_with_what_it_was_made_of(order: Order, make_people: People) -> None:
    people = make_people(7)
    assert rank_now(order)
    run, slate = MatchRun.objects.get(), Slate.objects.get()
    rows = unpack(bytes(slate.packed))
    assert (run.considered, run.eligible, run.order_version) == (7, len(rows.ids), order.version)
    assert slate.shown == rows.ids.tolist()
    assert set(slate.shown) <= {profile.party_id for profile in people}
    assert rows.parts.sum(axis=1).tolist() == rows.scores.tolist()
    assert run.need["id"] == order.public_id


def test_same_answer_is_not_stored_or_told_again(order: Order, make_people: People) -> None:
    make_people(3)
    rank_now(order)
    events = StreamEvent.objects.count()
    assert rank_now(order)
    assert (MatchRun.objects.count(), StreamEvent.objects.count()) == (1, events)


def test_better_profile_replaces_the_slate_and_tells_only_those_who_see_it(order: Order, make_people: People) -> None:
    people = make_people(6)
    rank_now(order)
    before = queries.current_slate(order)
    assert before is not None
    StreamEvent.objects.all().delete()
    last = Profile.objects.get(party_id=before.shown[-1])
    Profile.objects.filter(pk=last.pk).update(rate_jpy_hour=9_000, version=last.version + 1)
    rank_now(order)
    after = queries.current_slate(order)
    assert after is not None
    assert Slate.objects.filter(is_current=True).count() == 1
    assert last.party_id not in after.shown
    changed = queries.changed_parties(before, after)
    users = {profile.party_id: profile.party.user_id for profile in people}
    assert told("match-changed") == sorted(users[party] for party in changed)
    assert last.party_id in changed
    assert len(changed) < len(people)


def test_members_and_shown_people_are_told(order: Order, company: Organisation, make_people: People) -> None:
    people = make_people(4)
    colleague = make_member(company, role=Role.EDITOR).user
    rank_now(order)
    slate = Slate.objects.get()
    users = sorted(profile.party.user_id for profile in people if profile.party_id in slate.shown)
    assert told("order-ranked") == sorted([owner_of(company).pk, colleague.pk])
    assert told("match-changed") == users
    assert StreamEvent.objects.filter(name="order-ranked")[0].payload == {"order": order.public_id}


def noticed() -> list[int]:
    return sorted(Notification.objects.values_list("user_id", flat=True))


def high_up(number: int = 1) -> list[Profile]:
    """People with all the order wants and a profile that says enough."""
    skills = tuple(Skill.objects.order_by("position").values_list("slug", flat=True)[:2])
    people = [
        make_freelancer(
            skills=skills,
            summary="小さな会社の在庫管理をkintoneで見える化してきました。",
            rate_jpy_hour=3_000,
            hours_per_week=20,
            prefecture_id="32",
            remote="partial",
        )
        for _ in range(number)
    ]
    for person in people:
        PastWork.objects.create(profile=person, title="在庫をkintoneで見える化")
    return people


def test_only_who_stands_high_with_enough_points_is_noticed(order: Order, make_people: People) -> None:
    make_people(20)
    best = high_up(2)
    rank_now(order)
    ranking = queries.current_ranking(order)
    assert ranking is not None
    high = queries.high_standings(ranking.slate, lowest_rank=10, least_score=500)
    assert {person.party_id for person in best} <= high.keys()
    assert max(rank for rank, _score in high.values()) <= 10
    assert min(score for _rank, score in high.values()) >= 500
    assert set(noticed()) <= set(Profile.objects.filter(party__in=high).values_list("party__user", flat=True))
    assert {person.user_id for person in best} <= set(noticed())
    facts = Notification.objects.get(user=best[0].user).facts
    assert (facts["rank"], facts["score"]) == (high[best[0].party_id][0], f"{high[best[0].party_id][1] / 10:.1f}")


def test_few_points_or_a_profile_that_says_little_are_no_reason_to_interrupt(order: Order) -> None:
    make_freelancer(headline="別の仕事をします", prefecture_id="13", rate_jpy_hour=4_500, remote="none")
    skills = tuple(Skill.objects.order_by("position").values_list("slug", flat=True)[:2])
    brief = make_freelancer(skills=skills, summary="在庫管理をkintoneで見える化します。")
    rank_now(order)
    ranking = queries.current_ranking(order)
    assert ranking is not None
    assert queries.high_standings(ranking.slate, lowest_rank=10, least_score=500).keys() == {brief.party_id}
    assert noticed() == []


def test_one_order_is_noticed_once_and_one_person_once_an_hour(order: Order, company: Organisation) -> None:
    person = high_up()[0]
    for listed in (True, False, True):
        version = person.version + 1
        Profile.objects.filter(pk=person.pk).update(is_listed=listed, version=version)
        person.refresh_from_db()
        rank_now(order)
    assert noticed() == [person.user_id]
    another = make_order(company, published=True, title="在庫管理をkintoneで", problem="在庫を数えています。")
    rank_now(another)
    assert noticed() == [person.user_id]
    Notification.objects.update(created_at=timezone.now() - timedelta(minutes=61), dedupe_key="an hour ago")
    for changed in (order, another):
        Order.objects.filter(pk=changed.pk).update(version=F("version") + 1)
        Profile.objects.filter(pk=person.pk).update(is_listed=False, version=F("version") + 1)
        rank_now(changed)
        Profile.objects.filter(pk=person.pk).update(is_listed=True, version=F("version") + 1)
        rank_now(changed)
    about = Notification.objects.order_by("pk").values_list("facts__order", flat=True)
    assert list(about) == [order.public_id, another.public_id]


def test_people_who_left_are_not_told(order: Order, make_people: People) -> None:
    people = make_people(2)
    answer = compute_ranking(order, snapshots.current_snapshot())
    people[0].user.is_active = False
    people[0].user.save()
    Profile.objects.filter(pk=people[1].pk).update(is_listed=False)
    store_ranking(claim(order), answer)
    assert told("match-changed") == []
    assert not Notification.objects.exists()


def test_stale_lease_writes_nothing(order: Order, make_people: People) -> None:
    make_people(2)
    lease = claim(order)
    answer = compute_ranking(order, snapshots.current_snapshot())
    Work.objects.update(lease_token=None)
    with pytest.raises(LeaseLostError):
        store_ranking(lease, answer)
    assert not MatchRun.objects.exists()
    assert not StreamEvent.objects.exists()


def test_ranking_of_an_older_version_of_the_order_writes_nothing(order: Order, make_people: People) -> None:
    make_people(2)
    lease, answer = claim(order), compute_ranking(order, snapshots.current_snapshot())
    Order.objects.filter(pk=order.pk).update(version=order.version + 1)
    store_ranking(lease, answer)
    assert not MatchRun.objects.exists()
    rank_now(order)
    assert MatchRun.objects.get().order_version == order.version + 1


def test_order_that_stopped_taking_bids_is_not_ranked(order: Order, make_people: People) -> None:
    make_people(2)
    for status in (OrderStatus.SELECTING, OrderStatus.CLOSED):
        lease, answer = claim(order), compute_ranking(order, snapshots.current_snapshot())
        Order.objects.filter(pk=order.pk).update(status=status)
        store_ranking(lease, answer)
        assert rank_now(order)
        Order.objects.filter(pk=order.pk).update(status=OrderStatus.OPEN)
    assert not MatchRun.objects.exists()


def test_members_of_the_company_are_excluded(order: Order, company: Organisation, make_people: People) -> None:
    people = make_people(3)
    make_member(company, people[0].user)
    rank_now(order)
    assert MatchRun.objects.get().exclusions == {"excluded_by_owner": 1}
    own = queries.rank_of(order, people[0].party)
    assert (own.standing, own.rule) == (None, "excluded_by_owner")


def test_joining_and_leaving_the_company_takes_effect_at_once_and_asks_for_its_orders(
    order: Order, company: Organisation, make_people: People
) -> None:
    person = make_people(2)[0]
    make_order(published=True)
    rank_now(order)
    Work.objects.all().delete()
    owner = owner_of(company)
    invitation = invite_member(
        company, email=person.user.email, role=Role.VIEWER, actor=owner, site="https://x.example"
    )
    membership = accept_invitation(invitation, user=person.user)
    wanted = Work.objects.filter(kind=RANK_ORDER)
    assert list(wanted.values_list("key", flat=True)) == [str(order.pk)]
    assert queries.matches_of(person.party) == []
    own = queries.rank_of(order, person.party)
    assert (own.standing, own.rule) == (None, "excluded_by_owner")
    assert run_work(wanted.get().pk)
    remove_member(membership, actor=person.user)
    assert run_work(wanted.get().pk)
    assert [match.order for match in queries.matches_of(person.party)] == [order]


def test_changed_profile_asks_for_every_open_order_through_one_row(
    order: Order, company: Organisation, make_people: People
) -> None:
    second, draft = make_order(company, published=True), make_order(company)
    person = make_people(1)[0]
    for _ in range(3):
        with transaction.atomic():
            profile_changed.send(sender=Profile, profile=person)
    row = Work.objects.get()
    assert (row.kind, row.want_version) == (RANK_OPEN_ORDERS, 3)
    assert not run_work(row.pk)
    make_due(row)
    with CaptureQueriesContext(connection) as asked:
        assert run_work(row.pk)
    assert len([query for query in asked.captured_queries if "INSERT INTO outbox_work" in query["sql"]]) == 1
    ranked = set(Work.objects.filter(kind=RANK_ORDER).values_list("key", flat=True))
    assert ranked == {str(order.pk), str(second.pk)}
    assert str(draft.pk) not in ranked


def test_ended_order_disappears_from_the_matches_of_those_shown(order: Order, make_people: People) -> None:
    person = make_people(1)[0]
    rank_now(order)
    assert [match.order for match in queries.matches_of(person.party)] == [order]
    StreamEvent.objects.all().delete()
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.CLOSED)
    with transaction.atomic():
        order_ended.send(sender=Order, order=order, actor=None)
    assert told("match-changed") == [person.user_id]
    assert queries.matches_of(person.party) == []


def test_rank_is_exact_for_everybody_eligible(order: Order, make_people: People) -> None:
    people = make_people(55)
    rank_now(order)
    ranking = queries.current_ranking(order)
    assert ranking is not None
    standings = [ranking.standing(profile.party_id) for profile in people]
    ranks = sorted(standing.rank for standing in standings if standing)
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranking.slate.shown) == queries.MOST_SHOWN


def test_old_answers_go_a_few_at_a_time_and_the_current_one_stays(
    order: Order, make_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "SLICE", 2)
    monkeypatch.setattr(pruning, "MOST_SLICES", 2)
    for _ in range(7):
        make_people(1)
        rank_now(order)
    old = MatchRun.objects.order_by("pk").values_list("pk", flat=True)
    newest = list(old)[-2:]
    MatchRun.objects.exclude(pk=newest[0]).update(created_at=timezone.now() - timedelta(days=91))
    for left in (3, 2, 2):
        forget_old_runs()
        assert (MatchRun.objects.count(), Slate.objects.count()) == (left, left)
    assert list(old.all()) == newest


def test_matches_and_shown_people_are_read_without_everybody(
    order: Order, make_people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 10,000 people, unpacking them for each order of a dashboard costs a third of a second."""
    people = make_people(60)
    rank_now(order)
    ranking = queries.current_ranking(order)
    assert ranking is not None
    outside = next(profile for profile in people if profile.party_id not in ranking.slate.shown)
    exact = {party: ranking.standing(party) for party in ranking.everybody.ids.tolist()}
    sizes: list[int] = []

    def count_rows(packed: bytes) -> object:
        rows = unpack(packed)
        sizes.append(len(rows.ids))
        return rows

    monkeypatch.setattr(queries, "unpack", count_rows)
    best = Profile.objects.get(party_id=ranking.slate.shown[0])
    with CaptureQueriesContext(connection) as asked:
        match = queries.matches_of(best.party)[0]
        seen = queries.current_ranking(order)
        assert seen is not None
        assert seen.standing(best.party_id) == match.standing == exact[best.party_id]
    assert sizes == [queries.MOST_SHOWN] * 2
    assert not [query["sql"] for query in asked.captured_queries if '"packed"' in query["sql"]]
    assert queries.rank_of(order, outside.party).standing == exact[outside.party_id]


def test_replaced_answer_keeps_only_the_people_shown(order: Order, make_people: People) -> None:
    people = make_people(55)
    rank_now(order)
    Profile.objects.filter(pk=people[0].pk).update(rate_jpy_hour=9_000, version=people[0].version + 1)
    rank_now(order)
    old = Slate.objects.get(is_current=False)
    assert old.packed is None
    assert unpack(bytes(old.head)).ids.tolist() == old.shown
