"""Forms of orders and bids."""

from orders.forms.bids import BidForm, DeclineForm
from orders.forms.filters import FilterForm
from orders.forms.orders import OrderForm

__all__ = ["BidForm", "DeclineForm", "FilterForm", "OrderForm"]
