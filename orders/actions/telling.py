"""Who hears of what an action did."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.models import Reach, User
from accounts.queries import people_behind, people_of_client
from common.japan import today_in_japan
from messaging.actions import announce, notify_each
from messaging.sentences import language_of
from orders.differences import summary
from orders.models import ApprovalRequest, ApprovalTurn, Award, Bid, BidEvent, Order, OrderEvent, OrderVersion
from orders.states import BidStatus
from orders.versions import between, content_at

# What a member is told while bids are sealed; why a bid was taken back would say whose it is.
SEALED_KINDS: Final = {
    "bid_received": "bid_received_sealed",
    "bid_confirmed": "bid_confirmed_sealed",
    "bid_withdrawn": "bid_withdrawn_sealed",
    "bid_without_consent": "bid_withdrawn_sealed",
}


def members(order: Order) -> list[User]:
    """Everybody who acts for the client."""
    return list(people_of_client(order.client_id))


def bidders(bid: Bid) -> list[User]:
    """Everybody who acts for the party that bids."""
    return list(User.objects.filter(pk__in=people_behind([bid.party_id]).get(bid.party_id, [])).order_by("pk"))


def announce_order(order: Order) -> None:
    """To the client's members and everybody who ever bid."""
    behind = people_behind(Bid.objects.filter(order=order).values_list("party", flat=True))
    everybody = {user.pk for user in members(order)}.union(*behind.values())
    announce(sorted(everybody), "order-changed", {"order": order.public_id})


def announce_bid(bid: Bid) -> None:
    """To the client's members and this bidder, nobody else; of a sealed bid members hear only that something came."""
    staff, own = [user.pk for user in members(bid.order)], {user.pk for user in bidders(bid)}
    facts = {"order": bid.order.public_id}
    if bid.order.is_sealed:
        announce([pk for pk in staff if pk not in own], "bid-changed", facts)
        announce(sorted(own), "bid-changed", facts | {"bid": bid.public_id})
    else:
        announce(sorted({*staff, *own}), "bid-changed", facts | {"bid": bid.public_id})


def tell_client_of_bid(bid: Bid, event: BidEvent, *, kind: str) -> None:
    """Whose bid it is stays out of the message while bids are sealed."""
    path = reverse("orders:bids", args=[bid.order.public_id])
    facts: dict[str, str | int] = {"title": bid.order.title}
    if bid.order.is_sealed:
        kind = SEALED_KINDS[kind]
    else:
        facts["handle"] = bid.party.handle
    _tell(people_of_client(bid.order.client_id, Reach.ANSWER), kind=kind, facts=facts, path=path, event=event)


def tell_client_of_order(order: Order, event: OrderEvent, *, kind: str) -> None:
    _tell(
        members(order),
        kind=kind,
        facts={"title": order.title},
        path=reverse("orders:bids", args=[order.public_id]),
        event=event,
    )


def tell_bidder(bid: Bid, event: BidEvent, *, kind: str) -> None:
    facts: dict[str, str | int] = {
        "title": bid.order.title,
        "company": bid.order.client.name,
        "handle": bid.party.handle,
    }
    path = reverse("orders:bid_detail", args=[bid.public_id])
    _tell(bidders(bid), kind=kind, facts=facts, path=path, event=event)


def tell_bidders_of_change(order: Order, version: OrderVersion) -> None:
    """Everybody whose bid waits for an answer is told what changed, each in their own language."""
    waiting = Bid.objects.filter(order=order, status=BidStatus.SUBMITTED).select_related("party")
    before = content_at(order, version.number - 1)
    told: dict[str, str] = {}
    for bid in waiting.order_by("pk"):
        for reader in bidders(bid):
            language = language_of(reader)
            if language not in told:
                told[language] = _changes(before, version, language)
            notify_each(
                [reader],
                kind="order_changed",
                facts={"title": order.title, "company": order.client.name, "changes": told[language]},
                path=reverse("orders:bid_detail", args=[bid.public_id]),
                dedupe_key=f"order_changed:{bid.pk}:{version.number}",
                mail=True,
            )


def _changes(before: Mapping[str, Any] | None, version: OrderVersion, language: str) -> str:
    with override(language):
        changes = summary(between(before, version.content))
        if not version.reason:
            return changes
        return gettext("%(changes)s (reason: %(reason)s)") % {"changes": changes, "reason": version.reason}


def tell_both_of_consent(award: Award) -> None:
    """The award stays; both sides hear that the consent behind it has ended."""
    bid = award.bid
    facts: dict[str, str | int] = {
        "title": bid.order.title,
        "company": bid.order.client.name,
        "handle": bid.party.handle,
    }
    path = reverse("orders:bid_detail", args=[bid.public_id])
    for readers, kind in ((members(bid.order), "award_without_consent"), (bidders(bid), "own_award_without_consent")):
        dedupe_key = f"{kind}:{award.pk}:{today_in_japan()}"
        notify_each(readers, kind=kind, facts=facts, path=path, dedupe_key=dedupe_key, mail=True)


def tell_of_approval(
    request: ApprovalRequest, kind: str, *, to: Iterable[User | None], facts: Mapping[str, str | int] | None = None
) -> None:
    """To approvers and to whoever asked; nobody for people who have left the platform."""
    readers = [user for user in to if user is not None and user.is_active]
    turns = ApprovalTurn.objects.filter(request=request).exclude(decision="").count()
    notify_each(
        readers,
        kind=kind,
        facts={"title": request.order.title, **(facts or {})},
        path=reverse("orders:approval", args=[request.public_id]),
        dedupe_key=f"{kind}:{request.pk}:{turns}",
        mail=True,
    )


def _tell(
    readers: Iterable[User], *, kind: str, facts: dict[str, str | int], path: str, event: OrderEvent | BidEvent
) -> None:
    notify_each(readers, kind=kind, facts=facts, path=path, dedupe_key=f"{kind}:{event.pk}", mail=True)
