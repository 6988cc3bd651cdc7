"""One's own page: who sees it, what one wishes for, the works one shows."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actions
from accounts.api.profile_views import WORK, OwnProfileViewSet
from accounts.api.showcase_serializers import ItemSerializer, ShowcaseChangeSerializer, ShowcaseSerializer
from accounts.models import PortfolioItem, Profile
from accounts.queries import portfolio_of, showcase_of

TAGS = ["profile"]


class OwnPageViewSet(OwnProfileViewSet):
    """What every address about one's own page shares."""

    serializer_class: type[serializers.BaseSerializer[Any]] = ShowcaseSerializer

    def shown(self, profile: Profile) -> Response:
        """The whole page, as it is now."""
        return Response(ShowcaseSerializer(showcase_of(profile)).data)


@extend_schema(tags=TAGS)
class ShowcaseViewSet(OwnPageViewSet):
    """The page of whoever asks."""

    @extend_schema(operation_id="showcase_retrieve", summary="One's own page")
    def retrieve(self, request: Request) -> Response:
        return self.shown(self.own())

    @extend_schema(operation_id="showcase_update", summary="Change it", request=ShowcaseChangeSerializer)
    def partial_update(self, request: Request) -> Response:
        profile = self.own()
        actions.change_showcase(profile, **self.sent(ShowcaseChangeSerializer(data=request.data)))
        return self.shown(profile)


@extend_schema(tags=TAGS)
class ShownWorkViewSet(OwnPageViewSet):
    """Works shown there, in the order the party chose."""

    serializer_class = ItemSerializer

    @extend_schema(operation_id="showcase_works_create", summary="Show a work", responses={201: ItemSerializer})
    def create(self, request: Request) -> Response:
        profile = self.own()
        facts = self.sent(ItemSerializer(data=request.data, context={"profile": profile}))
        item = actions.save_item(profile, None, **facts)
        address = request.build_absolute_uri(reverse("api:showcase-work-detail", args=[item.public_id]))
        return Response(ItemSerializer(item).data, status.HTTP_201_CREATED, headers={"Location": address})

    @extend_schema(operation_id="showcase_works_update", summary="Change one", parameters=[WORK])
    def partial_update(self, request: Request, public_id: str) -> Response:
        profile = self.own()
        item, context = self._item(profile, public_id), {"profile": profile}
        facts: Any = self.sent(ItemSerializer(item, data=request.data, partial=True, context=context))
        return Response(ItemSerializer(actions.save_item(profile, item, **facts)).data)

    @extend_schema(
        operation_id="showcase_works_drop", summary="Remove one", parameters=[WORK], responses={200: ShowcaseSerializer}
    )
    def destroy(self, request: Request, public_id: str) -> Response:
        profile = self.own()
        actions.remove_item(profile, self._item(profile, public_id))
        return self.shown(profile)

    @extend_schema(
        operation_id="showcase_works_raise",
        summary="Show one a place further up",
        parameters=[WORK],
        request=None,
        responses=ShowcaseSerializer,
    )
    def up(self, request: Request, public_id: str) -> Response:
        profile = self.own()
        actions.raise_item(profile, self._item(profile, public_id))
        return self.shown(profile)

    def _item(self, profile: Profile, public_id: str) -> PortfolioItem:
        return get_object_or_404(portfolio_of(profile), public_id=public_id)
