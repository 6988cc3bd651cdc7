"""A city with three orders (in approval, sealed, opened with bids to choose from); a prefecture with its first bid."""

import datetime

from django.utils import timezone

from accounts.actions import change_government, set_chain
from accounts.governments import Seat
from accounts.models import Organisation, OrganisationKind, Party, Role, User
from common.japan import today_in_japan
from orders.actions import approve, close_bidding_of, open_bids, publish_order, submit_bid
from orders.approvals import waiting_request
from orders.drafts import Offer
from orders.models import Order
from orders.rules import closing_moment
from portal.demo.scenes.cast import draft, join, organise, register, somebody
from portal.demo.stories import read_stories

BIDDING = datetime.timedelta(days=16)


def play_city() -> None:
    """The editor asks, the approver decides; who lends people has answered."""
    editor, approver = register("city", "水鏡 圭"), register("approver", "柳瀬川 節")
    owner = register("city-owner", "柿ノ木 薫")
    story = read_stories("scenes")["city"]
    city = organise(owner, OrganisationKind.MUNICIPALITY, story["name"], ("20", "茅野市"), story["about"])
    join(city, editor, Role.EDITOR)
    join(city, approver, Role.EDITOR)
    change_government(city, actor=owner, quotes_wanted=2, approves_elsewhere=False)
    set_chain(city, [Seat(title="情報政策課長", approver=approver)], actor=owner)
    waiting, sealed, opened = (_draft(city, editor, told) for told in story["orders"])
    publish_order(waiting, actor=editor)
    lender = somebody("lender")
    for order in (sealed, opened):
        publish_order(order, actor=editor)
        request = waiting_request(order)
        assert request is not None
        approve(request, actor=approver)
        _bids(Order.objects.get(pk=order.pk), lender, story["plans"])
    _let_time_pass(opened)
    open_bids(close_bidding_of(opened), actor=editor)


def play_prefecture() -> None:
    owner, story = register("prefecture", "月岡野 環"), read_stories("scenes")["prefecture"]
    prefecture = organise(owner, OrganisationKind.PREFECTURE, story["name"], ("44", None), story["about"])
    change_government(prefecture, actor=owner, quotes_wanted=2, approves_elsewhere=True)
    first, *_drafts = [_draft(prefecture, owner, told) for told in story["orders"]]
    publish_order(first, actor=owner)
    first.refresh_from_db()
    assert first.start_on is not None
    lender, person = somebody("lender"), Party.objects.get(user=somebody("personnel"))
    submit_bid(first, Offer(126_000, story["plan"], first.start_on), actor=lender, party=person)


def _draft(client: Organisation, actor: User, told: dict[str, str]) -> Order:
    return draft(client, actor, (told["title"], told["problem"], told["outcome"]), told["must"])


def _bids(order: Order, lender: User, plans: list[str]) -> None:
    assert order.start_on is not None
    people = Party.objects.of_user(lender).filter(consents__giver="person", consents__replaced_at=None).order_by("pk")
    for place, (party, plan) in enumerate(zip(people.distinct(), plans, strict=False)):
        offer = Offer(118_000 + 14_000 * place, plan, order.start_on)
        submit_bid(order, offer, actor=lender, party=party)


def _let_time_pass(order: Order) -> None:
    """As if it had been published two weeks ago: bids came in time, and the deadline was last night."""
    closes = closing_moment(today_in_japan() - datetime.timedelta(days=1))
    published = timezone.now() - BIDDING
    Order.objects.filter(pk=order.pk).update(
        bids_close_at=closes, published_at=published, created_at=published - datetime.timedelta(hours=30)
    )
    order.events.update(at=published)
    for bid in order.bids.all():
        sent = published + (closes - published) * 0.7
        order.bids.filter(pk=bid.pk).update(submitted_at=sent, changed_at=sent)
        bid.events.update(at=sent)
