"""Which fields each actor is told, address by address: api_fields.txt is compared letter by letter and read like code.

Only fields with a value are listed, so what is sealed from somebody is missing from their list. The moments are: bids
are open; one was withdrawn; one was awarded. Whoever changes the file answers for each name that comes or goes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orders import actions
from orders.models import Bid
from tests.authorisation.offering import make_offering_world
from tests.authorisation.test_api_matrix import OFFERING, address_of, api_routes, client_of, methods_of
from tests.authorisation.world import World, make_world

GOLDEN = Path(__file__).parent / "api_fields.txt"
# Nobody in particular is told these.
SAME_FOR_ALL = {"api:start", "api:schema", "api:docs", "api:problem", "api:nowhere"}
# Of no concern to anybody but the two sides.
HIDDEN = {"own.created_at", "results[].price_yen", "price_yen", "plan", "legal_name", "profile.legal_name"}
# Told of a world of its own.
OF_OFFERING = "of firms and lent people"
# Everybody is told their own.
OF_ONESELF = ("api:me", "api:profile", "api:organisation", "api:my-match")
ABOUT_BIDS = ("api:bid-detail", "api:bid-list", "api:bid-received", "api:order-bid-list", "api:candidate-detail")


def withdraw(world: World) -> None:
    bid = Bid.objects.get(public_id=world.ids["bid"])
    actions.withdraw_bid(bid, actor=_user(world, "bidder"))


def award(world: World) -> None:
    bid = Bid.objects.get(public_id=world.ids["bid"])
    actions.award_bid(bid, actor=_user(world, "owner"))


MOMENTS: dict[str, tuple[Callable[[World], None] | None, tuple[str, ...]]] = {
    "while bids are open": (None, ()),
    "after the bid was withdrawn": (withdraw, ABOUT_BIDS),
    "after the bid was awarded": (award, ABOUT_BIDS),
    OF_OFFERING: (None, ("api:person-list", "api:person-detail", "api:firm", "api:party-profile", "api:party-list")),
}


def _user(world: World, actor: str) -> Any:
    user = world.actors[actor]
    assert user is not None
    return user


def names_in(told: Any, prefix: str = "") -> Iterator[str]:
    """Dotted names of everything that has a value; rows of a list count once."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield from names_in(value, f"{prefix}.{name}" if prefix else name)
    elif isinstance(told, list):
        for row in told:
            yield from names_in(row, f"{prefix}[]")
    elif told not in (None, ""):
        yield prefix


def names_told(response: Any) -> list[str]:
    """Of a table, the columns in which any row says something."""
    if response.headers["Content-Type"].startswith("text/csv"):
        rows = csv.DictReader(response.content.decode("utf-8-sig").splitlines())
        return sorted({f"rows[].{name}" for row in rows for name, cell in row.items() if cell})
    return sorted(set(names_in(response.json())))


def told_to(world: World, name: str) -> dict[str, list[str]]:
    """Names in lines → the actors who are told exactly these."""
    groups: dict[str, list[str]] = {}
    for actor in world.actors:
        response = client_of(world, actor).get(address_of(name, "GET", world))
        told = " ".join(names_told(response)) if response.status_code == 200 else "-"
        groups.setdefault(told or "(nothing)", []).append(actor)
    return groups


def written(world: World, moment: str) -> str:
    change, names = MOMENTS[moment]
    if change is not None:
        change(world)
    gettable = [
        name for name, pattern in api_routes().items() if "GET" in methods_of(pattern) and not name.startswith(OFFERING)
    ]
    lines = [f"# {moment}"]
    for name in sorted(names or set(gettable) - SAME_FOR_ALL):
        lines.append(f"\n{name}")
        lines += [f"  {' '.join(actors)}:\n    {told}" for told, actors in told_to(world, name).items()]
    return "\n".join(lines) + "\n"


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_every_actor_is_told_exactly_the_declared_fields(moment: str) -> None:
    declared = {part.splitlines()[0]: part for part in GOLDEN.read_text().split("# ")[1:]}
    world = make_offering_world() if moment == OF_OFFERING else make_world()
    assert "# " + declared[moment].rstrip() == written(world, moment).rstrip()


def test_the_table_itself_gives_nothing_away() -> None:
    """What may stand in it at all, whoever edits it."""
    for block in GOLDEN.read_text().split("\n\n"):
        name, *rest = block.splitlines()
        for actors, told in zip(rest[::2], rest[1::2], strict=True) if name.startswith("api:") else ():
            strangers = {"anonymous", "rival", "l.rival", "f.rival", "freelancer", "nobody"}
            strangers &= set(actors.strip(" :").split())
            if strangers and not name.startswith(OF_ONESELF):
                assert HIDDEN.isdisjoint(told.split()), (name, actors)
            if "email" in told:
                assert name in ("api:me", "api:bid-detail", "api:person-detail", "api:person-list"), name
