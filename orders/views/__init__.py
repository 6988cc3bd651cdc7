"""Pages of orders and bids."""

from orders.views.approvals import approval, approval_list
from orders.views.bidding import bid_confirm, bid_detail, bid_withdraw, bid_write, my_bids
from orders.views.changing import order_change
from orders.views.choosing import bid_award, bid_compare, bid_decline, bids_choose, bids_open
from orders.views.imports import order_imported
from orders.views.lifecycle import order_close, order_mine, order_publish, order_withdraw
from orders.views.past_work import bid_work
from orders.views.public import order_detail, order_list, order_versions
from orders.views.reporting import bid_report, order_report
from orders.views.specification import specification
from orders.views.writing import order_copy, order_create, order_edit, order_preview, suggest_skills

__all__ = [
    "approval",
    "approval_list",
    "bid_award",
    "bid_compare",
    "bid_confirm",
    "bid_decline",
    "bid_detail",
    "bid_report",
    "bid_withdraw",
    "bid_work",
    "bid_write",
    "bids_choose",
    "bids_open",
    "my_bids",
    "order_change",
    "order_close",
    "order_copy",
    "order_create",
    "order_detail",
    "order_edit",
    "order_imported",
    "order_list",
    "order_mine",
    "order_preview",
    "order_publish",
    "order_report",
    "order_versions",
    "order_withdraw",
    "specification",
    "suggest_skills",
]
