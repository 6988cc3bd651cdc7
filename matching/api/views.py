"""Rankings for the organisation that ordered them, and for the people who are ranked."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiViewSet
from accounts.api.callers import Caller, NotPersonalError, caller_of, person_of
from accounts.models import OrganisationKind, Party, Profile
from accounts.queries import profile_for_page, profiles_with_everything, showcase_of
from common.ids import LENGTH, is_public_id
from matching import queries
from matching.api.serializers import (
    CandidateSerializer,
    CandidatesSerializer,
    GapCostsSerializer,
    MatchSerializer,
    OwnMatchSerializer,
    PartyPageSerializer,
)
from matching.gap_costs import gap_costs
from matching.pages import candidates_page, explained_person, own_match_page
from orders.api.reach import orders_for, received_bids
from orders.models import Order
from orders.records import times_chosen
from orders.states import BidStatus

TAGS = ["matches"]
PARTY = OpenApiParameter(
    "party",
    {"type": "string", "maxLength": LENGTH},
    description="Id of a firm or lent person the caller acts for, out of `parties`.",
)


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
        bids = received_bids(caller_of(request)).filter(order=order, party=profile.party, status=BidStatus.AWARDED)
        facts = _facts(profile, person) | {"legal_name": profile.party.legal_name if bids.exists() else None}
        return Response(CandidateSerializer(facts).data)


@extend_schema(tags=TAGS)
class OwnMatchViewSet(MatchesViewSet):
    """Where the caller stands, or the firm or lent person the caller acts for."""

    serializer_class = MatchSerializer

    @extend_schema(
        operation_id="matches_list",
        summary="Open orders in which parties of the caller are ranked",
        parameters=[PARTY],
        responses=MatchSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Without a party: the person's own; of a token of an organisation, the firm's or all its people's."""
        caller, named = caller_of(request), request.query_params.get("party")
        organisation = caller.token.organisation if caller.token else None
        if named is None and organisation is not None and organisation.kind == OrganisationKind.LENDER:
            matches = queries.matches_of_people(organisation)
        else:
            party = _own_party(caller, named)
            matches = queries.matches_of(party) if party else []
        return Response(MatchSerializer(matches, many=True).data)

    @extend_schema(
        operation_id="my_match_retrieve",
        summary="The place of a party of the caller for one order",
        parameters=[PARTY],
        responses=OwnMatchSerializer,
    )
    def retrieve(self, request: Request, public_id: str) -> Response:
        caller = caller_of(request)
        party = _own_party(caller, request.query_params.get("party"))
        order = get_object_or_404(orders_for(caller).published(), public_id=public_id)
        if party is None:
            raise Http404
        profile = profiles_with_everything([party.pk]).get()
        return Response(OwnMatchSerializer(_own_facts(order, profile)).data)


@extend_schema(tags=TAGS)
class PartyPageViewSet(MatchesViewSet):
    """What parties show of themselves."""

    serializer_class = PartyPageSerializer

    @extend_schema(operation_id="party_page_retrieve", summary="A party's own page")
    def retrieve(self, request: Request, party: str) -> Response:
        """For whoever acts for it, for clients it is shown to, and for all signed in where the party wants it."""
        caller = caller_of(request)
        client = caller.token.organisation if caller.token else None
        profile = queries.party_for(caller.user, party, client=client)
        if profile is None:
            raise Http404
        facts = {"profile": profile, "page": showcase_of(profile), "chosen": times_chosen(profile.party)}
        return Response(PartyPageSerializer(facts).data)


@extend_schema(tags=["profile"])
class GapCostsViewSet(MatchesViewSet):
    """What is not said in one's own profile."""

    serializer_class = GapCostsSerializer
    read_scope = "profile:read"

    @extend_schema(operation_id="profile_gap_costs", summary="What the unknowns of one's own profile cost today")
    def retrieve(self, request: Request) -> Response:
        profile = profile_for_page(person_of(request))
        if profile is None:
            raise Http404
        return Response(GapCostsSerializer(gap_costs(profile)).data)


def _own_party(caller: Caller, named: str | None) -> Party | None:
    """The named party of the caller; else the firm a token acts for, or the person as a freelancer or a lent person.

    Raises Http404 for a party of somebody else, NotPersonalError for a token of an organisation without a party.
    """
    if named is not None:
        return get_object_or_404(caller.parties, public_id=named if is_public_id(named) else "")
    organisation = caller.token.organisation if caller.token else None
    if organisation is not None and organisation.kind != OrganisationKind.PARTNER_FIRM:
        raise NotPersonalError
    return queries.ranked_party_of(caller.user, organisation)


def _ranked_order(caller: Caller, public_id: str) -> Order:
    """As on the page, narrowed to whom a token acts for."""
    orders = queries.orders_of_client(caller.user)
    if caller.token is not None:
        orders = orders.filter(client__in=caller.clients().values("pk"))
    return get_object_or_404(orders, public_id=public_id)


def _facts(profile: Profile, person: Any) -> dict[str, Any]:
    return {
        "profile": profile,
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
