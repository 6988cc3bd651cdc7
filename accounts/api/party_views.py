"""The profiles of firms and of lent people, for those who keep them: as one's own profile, at an address with the
party's id.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import profile_views as own
from accounts.api.base import ApiViewSet
from accounts.api.callers import caller_of
from accounts.api.filters import PartyFilter
from accounts.api.party_serializers import PartySerializer
from accounts.api.profile_serializers import HandleSerializer, PartyProfileChangeSerializer, ProfileSerializer
from accounts.api.reach import edited_profile
from accounts.lending import BY_NAME
from accounts.models import Party, PastWork, Profile

TAGS = ["parties"]


@extend_schema(tags=TAGS)
class PartyViewSet(ApiViewSet):
    """Whom the request acts for when there is work to be had."""

    queryset = Party.objects.none()  # for the schema
    serializer_class = PartySerializer
    read_scope = "bids:read"
    filter_backends = [DjangoFilterBackend]
    filterset_class = PartyFilter
    orderings = {"handle": BY_NAME}

    def get_queryset(self) -> QuerySet[Party]:
        return caller_of(self.request).parties.select_related("organisation")

    @extend_schema(operation_id="parties_list", summary="Parties the caller bids for")
    def list(self, request: Request) -> Response:
        return self.page_of(self.filter_queryset(self.get_queryset()))


class _OfParty(own.OwnProfileViewSet):
    """The same addresses once more, with a party in them; what stands there belongs to an organisation."""

    read_scope = "organisation:read"
    write_scope = "organisation:write"
    operation_prefix = "party_"
    party = ""

    def dispatch(self, request: HttpRequest, *args: Any, party: str = "", **kwargs: Any) -> HttpResponseBase:
        """The handlers of one's own profile know no party: it is kept here."""
        self.party = party
        return super().dispatch(request, *args, **kwargs)

    def own(self) -> Profile:
        """Raises Http404, PermissionDenied for somebody who only reads there."""
        return edited_profile(caller_of(self.request), self.party)


class PartyProfileViewSet(_OfParty, own.ProfileViewSet):
    change_serializer: type[HandleSerializer] = PartyProfileChangeSerializer

    @extend_schema(operation_id="profile_retrieve", summary="The profile of a firm or a lent person")
    def retrieve(self, request: Request) -> Response:
        return super().retrieve(request)

    @extend_schema(
        operation_id="profile_update",
        summary="Change it",
        request=PartyProfileChangeSerializer,
        responses=ProfileSerializer,
    )
    def partial_update(self, request: Request) -> Response:
        return super().partial_update(request)


class PartySkillViewSet(_OfParty, own.ProfileSkillViewSet):
    pass


class PartyLanguageViewSet(_OfParty, own.ProfileLanguageViewSet):
    pass


class PartyWorkViewSet(_OfParty, own.ProfileWorkViewSet):
    def address_of(self, work: PastWork) -> str:
        return reverse("api:party-profile-work-detail", args=[self.party, work.public_id])
