"""Reads of what waits for approval."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch

from accounts.governments import Purpose, able_to_approve, chain_of
from accounts.models import ApprovalStep, User
from orders.models import ApprovalRequest, ApprovalTurn, Bid, Order
from orders.models.approvals import ApprovalRequestQuerySet


def requests_for_page() -> ApprovalRequestQuerySet:
    """With everything their pages show; the proposed bids with their bidders."""
    turns = ApprovalTurn.objects.select_related("approver")
    bids = Bid.objects.contents_visible().select_related("party__profile", "party__organisation", "order")
    return (
        ApprovalRequest.objects.select_related("order__client", "asked_by")
        .defer("order__search_terms")
        .prefetch_related(Prefetch("turns", turns), Prefetch("bids", bids))
    )


def waiting_for(user: User) -> ApprovalRequestQuerySet:
    """Those whose next decision is this user's, the oldest first."""
    earlier = ApprovalTurn.objects.filter(request=OuterRef("request"), decision="", position__lt=OuterRef("position"))
    own = ApprovalTurn.objects.filter(approver=user, decision="").exclude(Exists(earlier))
    waiting = ApprovalRequest.objects.waiting().visible_to(user).filter(pk__in=own.values("request"))
    return waiting.order_by("asked_at", "pk")


def waiting_request(order: Order) -> ApprovalRequest | None:
    return requests_for_page().waiting().filter(order=order).first()


def award_chain(order: Order) -> list[ApprovalStep]:
    """Who approves an award of this order; empty where nobody does."""
    return chain_of(order.client, Purpose.AWARD)


def publication_chain(order: Order) -> list[ApprovalStep]:
    return chain_of(order.client, Purpose.PUBLICATION)


def requests_of(order: Order) -> list[ApprovalRequest]:
    """All requests about an order, the newest first."""
    return list(requests_for_page().filter(order=order))


def may_decide_turn(request: ApprovalRequest, turn: ApprovalTurn, user: User) -> bool:
    """The named person, as long as they are a member; who asked only where the chain has nobody else."""
    return turn.approver_id == user.pk and able_to_approve(request.order.client_id).filter(user=user).exists()


def left_behind(request: ApprovalRequest) -> Iterable[ApprovalTurn]:
    """Undecided turns of people who can no longer decide for the organisation: only taking it back helps."""
    able = set(able_to_approve(request.order.client_id).values_list("user", flat=True))
    return [turn for turn in request.turns.all() if not turn.decision and turn.approver_id not in able]


def requests_waiting_on(user: User) -> ApprovalRequestQuerySet:
    """Those in whose chain this person has not decided yet, whether their turn has come or not."""
    undecided = ApprovalTurn.objects.filter(approver=user, decision="").values("request")
    return requests_for_page().waiting().filter(pk__in=undecided).order_by("pk")
