"""Forms of orders and bids."""

from orders.forms.bids import BidForm, DeclineForm
from orders.forms.changes import ChangeForm, CompareForm
from orders.forms.filters import FilterForm
from orders.forms.orders import OrderForm
from orders.forms.team import FirmBidForm

__all__ = ["BidForm", "ChangeForm", "CompareForm", "DeclineForm", "FilterForm", "FirmBidForm", "OrderForm"]
