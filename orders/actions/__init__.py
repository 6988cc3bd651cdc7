"""Every write on orders and bids. Each is one transaction: lock order then bid, re-check, write, log, announce."""

from orders.actions.approvals import approve, send_back, take_back, tell_of_empty_seat
from orders.actions.bids import confirm_bid, edit_bid, submit_bid, withdraw_bid
from orders.actions.changes import keep_first_version
from orders.actions.completing import complete_and_publish
from orders.actions.consents import end_bids_without_consent, sweep_bids_without_consent
from orders.actions.decisions import decline_bid
from orders.actions.drafts import copy_order, create_draft, save_draft
from orders.actions.lifecycle import close_bidding_of, close_order, publish_order, request_closing, withdraw_order
from orders.actions.opening import open_bids
from orders.actions.proposals import award_bid, propose_award, publish_change
from orders.actions.works import add_work

__all__ = [
    "add_work",
    "approve",
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
    "open_bids",
    "propose_award",
    "publish_change",
    "publish_order",
    "request_closing",
    "save_draft",
    "send_back",
    "submit_bid",
    "sweep_bids_without_consent",
    "take_back",
    "tell_of_empty_seat",
    "withdraw_bid",
    "withdraw_order",
]
