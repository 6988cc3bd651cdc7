"""Orders, what they ask for, the bids on them and the awards."""

from orders.models.bids import Award, Bid, BidEvent
from orders.models.imports import ImportedOrder
from orders.models.orders import BudgetUnit, Opening, Order, OrderEvent, OrderLanguage, OrderSkill, RemoteShare
from orders.models.teams import BidMember
from orders.models.versions import OrderVersion

__all__ = [
    "Award",
    "Bid",
    "BidEvent",
    "BidMember",
    "BudgetUnit",
    "ImportedOrder",
    "Opening",
    "Order",
    "OrderEvent",
    "OrderLanguage",
    "OrderSkill",
    "OrderVersion",
    "RemoteShare",
]
