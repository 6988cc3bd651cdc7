"""Notices of the person who asks."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiViewSet
from accounts.api.callers import person_of
from common.keyset import Key, Ordering
from messaging import actions, queries
from messaging.api.serializers import NoticeSerializer, UnreadSerializer
from messaging.models import Notification


@extend_schema(tags=["notices"])
class NoticeViewSet(ApiViewSet):
    """What the caller was told, newest first."""

    queryset = Notification.objects.none()  # for the schema; rows are fetched through their reader
    serializer_class = NoticeSerializer
    lookup_field = "pk"
    lookup_value_regex = "[0-9]{1,18}"
    read_scope = "notices:read"
    write_scope = "notices:write"
    orderings = {"newest": Ordering("api.notices", (Key("created_at"), Key("id")))}

    @extend_schema(operation_id="notices_list", summary="Notices, newest first")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(queries.notifications_of(person_of(request)))
        return self.get_paginated_response(self.get_serializer(queries.as_told(page or []), many=True).data)

    @extend_schema(operation_id="notices_read", summary="Mark one as read", request=None, responses=UnreadSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        person = person_of(request)
        actions.mark_read(get_object_or_404(queries.notifications_of(person), pk=int(pk)))
        return Response({"unread": queries.unread_count(person)})

    @extend_schema(
        operation_id="notices_read_all", summary="Mark all as read", request=None, responses=UnreadSerializer
    )
    @action(detail=False, methods=["post"], url_path="read")
    def read_all(self, request: Request) -> Response:
        person = person_of(request)
        actions.mark_all_read(person)
        return Response({"unread": queries.unread_count(person)})
