"""Where the API begins, what it says about itself, and the answer to addresses that lead nowhere."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.problems import problem_kind


class SchemaView(SpectacularAPIView):
    """JSON unless YAML is asked for."""

    is_public = True
    renderer_classes = list(reversed(SpectacularAPIView.renderer_classes))


class DocsView(SpectacularSwaggerSplitView):
    """The schema as a page for people, without an inline script or style."""

    is_public = True
    url_name = "api:schema"
    template_name = "portal/api_docs.html"
    template_name_js = "drf_spectacular/swagger_ui.js"


class ProblemView(APIView):
    """What a code means: where the ``type`` of a problem document leads."""

    is_public = True
    pagination_class = None

    @extend_schema(
        operation_id="problem_retrieve",
        tags=["problems"],
        responses=inline_serializer(
            "ProblemKind",
            {
                "code": serializers.CharField(),
                "status": serializers.IntegerField(),
                "title": serializers.CharField(),
                "detail": serializers.CharField(),
            },
        ),
    )
    def get(self, request: Request, code: str) -> Response:
        kind = problem_kind(code)
        if kind is None:
            raise Http404
        return Response(kind)


class NowhereView(APIView):
    """Any other address under /api/."""

    is_public = True
    http_method_names = ["get", "post", "put", "patch", "delete", "head", "options"]

    @extend_schema(exclude=True)
    def get(self, request: Request, **_address: str) -> Response:
        raise Http404

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whoever asks and however: there is nothing here."""
        raise Http404


class StartView(APIView):
    """Where to go from here."""

    is_public = True

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        names = ("schema", "docs", "me", "skill-list")
        return Response({name: request.build_absolute_uri(reverse(f"api:{name}")) for name in names})
