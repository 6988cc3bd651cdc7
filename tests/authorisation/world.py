"""One company with an open order, a bid on it, and everybody who might try an address."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Invitation, Membership, PastWork, ProfileLanguage, Role, User
from messaging.models import MailboxMessage, Notification
from orders.models import Bid, BidEvent, Order, OrderSkill
from orders.states import BidStatus
from tests.factories import make_company, make_freelancer, make_member, make_order, make_user, owner_of
from vocabulary.models import Skill

ACTORS = ("anonymous", "owner", "viewer", "rival", "bidder", "freelancer", "nobody", "staff")


@dataclass
class World:
    """``actors`` by name (anonymous has no user), and the values that stand in addresses."""

    actors: dict[str, User | None]
    draft: Order
    order: Order
    bid: Bid
    values: dict[str, Any]


def make_world() -> World:
    company, rival = make_company(), make_company(name="別の会社")
    viewer = make_member(company, role=Role.VIEWER)
    bidder, freelancer = make_freelancer(skills=("kintone",)), make_freelancer(skills=("kintone",))
    order = make_order(company, published=True, prefecture=company.prefecture, remote="full", problem="紙の台帳")
    OrderSkill.objects.create(order=order, skill=Skill.objects.get(slug="kintone"), is_must=True)
    bid = Bid.objects.create(
        order=order,
        party=bidder.party,
        submitted_by=bidder.user,
        price_yen=300_000,
        plan="まず一週間お話を伺います。",
        start_on=timezone.localdate() + datetime.timedelta(days=30),
    )
    BidEvent.objects.create(bid=bid, to_status=BidStatus.SUBMITTED, actor=bidder.user)
    actors = {
        "anonymous": None,
        "owner": owner_of(company),
        "viewer": viewer.user,
        "rival": owner_of(rival),
        "bidder": bidder.user,
        "freelancer": freelancer.user,
        "nobody": make_user(),
        "staff": make_user(is_staff=True, is_superuser=True),
    }
    return World(actors, make_order(company), order, bid, _values(order, bid, bidder, viewer))


def _values(order: Order, bid: Bid, bidder: Any, viewer: Membership) -> dict[str, Any]:
    work = PastWork.objects.create(profile=bidder, title="台帳の電子化")
    ProfileLanguage.objects.create(profile=bidder, language="en", level=4)
    notification = Notification.objects.create(user=bidder.user, kind="tests.kind", dedupe_key="1", path="/")
    mail = MailboxMessage.objects.create(to=bidder.user.email, subject="件名", body="本文")
    invitation = Invitation.objects.create(
        organisation=order.client,
        email="invited@example.jp",
        role=Role.VIEWER,
        token_digest="0" * 64,
        expires_at=timezone.now() + datetime.timedelta(days=7),
    )
    return {
        "order": order.public_id,
        "bid": bid.public_id,
        "party": bidder.party.public_id,
        "work": work.public_id,
        "notification": notification.pk,
        "mail": mail.pk,
        "invitation": invitation.public_id,
        "member": getattr(viewer, "public_id", viewer.pk),
    }
