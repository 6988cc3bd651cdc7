"""Forms of orders and bids."""

from orders.forms.bids import BidForm, DeclineForm
from orders.forms.changes import ChangeForm, CompareForm
from orders.forms.filters import FilterForm
from orders.forms.orders import OrderForm

__all__ = ["BidForm", "ChangeForm", "CompareForm", "DeclineForm", "FilterForm", "OrderForm"]
