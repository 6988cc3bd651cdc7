"""The lifecycles of an order and of a bid, each as one table."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class OrderStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("order", "Draft")
    IN_APPROVAL = "in_approval", pgettext_lazy("order", "In approval")
    OPEN = "open", pgettext_lazy("order", "Open for bids")
    SELECTING = "selecting", pgettext_lazy("order", "Choosing")
    FILLED = "filled", pgettext_lazy("order", "Awarded")
    CLOSED = "closed", pgettext_lazy("order", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("order", "Withdrawn")


ORDER_MOVES: Mapping[str, frozenset[str]] = {
    OrderStatus.DRAFT: frozenset({OrderStatus.IN_APPROVAL, OrderStatus.OPEN, OrderStatus.WITHDRAWN}),
    # Sent back or taken back it is a draft again.
    OrderStatus.IN_APPROVAL: frozenset({OrderStatus.DRAFT, OrderStatus.OPEN}),
    OrderStatus.OPEN: frozenset({OrderStatus.SELECTING, OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN}),
    OrderStatus.SELECTING: frozenset({OrderStatus.FILLED, OrderStatus.CLOSED, OrderStatus.WITHDRAWN}),
    OrderStatus.FILLED: frozenset(),
    OrderStatus.CLOSED: frozenset(),
    OrderStatus.WITHDRAWN: frozenset(),
}

# Anybody may read these; drafts and withdrawn orders belong to the client (and a withdrawn one to its bidders).
PUBLIC_STATUSES = (OrderStatus.OPEN, OrderStatus.SELECTING, OrderStatus.FILLED, OrderStatus.CLOSED)
# No bids any more: what an archive of orders shows.
PAST_STATUSES = (OrderStatus.SELECTING, OrderStatus.FILLED, OrderStatus.CLOSED)
# Bids can still be awarded or declined.
UNDECIDED_STATUSES = (OrderStatus.OPEN, OrderStatus.SELECTING)


class BidStatus(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("bid", "Submitted")
    WITHDRAWN = "withdrawn", pgettext_lazy("bid", "Withdrawn")
    AWARDED = "awarded", pgettext_lazy("bid", "Awarded")
    DECLINED = "declined", pgettext_lazy("bid", "Declined")


BID_MOVES: Mapping[str, frozenset[str]] = {
    BidStatus.SUBMITTED: frozenset({BidStatus.WITHDRAWN, BidStatus.AWARDED, BidStatus.DECLINED}),
    # Who withdrew may come back until the deadline.
    BidStatus.WITHDRAWN: frozenset({BidStatus.SUBMITTED}),
    BidStatus.AWARDED: frozenset(),
    BidStatus.DECLINED: frozenset(),
}


class DeclineReason(models.TextChoices):
    """Why a bid was not chosen: every bidder gets one of these, and may get a sentence beside it."""

    OTHER_CHOSEN = "other_chosen", pgettext_lazy("decline", "Another bid fitted better")
    PRICE = "price", pgettext_lazy("decline", "The price did not fit the budget")
    SKILLS = "skills", pgettext_lazy("decline", "Important skills were missing")
    SCHEDULE = "schedule", pgettext_lazy("decline", "The dates did not fit")
    PLACE = "place", pgettext_lazy("decline", "The place of work did not fit")
    PLAN = "plan", pgettext_lazy("decline", "The plan did not answer the problem")
    ORDER_CLOSED = "order_closed", pgettext_lazy("decline", "The order was closed without this bid")
    ORDER_WITHDRAWN = "order_withdrawn", pgettext_lazy("decline", "The company withdrew the order")


class ApprovalStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("approval", "Waiting")
    APPROVED = "approved", pgettext_lazy("approval", "Approved")
    SENT_BACK = "sent_back", pgettext_lazy("approval", "Sent back")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Taken back")


APPROVAL_MOVES: Mapping[str, frozenset[str]] = {
    ApprovalStatus.WAITING: frozenset({ApprovalStatus.APPROVED, ApprovalStatus.SENT_BACK, ApprovalStatus.WITHDRAWN}),
    ApprovalStatus.APPROVED: frozenset(),
    ApprovalStatus.SENT_BACK: frozenset(),
    ApprovalStatus.WITHDRAWN: frozenset(),
}


# The platform itself gives the last two when an order ends; a person chooses among the others.
CHOSEN_REASONS = tuple(
    reason for reason in DeclineReason if reason not in (DeclineReason.ORDER_CLOSED, DeclineReason.ORDER_WITHDRAWN)
)
