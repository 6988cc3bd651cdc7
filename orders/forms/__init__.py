"""Forms of orders and bids."""

from orders.forms.approvals import AwardForm, DecisionForm, SeveralForm
from orders.forms.bids import BidForm, DeclineForm
from orders.forms.changes import ChangeForm, CompareForm
from orders.forms.filters import FilterForm
from orders.forms.orders import OrderForm
from orders.forms.team import FirmBidForm

__all__ = [
    "AwardForm",
    "BidForm",
    "ChangeForm",
    "CompareForm",
    "DecisionForm",
    "DeclineForm",
    "FilterForm",
    "FirmBidForm",
    "OrderForm",
    "SeveralForm",
]
