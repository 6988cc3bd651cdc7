"""Which sensitive fact each actor finds on which page: page_fields.txt is compared letter by letter, read like code.

Everything that is not for everybody carries a mark (page_world.py); every page is opened by every actor and searched
for all of them. A page on which nobody finds any has no lines. Whoever changes the file answers for each name in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.authorisation.page_world import MARKS, award, make_page_world
from tests.authorisation.test_matrix import address_of, declared
from tests.authorisation.world import World

GOLDEN = Path(__file__).parent / "page_fields.txt"
# Pages about other rows than those the matrix opens: name of the page → what it is called here → ids that differ.
ABOUT = {
    "matching:candidate": {"other": {"party": "other"}},
    "matching:party": {"other": {"party": "other"}, "firm": {"party": "firm"}, "lent": {"party": "lent"}},
    "orders:bid_detail": {"declined": {"bid": "declined_bid"}, "firm": {"bid": "firm_bid"}},
    "orders:award": {"firm": {"bid": "firm_bid"}},
    "portal:staff_person": {"lent": {"party": "lent"}},
    "orders:detail": {"draft": {"order": "draft"}},
    "accounts:staff_evidence_one": {},
}
INSTEAD = {
    "accounts:person": {"party": "lent"},
    "portal:firm": {"party": "firm"},
    "accounts:team_member_edit": {"member": "team_member"},
    "accounts:certificate_edit": {"order": "firm_certificate"},
}
# Signing in, the stream that never ends, and addresses that show nothing of anybody.
NOT_OPENED = re.compile(r"account_|set_language|messaging:stream|portal:(?:health|favicon)|mailbox:")
AROUND_BIDS = (
    "portal:dashboard", "orders:detail", "orders:bids", "orders:bid_detail", "orders:my_bids", "orders:mine",
    "matching:candidate", "matching:candidates", "matching:party", "messaging:notifications", "portal:staff_person",
)  # fmt: skip

MOMENTS: dict[str, tuple[Callable[[World], None] | None, tuple[str, ...]]] = {
    "while bids are open": (None, ()),
    "after the bidder was chosen": (award, AROUND_BIDS),
}
# Whom each mark may reach at all, whoever edits the file; administrators are named where they must not.
SIDES = {"owner", "viewer", "bidder"}
REACHES = {
    "client's-email": {"owner", "viewer", "support", "staff"},
    "client's-member": {"owner", "viewer", "support", "staff"},
    "invited-email": {"owner", "viewer"},
    "draft": {"owner", "viewer", "support", "staff"},
    "reason-for-approval": {"owner", "viewer"},
    "company-number": {"owner", "viewer", "staff"},
    "bidder's-email": {"bidder", "staff"},
    "bidder's-legal-name": {"bidder", "staff"},
    "bidder's-price": SIDES,
    "bidder's-plan": SIDES,
    "bidder's-rate": SIDES | {"support", "staff"},
    "other's-email": {"freelancer", "staff"},
    "other's-legal-name": {"freelancer", "staff"},
    "other's-rate": {"owner", "viewer", "support", "freelancer", "staff"},
    "declined-price": {"owner", "viewer", "freelancer"},
    "declined-plan": {"owner", "viewer", "freelancer"},
    "word-to-declined": {"owner", "viewer", "freelancer"},
    "firm's-email": {"firm", "staff"},
    "firm's-legal-name": {"firm", "staff"},
    "firm's-price": {"owner", "viewer", "firm"},
    "team-member's-legal-name": {"firm", "staff"},
    "lender's-email": {"lender", "staff"},
    "lent-email": {"lender", "lent", "staff"},
    "lent-legal-name": {"lender", "lent", "staff"},
    "lent-staff-number": {"lender", "lent", "staff"},
    "lent-licence": {"lender", "lent", "staff"},
    "lent-hours": {"lender", "lent", "staff"},
    "lent-consent": {"lender", "lent", "staff"},
    "evidence-paper": {"bidder", "staff"},
    # Files a party shows with its works are for its clients, too.
    "file-content": SIDES | {"staff"},
    "evidence-note": {"bidder", "staff"},
    "report": {"staff"},
    "reporter's-email": {"staff"},
    "decision": {"bidder", "staff"},
    "appeal": {"bidder", "staff"},
    "message": {"staff"},
    "judgement": {"staff"},
}
# Whoever has the link that was mailed to a client about a work of the bidder is told who asks, and so is a client who
# is asked on the platform.
BY_LINK = dict.fromkeys(
    ("accounts:work_question", "accounts:work_question_of_client", "accounts:work_questions"), "bidder's-legal-name"
)
AFTER_AWARD = {
    "client's-email": {"bidder"},
    "client's-member": {"bidder"},
    "bidder's-email": {"owner", "viewer"},
    "bidder's-legal-name": {"owner", "viewer"},
}


@cache
def pages() -> dict[str, dict[str, str]]:
    """Every page that somebody can open, by the name it has here → the ids that differ from the matrix's."""
    names = [name for (name, method), told in declared().items() if method == "GET" and set(told.values()) != {"405"}]
    found = {}
    for name in names:
        if NOT_OPENED.match(name):
            continue
        instead = next((ids for begin, ids in INSTEAD.items() if re.fullmatch(rf"{begin}(?:_.*)?", name)), {})
        found[name] = instead
        found |= {f"{name} ({of})": ids for of, ids in ABOUT.get(name, {}).items()}
    return found


def marks_on(client: Client, address: str) -> Iterator[str]:
    with transaction.atomic():
        response: Any = client.get(address, headers={"Accept-Language": "ja"})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    # The frame of a page tells everybody who they are; what it is about stands in <main>.
    body = body[max(body.find(b"<main"), 0) :]
    page = body.decode(errors="replace")
    for name, mark in MARKS.items():
        if mark in page if isinstance(mark, str) else mark.search(page):
            yield name


def found_on(clients: dict[str, Client], world: World, page: str) -> dict[str, list[str]]:
    """Marks in a line → the actors who find exactly these."""
    ids = world.ids | {key: world.ids[name] for key, name in pages()[page].items()}
    address = address_of(page.partition(" ")[0], World(world.actors, ids, {}))
    groups: dict[str, list[str]] = {}
    for actor, client in clients.items():
        if marks := " ".join(marks_on(client, address)):
            groups.setdefault(marks, []).append(actor)
    return groups


def written(world: World, moment: str) -> str:
    change, names = MOMENTS[moment]
    if change is not None:
        change(world)
    clients = {actor: Client(raise_request_exception=False) for actor in world.actors}
    for actor, user in world.actors.items():
        if user is not None:
            clients[actor].force_login(user)
    lines = [f"# {moment}"]
    for page in sorted(page for page in pages() if not names or page.partition(" ")[0] in names):
        if groups := found_on(clients, world, page):
            lines.append(f"\n{page}")
            lines += [f"  {' '.join(actors)}: {marks}" for marks, actors in groups.items()]
    return "\n".join(lines) + "\n"


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_every_actor_finds_exactly_the_declared_facts(moment: str) -> None:
    declared_now = {part.splitlines()[0]: part for part in GOLDEN.read_text().split("# ")[1:]}
    assert "# " + declared_now[moment].rstrip() == written(make_page_world(), moment).rstrip()


def lines_of(moment: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """(page, actors, marks) of each line."""
    part = next(part for part in GOLDEN.read_text().split("# ")[1:] if part.startswith(moment))
    for block in part.rstrip().split("\n\n")[1:]:
        page, *lines = block.splitlines()
        for line in lines:
            actors, _colon, marks = line.strip().partition(": ")
            yield page, set(actors.split()), set(marks.split())


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_file_itself_gives_nothing_away(moment: str) -> None:
    for page, actors, marks in lines_of(moment):
        for mark in marks - {BY_LINK.get(page, "")}:
            reached = REACHES[mark] | (AFTER_AWARD.get(mark, set()) if moment != "while bids are open" else set())
            assert actors <= reached, (page, mark, actors - reached)


def test_every_mark_is_found_by_somebody() -> None:
    """A mark nobody finds proves nothing."""
    assert {mark for _page, _actors, marks in lines_of("while bids are open") for mark in marks} == set(MARKS)
