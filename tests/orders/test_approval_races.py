"""Two hands on one request for approval at once: one decision each turn, one publication, and the others are told."""

from collections import Counter

import pytest

from accounts.models import User
from messaging.models import Notification
from orders import actions
from orders.errors import MoveRefusedError, NotYourTurnError
from orders.models import ApprovalRequest, ApprovalTurn, Decision, Order, OrderStep, OrderVersion
from orders.states import ApprovalStatus, OrderStatus
from tests.orders.governing import give_chain, make_town, town_draft, waiting
from tests.orders.making import owner_of
from tests.orders.test_races import THREADS, play

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def asked(*titles: str) -> tuple[list[ApprovalRequest], list[User], User]:
    """One request for each round, in the same town, and who decides."""
    town = make_town()
    people, owner = give_chain(town, *titles), owner_of(town)
    orders = [actions.publish_order(town_draft(town), actor=owner) for _round in range(ROUNDS)]
    return [waiting(order) for order in orders], people, owner


def test_one_approver_many_times_at_once_publishes_once() -> None:
    requests, (approver,), _owner = asked("課長")
    raised = play(ROUNDS, lambda number, _thread: actions.approve(requests[number], actor=approver))
    assert raised == []
    assert OrderVersion.objects.count() == Order.objects.filter(status=OrderStatus.OPEN).count() == ROUNDS
    assert Notification.objects.filter(kind="approval_given").count() == ROUNDS
    assert ApprovalTurn.objects.filter(decision=Decision.APPROVED).count() == ROUNDS


def test_the_first_and_the_next_in_the_chain_at_once_decide_in_their_order() -> None:
    """The second is refused until the first has decided; whoever is refused has changed nothing."""
    requests, people, _owner = asked("係長", "課長")
    raised = play(ROUNDS, lambda number, thread: actions.approve(requests[number], actor=people[thread % 2]))
    assert {type(error) for error in raised} <= {NotYourTurnError}
    for request in requests:
        turns = list(request.turns.all())
        decided = [turn.decided_at for turn in turns if turn.decided_at is not None]
        assert turns[0].decision == Decision.APPROVED
        assert decided == sorted(decided)
        both = len(decided) == len(turns)
        order = Order.objects.get(pk=request.order_id)
        assert order.status == (OrderStatus.OPEN if both else OrderStatus.IN_APPROVAL)


def test_approving_and_sending_back_at_once_end_in_one_of_both() -> None:
    requests, (approver,), owner = asked("課長")

    def turn(number: int, thread: int) -> object:
        if thread % 2:
            return actions.approve(requests[number], actor=approver)
        return actions.send_back(requests[number], comment="予算の根拠を", actor=approver)

    raised = play(ROUNDS, turn)
    assert {type(error) for error in raised} == {MoveRefusedError}
    assert len(raised) == ROUNDS * THREADS // 2, "those who would decide otherwise than it was decided are told"
    ends = Counter(ApprovalRequest.objects.values_list("status", flat=True))
    assert ends.keys() <= {ApprovalStatus.APPROVED, ApprovalStatus.SENT_BACK}
    assert Order.objects.filter(status=OrderStatus.OPEN).count() == ends[ApprovalStatus.APPROVED]
    assert Order.objects.filter(status=OrderStatus.DRAFT).count() == ends[ApprovalStatus.SENT_BACK]
    told = Notification.objects.filter(user=owner, kind__in=["approval_given", "approval_sent_back"])
    assert told.count() == ROUNDS


def test_approving_and_taking_back_at_once_end_in_one_of_both() -> None:
    requests, (approver,), owner = asked("課長")

    def turn(number: int, thread: int) -> object:
        if thread % 2:
            return actions.approve(requests[number], actor=approver)
        return actions.take_back(requests[number], actor=owner)

    raised = play(ROUNDS, turn)
    assert {type(error) for error in raised} == {MoveRefusedError}
    ends = Counter(ApprovalRequest.objects.values_list("status", flat=True))
    assert Order.objects.filter(status=OrderStatus.OPEN).count() == ends[ApprovalStatus.APPROVED]
    assert Order.objects.filter(status=OrderStatus.DRAFT).count() == ends[ApprovalStatus.WITHDRAWN]
    for request in requests:
        steps = request.order.events.filter(what__in=[OrderStep.APPROVED, OrderStep.TAKEN_BACK])
        assert steps.count() == 1
