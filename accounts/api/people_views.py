"""The people a company lends: its list, what is agreed, what they learnt and what is promised of their hours."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actions
from accounts.api.base import PUBLIC_ID, ApiViewSet
from accounts.api.callers import caller_of
from accounts.api.filters import PeopleFilter
from accounts.api.people_serializers import (
    AskedSerializer,
    ConsentSerializer,
    EndSerializer,
    NewPersonSerializer,
    PersonChangeSerializer,
    PersonLineSerializer,
    PersonSerializer,
    TrainingSerializer,
)
from accounts.api.reach import organisation_of_kind, people_for
from accounts.errors import AlreadyLentError
from accounts.forms.personnel import PERSON_REFUSALS, blamed_of_person
from accounts.lending import BY_NAME, NEWEST
from accounts.models import Giver, Organisation, OrganisationKind, Party
from accounts.models.parties import PartyQuerySet
from accounts.rules import may_edit_personnel
from common.site import site_address

TAGS = ["people"]
TRAINING = OpenApiParameter("public_id", {"type": "string", "pattern": f"^{PUBLIC_ID}$"}, "path")
NUMBER = OpenApiParameter("number", int, "path", description="Of a promise, out of `commitments`.")
LENDER = OpenApiParameter(
    "organisation", str, description="Id of the lending company, where the caller acts for several."
)


class OfPeopleViewSet(ApiViewSet):
    """What every address about lent people shares."""

    queryset = Party.objects.none()  # for the schema; rows are fetched through accounts.api.reach
    serializer_class: Any = PersonSerializer
    read_scope = "organisation:read"
    write_scope = "organisation:write"
    refused_entries = PERSON_REFUSALS
    lender: Organisation | None = None

    def blamed(self, error: Exception) -> tuple[str, Any]:
        return blamed_of_person(error)

    def handle_exception(self, exc: Exception) -> Response:
        """Administrators hear of a person lent twice even where everything written for this request was undone."""
        if isinstance(exc, AlreadyLentError) and self.lender is not None:
            actions.report_lent_twice(self.lender, exc.party_id)
        return super().handle_exception(exc)

    def get_queryset(self) -> PartyQuerySet:
        return people_for(caller_of(self.request)).select_related("personnel", "profile", "organisation")

    def edited(self, party: str) -> Party:
        """Raises Http404, PermissionDenied for somebody who only reads there."""
        person: Party = get_object_or_404(self.get_queryset(), public_id=party)
        if not may_edit_personnel(caller_of(self.request).user, person):
            raise PermissionDenied
        self.lender = person.organisation
        return person

    def sent(self, serializer: Any) -> dict[str, Any]:
        serializer.is_valid(raise_exception=True)
        sent: dict[str, Any] = serializer.validated_data
        return sent

    def told(self, party: str) -> Response:
        """The person with everything, as it is now."""
        people = self.get_queryset().prefetch_related("consents", "personnel__trainings", "commitments")
        return Response(PersonSerializer(get_object_or_404(people, public_id=party)).data)


@extend_schema(tags=TAGS)
class PeopleViewSet(OfPeopleViewSet):
    """People a company lends."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = PeopleFilter
    orderings = {"handle": BY_NAME, "newest": NEWEST}

    @extend_schema(
        operation_id="people_list", summary="People the caller's company lends", responses=PersonLineSerializer
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert page is not None
        return self.get_paginated_response(PersonLineSerializer(page, many=True).data)

    @extend_schema(
        operation_id="people_create",
        summary="Put a person on the list",
        parameters=[LENDER],
        request=NewPersonSerializer,
        responses={201: PersonSerializer},
    )
    def create(self, request: Request) -> Response:
        """Nobody is shown the person before both sides have agreed."""
        caller = caller_of(request)
        self.lender = organisation_of_kind(caller, OrganisationKind.LENDER, request.query_params.get("organisation"))
        facts = self.sent(NewPersonSerializer(data=request.data))
        party = actions.create_personnel(self.lender, actor=caller.user, **facts).party
        answer = self.told(party.public_id)
        answer.status_code = status.HTTP_201_CREATED
        answer.headers["Location"] = request.build_absolute_uri(reverse("api:person-detail", args=[party.public_id]))
        return answer

    @extend_schema(operation_id="people_retrieve", summary="One of them")
    def retrieve(self, request: Request, party: str) -> Response:
        return self.told(party)

    @extend_schema(operation_id="people_update", summary="Change what is said of them", request=PersonChangeSerializer)
    def partial_update(self, request: Request, party: str) -> Response:
        person = self.edited(party)
        facts = self.sent(PersonChangeSerializer(person.profile, data=request.data))
        actions.edit_personnel(person, actor=caller_of(request).user, **facts)
        return self.told(party)

    @extend_schema(operation_id="people_stop", summary="Lend this person no longer", request=None)
    def stop(self, request: Request, party: str) -> Response:
        actions.stop_lending(self.edited(party), actor=caller_of(request).user)
        return self.told(party)


@extend_schema(tags=TAGS)
class PersonConsentViewSet(OfPeopleViewSet):
    """The company agrees, agrees no longer, or asks the person. What the person says comes from the person alone."""

    @extend_schema(operation_id="people_consent", summary="The company agrees", request=ConsentSerializer)
    def give(self, request: Request, party: str) -> Response:
        person, agreed = self.edited(party), self.sent(ConsentSerializer(data=request.data))
        actions.give_consent(person, Giver.COMPANY, by=caller_of(request).user, **agreed)
        return self.told(party)

    @extend_schema(operation_id="people_consent_withdraw", summary="The company agrees no longer", request=None)
    def withdraw(self, request: Request, party: str) -> Response:
        actions.withdraw_consent(self.edited(party), Giver.COMPANY, by=caller_of(request).user)
        return self.told(party)

    @extend_schema(
        operation_id="people_consent_ask",
        summary="Mail the person a link by which they agree",
        request=None,
        responses=AskedSerializer,
    )
    def ask(self, request: Request, party: str) -> Response:
        person = self.edited(party)
        link = actions.ask_for_consent(person, actor=caller_of(request).user, site=site_address())
        return Response(AskedSerializer(link).data)


@extend_schema(tags=TAGS)
class PersonTrainingViewSet(OfPeopleViewSet):
    """Courses they have finished."""

    serializer_class = TrainingSerializer

    @extend_schema(
        operation_id="people_trainings_create", summary="Add a training", responses={201: TrainingSerializer}
    )
    def create(self, request: Request, party: str) -> Response:
        person, facts = self.edited(party), self.sent(TrainingSerializer(data=request.data))
        row = actions.save_training(person, None, actor=caller_of(request).user, **facts)
        return Response(TrainingSerializer(row).data, status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="people_trainings_drop",
        summary="Remove one",
        parameters=[TRAINING],
        responses={200: PersonSerializer},
    )
    def destroy(self, request: Request, party: str, public_id: str) -> Response:
        person = self.edited(party)
        training = get_object_or_404(person.personnel.trainings, public_id=public_id)
        actions.remove_training(person, training, actor=caller_of(request).user)
        return self.told(party)


@extend_schema(tags=TAGS)
class PersonCommitmentViewSet(OfPeopleViewSet):
    """Hours that are promised."""

    @extend_schema(
        operation_id="people_commitment_end",
        summary="The work ends early: the hours are free again",
        parameters=[NUMBER],
        request=EndSerializer,
    )
    def end(self, request: Request, party: str, number: str) -> Response:
        commitment = get_object_or_404(self.edited(party).commitments, pk=number)
        from_day = self.sent(EndSerializer(data=request.data))["from_day"]
        actions.end_commitment(commitment, from_day=from_day, actor=caller_of(request).user)
        return self.told(party)
