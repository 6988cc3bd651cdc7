"""Every write on orders and bids. Each is one transaction: lock order then bid, re-check, write, log, announce."""

from orders.actions.bids import confirm_bid, edit_bid, submit_bid, withdraw_bid
from orders.actions.changes import keep_first_version, publish_change
from orders.actions.completing import complete_and_publish
from orders.actions.consents import end_bids_without_consent, sweep_bids_without_consent
from orders.actions.decisions import award_bid, decline_bid
from orders.actions.drafts import copy_order, create_draft, save_draft
from orders.actions.lifecycle import close_bidding_of, close_order, publish_order, request_closing, withdraw_order

__all__ = [
    "award_bid",
    "close_bidding_of",
    "close_order",
    "complete_and_publish",
    "confirm_bid",
    "copy_order",
    "create_draft",
    "decline_bid",
    "edit_bid",
    "end_bids_without_consent",
    "keep_first_version",
    "publish_change",
    "publish_order",
    "request_closing",
    "save_draft",
    "submit_bid",
    "sweep_bids_without_consent",
    "withdraw_bid",
    "withdraw_order",
]
