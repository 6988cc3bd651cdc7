"""Rankings for the organisation that ordered them, and for the people who are ranked."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiViewSet
from accounts.api.callers import Caller, caller_of, person_of
from accounts.models import Profile
from accounts.queries import freelancer_of, profile_for_page
from matching import queries
from matching.api.serializers import (
    CandidateSerializer,
    CandidatesSerializer,
    MatchSerializer,
    OwnMatchSerializer,
)
from matching.pages import candidates_page, explained_person, own_match_page
from orders.api.reach import orders_for
from orders.models import Order

TAGS = ["matches"]


class MatchesViewSet(ApiViewSet):
    """What every address about rankings shares."""

    queryset = Order.objects.none()  # for the schema
    read_scope = "matches:read"
    pagination_class = None


@extend_schema(tags=TAGS)
class CandidateViewSet(MatchesViewSet):
    """Who could carry out an order, the best first."""

    serializer_class = CandidatesSerializer

    @extend_schema(
        operation_id="candidates_retrieve_all", summary="The ranking of one's order", responses=CandidatesSerializer
    )
    def ranking(self, request: Request, public_id: str) -> Response:
        order = _ranked_order(caller_of(request), public_id)
        bids = queries.bids_by_party(order, caller_of(request).user)
        return Response(CandidatesSerializer(candidates_page(order, queries.MOST_SHOWN, bids=bids)).data)

    @extend_schema(operation_id="candidates_retrieve", summary="One candidate", responses=CandidateSerializer)
    def retrieve(self, request: Request, public_id: str, party: str) -> Response:
        order = _ranked_order(caller_of(request), public_id)
        ranking = queries.current_ranking(order)
        profile = queries.candidate_for_order(order, ranking, party)
        if profile is None:
            raise Http404
        is_ranked = ranking is not None and ranking.standing(profile.party_id) is not None
        person = explained_person(ranking, profile) if ranking is not None and is_ranked else None
        return Response(CandidateSerializer(_facts(order, profile, person)).data)


@extend_schema(tags=TAGS)
class OwnMatchViewSet(MatchesViewSet):
    """Where the caller stands."""

    serializer_class = MatchSerializer

    @extend_schema(
        operation_id="matches_list", summary="Open orders the caller is ranked in", responses=MatchSerializer(many=True)
    )
    def list(self, request: Request) -> Response:
        profile = freelancer_of(person_of(request))
        matches = queries.matches_of(profile.party) if profile else []
        return Response(MatchSerializer(matches, many=True).data)

    @extend_schema(
        operation_id="my_match_retrieve", summary="The caller's place for one order", responses=OwnMatchSerializer
    )
    def retrieve(self, request: Request, public_id: str) -> Response:
        person = person_of(request)
        order = get_object_or_404(orders_for(caller_of(request)).published(), public_id=public_id)
        profile = profile_for_page(person)
        if profile is None:
            raise Http404
        return Response(OwnMatchSerializer(_own_facts(order, profile)).data)


def _ranked_order(caller: Caller, public_id: str) -> Order:
    """As on the page, narrowed to whom a token acts for."""
    orders = queries.orders_of_client(caller.user)
    if caller.token is not None:
        orders = orders.filter(client__in=caller.clients().values("pk"))
    return get_object_or_404(orders, public_id=public_id)


def _facts(order: Order, profile: Profile, person: Any) -> dict[str, Any]:
    is_awarded = queries.is_awarded(order, profile.party)
    return {
        "profile": profile,
        "legal_name": profile.party.legal_name if is_awarded else None,
        "standing": person.standing if person else None,
        "parts": person.parts if person else [],
        "gaps": person.gaps if person else [],
    }


def _own_facts(order: Order, profile: Profile) -> dict[str, Any]:
    page = own_match_page(order, profile)
    return {
        "order": order,
        "standing": page.own.standing,
        "rule": page.own.rule,
        "sentence": page.rule_sentence,
        "parts": page.person.parts if page.person else [],
        "gaps": page.person.gaps if page.person else [],
    }
