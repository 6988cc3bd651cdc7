"""Orders, what they ask for, the bids on them and the awards."""

from orders.models.approvals import ApprovalPurpose, ApprovalRequest, ApprovalTurn, Decision
from orders.models.bids import Award, Bid, BidEvent
from orders.models.imports import ImportedOrder
from orders.models.orders import (
    BudgetUnit,
    Opening,
    Order,
    OrderEvent,
    OrderLanguage,
    OrderSkill,
    OrderStep,
    Procurement,
    RemoteShare,
)
from orders.models.teams import BidMember
from orders.models.versions import OrderVersion

__all__ = [
    "ApprovalPurpose",
    "ApprovalRequest",
    "ApprovalTurn",
    "Award",
    "Bid",
    "BidEvent",
    "BidMember",
    "BudgetUnit",
    "Decision",
    "ImportedOrder",
    "Opening",
    "Order",
    "OrderEvent",
    "OrderLanguage",
    "OrderSkill",
    "OrderStep",
    "OrderVersion",
    "Procurement",
    "RemoteShare",
]
