"""A partner firm: its facts, its team and its certificates, at the address of its organisation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actions
from accounts.api.base import PUBLIC_ID, ApiViewSet
from accounts.api.callers import caller_of
from accounts.api.firm_serializers import (
    CertificateSerializer,
    FirmChangeSerializer,
    FirmSerializer,
    TeamMemberSerializer,
    ToldMemberSerializer,
)
from accounts.api.reach import organisation_of_kind
from accounts.forms.firms import FIRM_REFUSALS, blamed_of_firm
from accounts.models import FirmCertificate, FirmMember, Organisation, OrganisationKind, Party
from accounts.queries import firm_of, team_of
from accounts.rules import may_edit_organisation

TAGS = ["firms"]
PATTERN = {"type": "string", "pattern": f"^{PUBLIC_ID}$"}
ORGANISATION = OpenApiParameter("public_id", PATTERN, "path", description="The id of the firm's organisation.")


class OfFirmViewSet(ApiViewSet):
    """What every address about a firm shares."""

    queryset = Party.objects.none()  # for the schema
    serializer_class: Any = FirmSerializer
    read_scope = "organisation:read"
    write_scope = "organisation:write"
    pagination_class = None
    refused_entries = FIRM_REFUSALS

    def blamed(self, error: Exception) -> tuple[str, Any]:
        entry, sentence = blamed_of_firm(error)
        return ("account" if entry == "user" else entry), sentence

    def organisation(self, public_id: str) -> Organisation:
        """Raises Http404 for those that are no partner firm, or that the request does not act for."""
        return organisation_of_kind(caller_of(self.request), OrganisationKind.PARTNER_FIRM, public_id)

    def edited_organisation(self, public_id: str) -> Organisation:
        """Raises Http404, PermissionDenied for somebody who only reads there."""
        organisation = self.organisation(public_id)
        if not may_edit_organisation(caller_of(self.request).user, organisation):
            raise PermissionDenied
        return organisation

    def edited(self, public_id: str) -> Party:
        """Raises Http404, also for a firm that has not told its facts yet, and PermissionDenied."""
        return _there(firm_of(self.edited_organisation(public_id)))

    def told(self, public_id: str) -> Response:
        """The firm as it is now."""
        party = _there(firm_of(self.organisation(public_id)))
        prefetch_related_objects([party.firm], Prefetch("members", team_of(party.firm)))
        return Response(FirmSerializer(party).data)

    def sent(self, serializer: Any) -> Any:
        serializer.is_valid(raise_exception=True)
        return serializer


@extend_schema(tags=TAGS, parameters=[ORGANISATION])
class FirmViewSet(OfFirmViewSet):
    """What a firm says of itself."""

    @extend_schema(operation_id="firm_retrieve", summary="One's own firm")
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.told(public_id)

    @extend_schema(operation_id="firm_update", summary="Change its facts", request=FirmChangeSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        """Also where a firm that was registered in another way gets the party by which it bids."""
        organisation, user = self.edited_organisation(public_id), caller_of(request).user
        party = firm_of(organisation)
        context = {"firm": party.firm if party else None}
        facts = self.sent(FirmChangeSerializer(organisation, data=request.data, context=context))
        with transaction.atomic():
            actions.edit_organisation(organisation, actor=user, **facts.of_organisation())
            actions.edit_firm(party or actions.open_firm(organisation), actor=user, **facts.of_firm())
        return self.told(public_id)


@extend_schema(tags=TAGS, parameters=[ORGANISATION])
class TeamViewSet(OfFirmViewSet):
    """Who belongs to the team. Bids that were sent keep what they said."""

    serializer_class = TeamMemberSerializer

    @extend_schema(
        operation_id="firm_team_create", summary="Add somebody to the team", responses={201: ToldMemberSerializer}
    )
    def create(self, request: Request, public_id: str) -> Response:
        party = self.edited(public_id)
        return self._saved(party, None, TeamMemberSerializer(data=request.data, context={"firm": party.firm}))

    @extend_schema(operation_id="firm_team_update", summary="Change somebody of it", responses=ToldMemberSerializer)
    def partial_update(self, request: Request, public_id: str, member: str) -> Response:
        party = self.edited(public_id)
        row, context = self._member(party, member), {"firm": party.firm}
        return self._saved(party, row, TeamMemberSerializer(row, data=request.data, partial=True, context=context))

    @extend_schema(operation_id="firm_team_drop", summary="Remove somebody", responses={200: FirmSerializer})
    def destroy(self, request: Request, public_id: str, member: str) -> Response:
        party = self.edited(public_id)
        actions.remove_team_member(party, self._member(party, member), actor=caller_of(request).user)
        return self.told(public_id)

    def _member(self, party: Party, public_id: str) -> FirmMember:
        return get_object_or_404(team_of(party.firm), public_id=public_id)

    def _saved(self, party: Party, member: FirmMember | None, serializer: TeamMemberSerializer) -> Response:
        facts = self.sent(serializer).facts()
        row = actions.save_team_member(party, member, actor=caller_of(self.request).user, **facts)
        told = ToldMemberSerializer(self._member(party, row.public_id)).data
        return Response(told, status.HTTP_200_OK if member else status.HTTP_201_CREATED)


@extend_schema(tags=TAGS, parameters=[ORGANISATION])
class CertificateViewSet(OfFirmViewSet):
    """Which papers it says it holds."""

    serializer_class = CertificateSerializer

    @extend_schema(
        operation_id="firm_certificates_create", summary="Add a certificate", responses={201: CertificateSerializer}
    )
    def create(self, request: Request, public_id: str) -> Response:
        party, sent = self.edited(public_id), self.sent(CertificateSerializer(data=request.data))
        row = actions.save_certificate(party, None, actor=caller_of(request).user, **sent.validated_data)
        return Response(CertificateSerializer(row).data, status.HTTP_201_CREATED)

    @extend_schema(operation_id="firm_certificates_update", summary="Change one")
    def partial_update(self, request: Request, public_id: str, certificate: str) -> Response:
        party = self.edited(public_id)
        row = self._certificate(party, certificate)
        before: Any = {name: getattr(row, name) for name in ("name", "number", "valid_until")}
        sent = self.sent(CertificateSerializer(row, data=request.data, partial=True)).validated_data
        row = actions.save_certificate(party, row, actor=caller_of(request).user, **(before | sent))
        return Response(CertificateSerializer(row).data)

    @extend_schema(operation_id="firm_certificates_drop", summary="Remove one", responses={200: FirmSerializer})
    def destroy(self, request: Request, public_id: str, certificate: str) -> Response:
        party = self.edited(public_id)
        actions.remove_certificate(party, self._certificate(party, certificate), actor=caller_of(request).user)
        return self.told(public_id)

    def _certificate(self, party: Party, public_id: str) -> FirmCertificate:
        return get_object_or_404(party.firm.certificates, public_id=public_id)


def _there(party: Party | None) -> Party:
    if party is None:
        raise Http404
    return party
