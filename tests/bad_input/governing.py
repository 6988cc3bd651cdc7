"""The forms of a town: its rules of buying, its ceiling, and a decision about what waits for approval."""

from __future__ import annotations

from accounts.models import ApprovalStep, LocalGovernment, Membership, NegotiatedCeiling
from orders.models import ApprovalTurn
from tests.authorisation.town_world import make_town_world
from tests.authorisation.world import World
from tests.bad_input.fields import Field, choice, text
from tests.bad_input.form import Form, at

# The approver's membership, so that the table below can name it.
SEAT = "sttbbbbbbbbb"

GOVERNING_FORMS = [
    Form(
        "ceiling",
        "mayor",
        at("accounts:government"),
        {"valid_from": Field("day", "2026-04-01", required=True), "amount_yen": Field("yen", "800000", required=True)},
        (NegotiatedCeiling,),
    ),
    Form(
        "rules-of-buying",
        "mayor",
        at("accounts:government"),
        {"quotes_wanted": Field("number", "2", required=True), "approves_elsewhere": Field("ignored", "on")},
        (LocalGovernment,),
    ),
    Form(
        "chain-seat",
        "mayor",
        at("accounts:approvals"),
        {
            "step-1-title": text("部長", 40),
            "step-1-member": choice(SEAT),
            "step-1-for_publication": Field("ignored", "on"),
            "step-1-for_award": Field("ignored", "on"),
        },
        (ApprovalStep,),
    ),
    Form(
        "approval-decision",
        "approver",
        at("orders:approval", "town_approval"),
        {"comment": text("予算の根拠を書いてください。", 500, required=True)},
        (ApprovalTurn,),
        also={"step": "send_back"},
    ),
]


def add_town(world: World) -> None:
    """A town with a mayor, and an approver whose turn it is."""
    town = make_town_world()
    world.actors |= {name: town.actors[name] for name in ("mayor", "approver")}
    Membership.objects.filter(user=town.actors["approver"]).update(public_id=SEAT)
    world.ids |= {"town_approval": town.ids["approval"]}
