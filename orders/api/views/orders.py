"""Orders: read by anybody, written by the organisation that needs something done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiViewSet
from accounts.api.callers import caller_of, known_caller
from accounts.models import Organisation
from common.api.pagination import CursorPages
from common.keyset import Page
from orders import actions
from orders.api.filters import OrderFilter, OwnOrderFilter
from orders.api.reach import completed, order_context, orders_for, own_orders
from orders.api.serializers import (
    DraftChangeSerializer,
    DraftSerializer,
    NewDraftSerializer,
    OrderChangeSerializer,
    OrderSerializer,
    VersionSerializer,
    empty_draft,
    merged,
)
from orders.listing import LAST_CHANGED, OPEN, ORDERINGS, order_page
from orders.models import Order
from orders.versions import draft_of

TAGS = ["orders"]
ORGANISATION = OpenApiParameter(
    "organisation", str, description="Id of the organisation that orders, where the caller acts for several."
)


class OrdersViewSet(ApiViewSet):
    """What every address about orders shares."""

    queryset = Order.objects.none()  # for the schema; rows are fetched through orders.api.reach
    serializer_class = OrderSerializer
    read_scope = "orders:read"
    write_scope = "orders:write"
    filter_backends = [DjangoFilterBackend]

    def get_serializer_context(self) -> dict[str, Any]:
        caller = None if getattr(self, "swagger_fake_view", False) else known_caller(self.request)
        return {**super().get_serializer_context(), **order_context(caller)}


@extend_schema(tags=TAGS)
class OrderViewSet(OrdersViewSet):
    """Orders."""

    is_public = True
    filterset_class = OrderFilter
    orderings = ORDERINGS[OPEN]

    @extend_schema(operation_id="orders_list", summary="Open orders, as anybody may read them")
    def list(self, request: Request) -> Response:
        filters = OrderFilter(request.query_params, Order.objects.none(), request=request).wanted

        caller = known_caller(request)

        def find(sort: str, cursor: str | None, size: int) -> Page[Order]:
            return order_page(replace(filters, sort=sort), cursor, size=size, reader=caller.user if caller else None)

        pages = self.paginator
        assert isinstance(pages, CursorPages)
        rows = completed(pages.paginate(request, ORDERINGS[filters.when], Order, find), caller)
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(operation_id="orders_retrieve", summary="One order")
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self._told(get_object_or_404(orders_for(known_caller(request)), public_id=public_id))

    @extend_schema(
        operation_id="orders_create",
        summary="Begin a draft",
        parameters=[ORGANISATION],
        request=NewDraftSerializer,
        responses={201: OrderSerializer},
    )
    def create(self, request: Request) -> Response:
        sent = _sent(NewDraftSerializer(data=request.data))
        organisation = self._organisation(request, sent.pop("client", None))
        order = actions.create_draft(organisation, merged(empty_draft(), sent), actor=caller_of(request).user)
        return self._created(request, order)

    @extend_schema(operation_id="orders_update", summary="Change a draft", request=DraftChangeSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        order = self._own(request, public_id)
        sent = _sent(DraftChangeSerializer(order, data=request.data))
        actions.save_draft(order, merged(draft_of(order), sent), actor=caller_of(request).user)
        return self._again(request, order)

    @extend_schema(
        operation_id="orders_change", summary="Publish a change of an open order", request=OrderChangeSerializer
    )
    @action(detail=True, methods=["post"])
    def change(self, request: Request, public_id: str) -> Response:
        """A new version; whoever has sent a bid is told what changed."""
        order = self._own(request, public_id)
        sent = _sent(OrderChangeSerializer(order, data=request.data))
        version, reason = sent.pop("version"), sent.pop("reason")
        draft, actor = merged(draft_of(order), sent), caller_of(request).user
        actions.publish_change(order, draft, base=version, reason=reason, actor=actor)
        return self._again(request, order)

    @extend_schema(
        operation_id="orders_versions",
        summary="What the order said before, the newest first",
        responses=VersionSerializer(many=True),
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def versions(self, request: Request, public_id: str) -> Response:
        order = get_object_or_404(orders_for(known_caller(request)), public_id=public_id)
        return Response(VersionSerializer(order.versions.order_by("-number"), many=True).data)

    @extend_schema(operation_id="orders_publish", summary="Publish a draft", request=None)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, public_id: str) -> Response:
        return self._move(request, public_id, actions.publish_order)

    @extend_schema(
        operation_id="orders_open_bids",
        summary="Open the sealed bids, once the last day for bids is over",
        request=None,
    )
    @action(detail=True, methods=["post"], url_path="open-bids")
    def open_bids(self, request: Request, public_id: str) -> Response:
        return self._move(request, public_id, actions.open_bids)

    @extend_schema(operation_id="orders_close", summary="End it without further awards", request=None)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, public_id: str) -> Response:
        return self._move(request, public_id, actions.close_order)

    @extend_schema(operation_id="orders_withdraw", summary="Take it off the public pages", request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, public_id: str) -> Response:
        return self._move(request, public_id, actions.withdraw_order)

    @extend_schema(
        operation_id="orders_copy",
        summary="A new draft with the same content",
        request=None,
        responses={201: OrderSerializer},
    )
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, public_id: str) -> Response:
        order = self._own(request, public_id)
        return self._created(request, actions.copy_order(order, actor=caller_of(request).user))

    def _move(self, request: Request, public_id: str, move: Callable[..., Order]) -> Response:
        order = self._own(request, public_id)
        move(order, actor=caller_of(request).user)
        return self._again(request, order)

    def _own(self, request: Request, public_id: str) -> Order:
        return get_object_or_404(own_orders(caller_of(request)), public_id=public_id)

    def _organisation(self, request: Request, client: str | None) -> Organisation:
        """The one that is named, else the caller's first. Raises PermissionDenied, ValidationError."""
        caller = caller_of(request)
        if not caller.organisations:
            raise PermissionDenied
        named = client or request.query_params.get("organisation")
        found = caller.client(named)
        if found is None:
            field = "client" if client else "organisation"
            raise ValidationError({field: _("You do not act for this organisation.")}, "invalid_choice")
        return found

    def _created(self, request: Request, order: Order) -> Response:
        answer = self._again(request, order)
        answer.status_code = status.HTTP_201_CREATED
        address = reverse("api:order-detail", args=[order.public_id])
        answer.headers["Location"] = request.build_absolute_uri(address)
        return answer

    def _again(self, request: Request, order: Order) -> Response:
        """As it is now."""
        return self._told(own_orders(caller_of(request)).get(pk=order.pk))

    def _told(self, order: Order) -> Response:
        return Response(self.get_serializer(order).data)


@extend_schema(tags=TAGS)
class OwnOrderViewSet(OrdersViewSet):
    """The orders of the caller's organisations, drafts included."""

    filterset_class = OwnOrderFilter
    orderings = {"changed": LAST_CHANGED}

    @extend_schema(operation_id="own_orders_list", summary="Orders of the caller's organisations")
    def list(self, request: Request) -> Response:
        return self.page_of(self.filter_queryset(own_orders(caller_of(request))))


def _sent(serializer: DraftSerializer) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    sent: dict[str, Any] = serializer.validated_data
    return sent
