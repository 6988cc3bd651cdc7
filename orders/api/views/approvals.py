"""What waits for approval: read by the client's members, decided by whose turn it is."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiViewSet
from accounts.api.callers import caller_of
from common.keyset import Key, Ordering
from orders import actions
from orders.api.approval_serializers import ApprovalSerializer, ApprovingSerializer, SendingBackSerializer
from orders.api.filters import ApprovalFilter
from orders.api.reach import approval_context, approvals_for
from orders.models import ApprovalRequest


@extend_schema(tags=["approvals"])
class ApprovalViewSet(ApiViewSet):
    """Requests for approval inside the caller's organisations."""

    queryset = ApprovalRequest.objects.none()  # for the schema; rows are fetched through orders.api.reach
    serializer_class = ApprovalSerializer
    read_scope = "orders:read"
    write_scope = "orders:write"
    filter_backends = [DjangoFilterBackend]
    filterset_class = ApprovalFilter
    orderings = {"asked": Ordering("api.approvals.asked", (Key("asked_at"), Key("public_id")))}

    def get_serializer_context(self) -> dict[str, Any]:
        if getattr(self, "swagger_fake_view", False):
            return dict(super().get_serializer_context())
        return {**super().get_serializer_context(), **approval_context(caller_of(self.request))}

    @extend_schema(operation_id="approvals_list", summary="What is or was asked for, the newest first")
    def list(self, request: Request) -> Response:
        return self.page_of(self.filter_queryset(approvals_for(caller_of(request))))

    @extend_schema(operation_id="approvals_retrieve", summary="One request with its chain")
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self._told(self._visible(request, public_id))

    @extend_schema(
        operation_id="approvals_approve",
        summary="Approve at one's turn; the last approval does what was asked for",
        request=ApprovingSerializer,
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, public_id: str) -> Response:
        asked, comment = self._visible(request, public_id), _comment(ApprovingSerializer(data=request.data))
        actions.approve(asked, comment=comment, actor=caller_of(request).user)
        return self._told(asked)

    @extend_schema(
        operation_id="approvals_send_back",
        summary="Send back at one's turn, saying what should be changed",
        request=SendingBackSerializer,
    )
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, public_id: str) -> Response:
        asked, comment = self._visible(request, public_id), _comment(SendingBackSerializer(data=request.data))
        actions.send_back(asked, comment=comment, actor=caller_of(request).user)
        return self._told(asked)

    @extend_schema(operation_id="approvals_take_back", summary="Stop asking", request=None)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, public_id: str) -> Response:
        asked = self._visible(request, public_id)
        actions.take_back(asked, actor=caller_of(request).user)
        return self._told(asked)

    def _visible(self, request: Request, public_id: str) -> ApprovalRequest:
        return get_object_or_404(approvals_for(caller_of(request)), public_id=public_id)

    def _told(self, asked: ApprovalRequest) -> Response:
        """As it is now."""
        return Response(self.get_serializer(approvals_for(caller_of(self.request)).get(pk=asked.pk)).data)


def _comment(serializer: ApprovingSerializer | SendingBackSerializer) -> str:
    serializer.is_valid(raise_exception=True)
    return str(serializer.validated_data["comment"])
