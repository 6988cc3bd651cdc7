"""Bids: sealed from other bidders, written by the bidder, answered by the order's organisation."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiViewSet
from accounts.api.callers import Caller, caller_of
from accounts.models import Party
from common.keyset import Key, Ordering
from orders import actions
from orders.api.bid_serializers import (
    AnswerSerializer,
    AwardSerializer,
    BidLineSerializer,
    BidSerializer,
    NewBidSerializer,
    OfferSerializer,
    SeenSerializer,
)
from orders.api.filters import BidFilter
from orders.api.reach import bid_context, bids_for, orders_for, own_bids, own_orders, received_bids
from orders.drafts import NamedMember, Offer
from orders.listing import BIDS_LAST_CHANGED
from orders.models import Bid, Order
from orders.states import BidStatus

TAGS = ["bids"]
ID = Key("public_id")


class BidsViewSet(ApiViewSet):
    """What every address about bids shares."""

    queryset = Bid.objects.none()  # for the schema; rows are fetched through orders.api.reach
    serializer_class = BidSerializer
    read_scope = "bids:read"
    write_scope = "bids:write"
    filter_backends = [DjangoFilterBackend]

    def get_serializer_class(self) -> type[BidLineSerializer]:
        return BidLineSerializer if self.action in ("list", "received") else BidSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        if getattr(self, "swagger_fake_view", False):
            return dict(super().get_serializer_context())
        return {**super().get_serializer_context(), **bid_context(caller_of(self.request))}

    def told(self, bid: Bid) -> Response:
        """As it is now."""
        found = bids_for(caller_of(self.request)).get(pk=bid.pk)
        return Response(BidSerializer(found, context=self.get_serializer_context()).data)


@extend_schema(tags=TAGS)
class BidViewSet(BidsViewSet):
    """Bids, as either side sees them."""

    filterset_class = BidFilter
    orderings = {"changed": BIDS_LAST_CHANGED}

    @extend_schema(operation_id="bids_list", summary="Bids the caller sent")
    def list(self, request: Request) -> Response:
        return self.page_of(self.filter_queryset(own_bids(caller_of(request))))

    @extend_schema(
        operation_id="bids_received",
        summary="Bids on orders of the caller's organisations",
        responses=BidLineSerializer(many=True),
        filters=True,
    )
    @action(detail=False, methods=["get"])
    def received(self, request: Request) -> Response:
        return self.page_of(self.filter_queryset(received_bids(caller_of(request))))

    @extend_schema(operation_id="bids_retrieve", summary="One bid")
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.told(self._visible(request, public_id))

    @extend_schema(operation_id="bids_update", summary="Change one's bid before the deadline", request=OfferSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        bid = get_object_or_404(own_bids(caller_of(request)), public_id=public_id)
        serializer = OfferSerializer(bid, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        sent = serializer.validated_data
        actions.edit_bid(bid, _offer(sent, bid), actor=caller_of(request).user, seen_version=sent.get("order_version"))
        return self.told(bid)

    @extend_schema(
        operation_id="bids_confirm", summary="Say that one's bid holds for the changed order", request=SeenSerializer
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, public_id: str) -> Response:
        bid = get_object_or_404(own_bids(caller_of(request)), public_id=public_id)
        serializer = SeenSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        seen = serializer.validated_data["order_version"]
        actions.confirm_bid(bid, seen_version=seen, actor=caller_of(request).user)
        return self.told(bid)

    @extend_schema(operation_id="bids_withdraw", summary="Withdraw one's bid", request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, public_id: str) -> Response:
        bid = get_object_or_404(own_bids(caller_of(request)), public_id=public_id)
        actions.withdraw_bid(bid, actor=caller_of(request).user)
        return self.told(bid)

    @extend_schema(
        operation_id="bids_award",
        summary="Choose this bid, or propose it where the organisation has approvers",
        request=AwardSerializer,
    )
    @action(detail=True, methods=["post"])
    def award(self, request: Request, public_id: str) -> Response:
        bid = get_object_or_404(received_bids(caller_of(request)), public_id=public_id)
        serializer = AwardSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        actions.award_bid(bid, actor=caller_of(request).user, **serializer.validated_data)
        return self.told(bid)

    @extend_schema(operation_id="bids_decline", summary="Decline this bid with a reason", request=AnswerSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, public_id: str) -> Response:
        bid = get_object_or_404(received_bids(caller_of(request)), public_id=public_id)
        serializer = AnswerSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        actions.decline_bid(bid, actor=caller_of(request).user, **serializer.validated_data)
        return self.told(bid)

    def _visible(self, request: Request, public_id: str) -> Bid:
        return get_object_or_404(bids_for(caller_of(request)), public_id=public_id)


@extend_schema(tags=TAGS)
class OrderBidViewSet(BidsViewSet):
    """The bids on one order."""

    filterset_class = None
    orderings = {
        "price": Ordering("api.order_bids.price", (Key("price_yen"), ID), is_descending=False),
        "start": Ordering("api.order_bids.start", (Key("start_on"), ID), is_descending=False),
        "arrival": Ordering("api.order_bids.arrival", (Key("submitted_at"), ID), is_descending=False),
    }

    @extend_schema(operation_id="order_bids_list", summary="Bids on an order of one's own, but for withdrawn ones")
    def list(self, request: Request, public_id: str) -> Response:
        caller = caller_of(request)
        order = get_object_or_404(own_orders(caller), public_id=public_id)
        return self.page_of(received_bids(caller).filter(order=order).exclude(status=BidStatus.WITHDRAWN))

    @extend_schema(
        operation_id="order_bids_create",
        summary="Send a bid, or send a withdrawn one again",
        request=NewBidSerializer,
        responses={201: BidSerializer},
    )
    def create(self, request: Request, public_id: str) -> Response:
        caller = caller_of(request)
        order: Order = get_object_or_404(orders_for(caller), public_id=public_id)
        serializer = NewBidSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = serializer.validated_data
        said = {"party": _party(caller, sent.get("party")), "legal_name": sent.get("legal_name", "")}
        bid = actions.submit_bid(order, _offer(sent), actor=caller.user, seen_version=sent.get("order_version"), **said)
        answer = self.told(bid)
        answer.status_code = status.HTTP_201_CREATED
        answer.headers["Location"] = request.build_absolute_uri(reverse("api:bid-detail", args=[bid.public_id]))
        return answer


def _offer(sent: dict[str, Any], before: Bid | None = None) -> Offer:
    """What was sent; what was not, as it is."""
    names = ("price_yen", "plan", "start_on")
    content = {name: sent[name] if name in sent else getattr(before, name) for name in names}
    return Offer(**content, team=_team(sent["team"]) if "team" in sent else None)


def _team(sent: list[dict[str, Any]]) -> tuple[NamedMember, ...]:
    """Each once, whatever was sent."""
    hours = {named["member"]: named.get("hours_per_week") for named in sent}
    return tuple(NamedMember(member, hours_per_week) for member, hours_per_week in hours.items())


def _party(caller: Caller, named: str | None) -> Party | None:
    """Whom the bid is from; None for the person. Raises ValidationError."""
    if named is None and caller.is_personal:
        return None
    found = caller.parties.filter(**({"public_id": named} if named else {})).order_by("pk").first()
    if found is None and named:
        raise ValidationError({"party": _("You do not act for this party.")}, "invalid_choice")
    if found is None:
        raise ValidationError({"party": _("This organisation has no profile to bid with.")}, "required")
    return found
