"""Asking for approval inside an organisation, and deciding: one seat of the chain after the other."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.governments import Purpose, chain_of, empty_seats, lacks_chain
from accounts.models import User
from orders.actions.carrying import carry_out
from orders.actions.moves import deciding, lock_order, log_step, move_order, move_request, require_editor
from orders.actions.telling import announce_order, tell_of_approval
from orders.approvals import left_behind, may_decide_turn, requests_waiting_on
from orders.errors import (
    ChainMissingError,
    CommentMissingError,
    MoveRefusedError,
    NotYourTurnError,
    OrderError,
    SeatEmptyError,
)
from orders.models import ApprovalPurpose, ApprovalRequest, ApprovalTurn, Bid, Decision, Order, OrderStep
from orders.states import ApprovalStatus, OrderStatus


def needs_approval(order: Order, purpose: str) -> bool:
    """Whether the client's chain has a say in this. Raises ChainMissingError for a government without a chain."""
    if lacks_chain(order.client):
        raise ChainMissingError
    return bool(chain_of(order.client, _kind(purpose)))


def ask(
    order: Order,
    purpose: str,
    *,
    actor: User,
    reason: str = "",
    bids: Sequence[Bid] = (),
    content: dict[str, Any] | None = None,
) -> ApprovalRequest:
    """Start the client's chain. The caller holds the order's lock and has checked that what is asked is possible now.

    Raises SeatEmptyError, ApprovalWaitingError by the database.
    """
    request = ApprovalRequest.objects.create(
        order=order, purpose=purpose, asked_by=actor, reason=reason, content=content, order_version=order.version
    )
    request.bids.set(bids)
    _take_seats(request, actor)
    if purpose == ApprovalPurpose.PUBLICATION:
        move_order(order, OrderStatus.IN_APPROVAL, actor=actor, what=OrderStep.APPROVAL_ASKED)
    else:
        log_step(order, OrderStep.APPROVAL_ASKED, actor=actor)
    announce_order(order)
    _tell_next(request)
    return request


def _kind(purpose: str) -> Purpose:
    return Purpose.AWARD if purpose == ApprovalPurpose.AWARD else Purpose.PUBLICATION


def _take_seats(request: ApprovalRequest, actor: User) -> None:
    """Copy the chain. Four eyes: who asks is skipped, with a trace, as long as anybody else is in the chain."""
    client = request.order.client
    steps = chain_of(client, _kind(request.purpose))
    if empty_seats(client, steps):
        raise SeatEmptyError
    has_others = any(step.approver_id != actor.pk for step in steps)
    for step in steps:
        is_skipped = has_others and step.approver_id == actor.pk
        ApprovalTurn.objects.create(
            request=request,
            position=step.position,
            title=step.title,
            approver=step.approver,
            decision=Decision.SKIPPED if is_skipped else "",
            decided_at=timezone.now() if is_skipped else None,
        )


@deciding
def approve(request: ApprovalRequest, *, comment: str = "", actor: User) -> ApprovalRequest:
    """Decide the turn that waits; with the last one what was asked for happens, in this transaction.

    If it has become impossible meanwhile, the request is sent back with the reason. Raises NotYourTurnError,
    MoveRefusedError once it has ended.
    """
    request = _lock(request)
    if _was_decided_by(request, actor, Decision.APPROVED):
        return request
    turn = _own_turn(request, actor)
    _decide(turn, Decision.APPROVED, comment)
    log_step(request.order, OrderStep.APPROVED, actor=actor, note=_note(turn))
    if ApprovalTurn.objects.filter(request=request, decision="").exists():
        _tell_next(request)
        tell_of_approval(request, "approval_step", to=[request.asked_by], facts={"office": turn.title})
    else:
        _finish(request, actor)
    announce_order(request.order)
    return request


@deciding
def send_back(request: ApprovalRequest, *, comment: str, actor: User) -> ApprovalRequest:
    """Refuse at one's turn, saying what should be changed. Raises NotYourTurnError, CommentMissingError."""
    if not comment:
        raise CommentMissingError
    request = _lock(request)
    if _was_decided_by(request, actor, Decision.SENT_BACK):
        return request
    turn = _own_turn(request, actor)
    _decide(turn, Decision.SENT_BACK, comment)
    _end(request, ApprovalStatus.SENT_BACK, OrderStep.SENT_BACK, actor=actor, note=_note(turn))
    tell_of_approval(request, "approval_sent_back", to=[request.asked_by], facts={"reason": comment})
    return request


@deciding
def take_back(request: ApprovalRequest, *, actor: User) -> ApprovalRequest:
    """Stop asking; for every owner and editor. Raises NotAllowedError, MoveRefusedError once it has ended."""
    request = _lock(request)
    require_editor(request.order, actor)
    if request.status != ApprovalStatus.WITHDRAWN:
        _end(request, ApprovalStatus.WITHDRAWN, OrderStep.TAKEN_BACK, actor=actor)
    return request


@deciding
def tell_of_empty_seat(user: User) -> None:
    """Somebody may have left or been suspended: whoever waits for their decision hears that it will not come.

    The request stays as it is and can be taken back; asked for again, it follows the chain as an owner has mended it.
    """
    for request in requests_waiting_on(user):
        for turn in left_behind(request):
            if turn.approver_id == user.pk:
                tell_of_approval(request, "approval_stuck", to=[request.asked_by], facts={"office": turn.title})
                announce_order(request.order)


def end_waiting(order: Order, *, actor: User | None) -> None:
    """The order has ended: what still waits for approval is void. The caller holds the order's lock."""
    for request in ApprovalRequest.objects.select_for_update(of=("self",)).waiting().filter(order=order):
        move_request(request, ApprovalStatus.WITHDRAWN)


def _lock(request: ApprovalRequest) -> ApprovalRequest:
    """The request as it is now, locked after its order."""
    order = lock_order(request.order)
    locked = ApprovalRequest.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=request.pk)
    locked.order = order
    return locked


def _was_decided_by(request: ApprovalRequest, actor: User, decision: str) -> bool:
    """Whether this is a second click, and it is nobody's turn that is also theirs."""
    if request.turn is not None and request.turn.approver_id == actor.pk:
        return False
    return request.turns.filter(approver=actor, decision=decision).exists()


def _own_turn(request: ApprovalRequest, actor: User) -> ApprovalTurn:
    if not request.is_waiting:
        raise MoveRefusedError
    turn = request.turn
    if turn is None or not may_decide_turn(request, turn, actor):
        raise NotYourTurnError
    return turn


def _decide(turn: ApprovalTurn, decision: str, comment: str) -> None:
    turn.decision, turn.comment, turn.decided_at = decision, comment, timezone.now()
    turn.save(update_fields=["decision", "comment", "decided_at"])


def _note(turn: ApprovalTurn) -> str:
    return f"{turn.title}: {turn.comment}"[:500] if turn.comment else turn.title


def _finish(request: ApprovalRequest, actor: User) -> None:
    """Do what was asked; what refuses now is told to whoever asked, and nothing of it stays."""
    try:
        with transaction.atomic():
            move_request(request, ApprovalStatus.APPROVED)
            carry_out(request, actor=actor)
    except OrderError as refusal:
        request.refresh_from_db(fields=["status", "ended_at"])
        request.order = lock_order(request.order)
        reason = str(refusal.sentence)
        _end(request, ApprovalStatus.SENT_BACK, OrderStep.SENT_BACK, actor=None, note=reason)
        tell_of_approval(request, "approval_sent_back", to=[request.asked_by], facts={"reason": reason})
        return
    tell_of_approval(request, "approval_given", to=[request.asked_by])


def _end(request: ApprovalRequest, status: str, step: str, *, actor: User | None, note: str = "") -> None:
    move_request(request, status, note=note if actor is None else "")
    order = request.order
    if order.status == OrderStatus.IN_APPROVAL:
        move_order(order, OrderStatus.DRAFT, actor=actor, what=step, note=note)
    else:
        log_step(order, step, actor=actor, note=note)
    announce_order(order)


def _tell_next(request: ApprovalRequest) -> None:
    turn = ApprovalTurn.objects.filter(request=request, decision="").select_related("approver").first()
    if turn is not None:
        tell_of_approval(request, "approval_wanted", to=[turn.approver], facts={"office": turn.title})
