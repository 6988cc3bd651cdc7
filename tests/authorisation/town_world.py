"""A town with everybody who acts in it, its orders at each moment of buying, and the town next door."""

from __future__ import annotations

from typing import Any

from accounts.actions import change_government, set_chain
from accounts.governments import Seat
from accounts.models import Organisation, OrganisationKind, Role
from orders import actions
from orders.approvals import waiting_request
from orders.models import Order
from tests.authorisation.world import World
from tests.factories import make_company, make_member, owner_of
from tests.orders.governing import town_draft
from tests.orders.making import make_bid, pass_deadline

ACTORS = ("mayor", "officer", "approver", "neighbour")


def make_town_world() -> World:
    """The mayor is owner, the officer editor, the approver a viewer with the only seat; the neighbour owns a town."""
    town, next_door = (make_company(name=name, kind=OrganisationKind.MUNICIPALITY) for name in ("架空市", "となり町"))
    officer, approver = make_member(town, role=Role.EDITOR), make_member(town, role=Role.VIEWER)
    mayor = owner_of(town)
    sealed, due, opened = (_published(town) for _moment in range(3))
    make_bid(sealed)
    make_bid(due)
    bid = make_bid(opened)
    for order in (due, opened):
        pass_deadline(order)
    actions.open_bids(opened, actor=mayor)
    set_chain(town, [Seat("課長", approver.user)], actor=mayor)
    asked = actions.publish_order(town_draft(town), actor=officer.user)
    request = waiting_request(asked)
    assert request is not None
    actors = {"mayor": mayor, "officer": officer.user, "approver": approver.user, "neighbour": owner_of(next_door)}
    ids = {
        "draft": town_draft(town).public_id,
        "sealed": sealed.public_id,
        "due": due.public_id,
        "opened": opened.public_id,
        "bid": bid.public_id,
        "approval": request.public_id,
    }
    return World(dict(actors), ids, _forms(bid.public_id))


def _published(town: Organisation) -> Order:
    owner = owner_of(town)
    change_government(town, actor=owner, quotes_wanted=1, approves_elsewhere=True)
    return actions.publish_order(town_draft(town), actor=owner)


def _forms(bid: str) -> dict[str, dict[str, Any]]:
    return {
        "accounts:government": {"quotes_wanted": "3", "approves_elsewhere": "on"},
        "accounts:approvals": {"step-1-title": "", "step-1-member": ""},
        "orders:approval": {"step": "approve", "comment": ""},
        "orders:choose": {"bids": [bid], "reason": "提案が具体的"},
        "orders:award": {"reason": "提案が具体的"},
        "orders:decline": {"reason": "plan"},
        "api:approval-send-back": {"comment": "予算の根拠を書いてください。"},
        "api:bid-decline": {"reason": "plan"},
    }
