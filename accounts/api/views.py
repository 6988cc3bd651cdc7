"""Who one is, and one's organisations."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import actions
from accounts.api.base import ApiViewSet
from accounts.api.callers import caller_of
from accounts.api.serializers import MeSerializer, OrganisationSerializer
from accounts.models import Organisation
from common.keyset import Key, Ordering


class MeView(APIView):
    """Who asks, for whom, and with which permissions."""

    @extend_schema(operation_id="me_retrieve", tags=["me"], summary="Who the caller is", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(MeSerializer(caller_of(request)).data)


@extend_schema(tags=["organisations"])
class OrganisationViewSet(ApiViewSet):
    """The organisations the caller acts for."""

    serializer_class = OrganisationSerializer
    read_scope = "organisation:read"
    write_scope = "organisation:write"
    orderings = {"name": Ordering("organisations", (Key("name"), Key("public_id")), is_descending=False)}

    def get_queryset(self) -> QuerySet[Organisation]:
        mine = [organisation.pk for organisation in caller_of(self.request).organisations]
        visible = Organisation.objects.visible_to(caller_of(self.request).user)
        return visible.filter(pk__in=mine).select_related("prefecture", "municipality")

    @extend_schema(operation_id="organisations_list", summary="Organisations the caller acts for")
    def list(self, request: Request) -> Response:
        return self.page_of(self.get_queryset())

    @extend_schema(operation_id="organisations_retrieve", summary="One of them")
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self._told(get_object_or_404(self.get_queryset(), public_id=public_id))

    @extend_schema(operation_id="organisations_update", summary="Change its details")
    def partial_update(self, request: Request, public_id: str) -> Response:
        organisation = get_object_or_404(self.get_queryset(), public_id=public_id)
        facts: dict[str, Any] = self.checked(instance=organisation, partial=True)
        actions.edit_organisation(organisation, actor=caller_of(request).user, **facts)
        return self.retrieve(request, public_id)

    def _told(self, organisation: Organisation) -> Response:
        return Response(self.get_serializer(organisation).data)
