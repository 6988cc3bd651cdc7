"""Two partner firms, at home and abroad, whose bids wait; the order changed after the second was sent."""

import datetime
from dataclasses import replace

from accounts.actions import edit_firm, save_certificate, save_team_member
from accounts.models import FirmMember, OrganisationKind, Party, User
from common.japan import today_in_japan
from orders.actions import publish_change, submit_bid
from orders.drafts import NamedMember, Offer
from orders.models import Order
from orders.states import OrderStatus
from orders.versions import draft_of
from portal.demo.scenes.cast import describe, organise, register, somebody
from portal.demo.stories import read_stories
from vocabulary.models import Skill

MORE_DAYS = datetime.timedelta(days=5)
MORE_TIME = "ご質問が多かったので、期間を延ばしました。"


def play_firm() -> None:
    owner = register("firm", "鶴ヶ浦 紡")
    story = read_stories("scenes")["firm"]
    party = _firm(owner, story)
    _bid(party, owner, _order_of_company(), price=840_000, plan=story["plan"])


def play_offshore() -> None:
    """The company gives more time afterwards: both bids ask to be confirmed."""
    owner = register("offshore", "Linh Merrow", "en")
    story = read_stories("scenes")["offshore"]
    party, order = _firm(owner, story), _order_of_company()
    _bid(party, owner, order, price=690_000, plan=story["plan"])
    company, wanted = somebody("company"), draft_of(order)
    assert wanted.deadline is not None
    longer = replace(wanted, deadline=wanted.deadline + MORE_DAYS)
    publish_change(order, longer, base=order.version, reason=MORE_TIME, actor=company)


def _order_of_company() -> Order:
    company = somebody("company").memberships.get().organisation
    return Order.objects.get(client=company, status=OrderStatus.OPEN)


def _firm(owner: User, story: dict[str, str]) -> Party:
    place = (story["prefecture"], story["town"] or None)
    organisation = organise(owner, OrganisationKind.PARTNER_FIRM, story["name"], place, story["about"])
    party = organisation.parties.get()
    edit_firm(
        party,
        actor=owner,
        country=story["country"],
        city=story["city"],
        time_zone=story["zone"],
        engineers=int(story["engineers"]),
    )
    describe(
        party.profile,
        headline=story["headline"],
        summary=story["about"],
        rate=4300,
        hours=40,
        home=story["prefecture"],
        skills=story["skills"],
    )
    for member in story["team"]:
        assert isinstance(member, dict)
        save_team_member(
            party,
            None,
            actor=owner,
            name=member["name"],
            legal_name="",
            role=member["role"],
            country=story["country"],
            time_zone=story["zone"],
            hours_per_week=24,
            user=None,
            skills=Skill.objects.filter(slug__in=member["skills"]),
            languages=[(code, level) for code, level in member["languages"]],
        )
    valid_until = today_in_japan() + datetime.timedelta(days=400)
    save_certificate(party, None, actor=owner, name="ISO/IEC 27001", number="DEMO-0001", valid_until=valid_until)
    return party


def _bid(party: Party, owner: User, order: Order, *, price: int, plan: str) -> None:
    assert order.start_on is not None
    members = FirmMember.objects.filter(firm__party=party)
    team = tuple(NamedMember(member.public_id, 12) for member in members)
    submit_bid(order, Offer(price, plan, order.start_on, team), actor=owner, party=party)
