"""Imports and exports: bring a file, read what its check found, have it imported, take records away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django_filters.utils import translate_validation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import imports as actions
from accounts.api.base import ApiViewSet
from accounts.api.callers import Caller, caller_of
from accounts.api.import_serializers import ImportLineSerializer, ImportSerializer
from accounts.forms.imports import UploadForm
from accounts.importers import Importer, importer_of
from accounts.models import DataImport, Organisation
from accounts.models.imports import DataImportQuerySet
from common.api.parsers import CsvParser, JsonLinesParser
from common.downloads import download
from common.interchange.files import CONTENT_TYPES, as_file
from common.interchange.records import FORMATS
from common.keyset import Key, Ordering

TAGS = ["imports"]
KINDS = ("orders", "candidates", "organisations")
WHAT = OpenApiParameter("what", str, "path", enum=KINDS, description="What the records are about.")
OWNER = OpenApiParameter(
    "organisation",
    str,
    description="Id of the organisation it is for, where the caller acts for several. Administrators, who act for the "
    "platform, name here whose all the orders are; without it each row names its own client.",
)
CHOICES = [
    OpenApiParameter("publish", bool, description="Of orders: publish those that lack nothing. Else all are drafts."),
    OpenApiParameter("consent", bool, description="Of candidates: these people have agreed to be shown and ranked."),
]
FILE = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
BODY: Any = {
    "multipart/form-data": FILE,
    CsvParser.media_type: {"type": "string", "format": "binary"},
    JsonLinesParser.media_type: {"type": "string", "format": "binary"},
}


class FilesViewSet(ApiViewSet):
    """What every address about files shares."""

    queryset = DataImport.objects.none()  # for the schema; rows are fetched with what the caller may see
    serializer_class: Any = ImportSerializer
    read_scope = write_scope = "imports:write"

    def visible(self, request: Request) -> DataImportQuerySet:
        """What the person sees; with a token, what is for whom it acts."""
        caller = caller_of(request)
        imports = DataImport.objects.visible_to(caller.user).select_related("owner")
        if caller.token is None:
            return imports
        return imports.filter(owner__in=caller.clients()) if caller.organisations else imports.filter(owner=None)

    def importer(self, request: Request, what: str) -> tuple[Importer, Organisation | None]:
        """With the organisation it is for. Raises Http404, PermissionDenied, ValidationError."""
        owner, importer = _owner(caller_of(request), request.query_params.get("organisation")), importer_of(what)
        if importer is None:
            raise Http404
        if not importer.may_import(caller_of(request).user, owner):
            raise PermissionDenied
        return importer, owner

    def told(self, request: Request, data_import: DataImport, *, created: bool = False) -> Response:
        """With its report, as it is now."""
        found = self.visible(request).get(pk=data_import.pk)
        answer = Response(ImportSerializer(found).data)
        if created:
            answer.status_code = status.HTTP_201_CREATED
            address = reverse("api:import-detail", args=[found.public_id])
            answer.headers["Location"] = request.build_absolute_uri(address)
        return answer


@extend_schema(tags=TAGS)
class ImportViewSet(FilesViewSet):
    """Imports. A file is checked first, which writes nothing, and imported when that is asked for."""

    orderings = {"newest": Ordering("api.imports", (Key("created_at"), Key("public_id")), is_descending=True)}

    @extend_schema(
        operation_id="imports_list", summary="Imports, the newest first", responses=ImportLineSerializer(many=True)
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.visible(request).defer("problems"))
        return self.get_paginated_response(ImportLineSerializer(page, many=True).data)

    @extend_schema(operation_id="imports_retrieve", summary="How far an import has got, and its report")
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.told(request, self._found(request, public_id))

    @extend_schema(operation_id="imports_run", summary="Import a file that was checked", request=None)
    def run(self, request: Request, public_id: str) -> Response:
        found = self._found(request, public_id)
        actions.want_import(found, actor=caller_of(request).user)
        return self.told(request, found)

    @extend_schema(operation_id="imports_discard", summary="Forget a file without importing it", request=None)
    def discard(self, request: Request, public_id: str) -> Response:
        found = self._found(request, public_id)
        actions.discard_import(found, actor=caller_of(request).user)
        return self.told(request, found)

    def _found(self, request: Request, public_id: str) -> DataImport:
        return get_object_or_404(self.visible(request), public_id=public_id)


@extend_schema(tags=TAGS, parameters=[WHAT])
class UploadViewSet(FilesViewSet):
    """Files of records: CSV or JSON Lines."""

    parser_classes = [MultiPartParser, CsvParser, JsonLinesParser]

    @extend_schema(
        operation_id="imports_create",
        summary="Bring a file and have it checked",
        parameters=[OWNER, *CHOICES],
        request=BODY,
        responses={201: ImportSerializer},
    )
    def create(self, request: Request, what: str) -> Response:
        """As the body, or as `file` of a form. The check is a dry run: it says what the import would do, and why not.

        Follow `Location` until `status` is `checked` or `refused`.
        """
        importer, owner = self.importer(request, what)
        form = _valid(UploadForm(None, MultiValueDict({"file": _files(request)})))
        options = _options(importer, request, owner)
        file = form.cleaned_data["file"]
        brought = (file.name, file.chunks())
        actor = caller_of(request).user
        found = actions.upload_import(importer, brought, actor=actor, owner=owner, options=options)
        return self.told(request, found, created=True)


class AnswersAFile(BaseContentNegotiation):
    """The address says the format, whatever is accepted."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


@extend_schema(tags=TAGS, parameters=[WHAT, OpenApiParameter("written", str, "path", enum=FORMATS)])
class ExportViewSet(FilesViewSet):
    """Everything of one kind that the caller may take away."""

    content_negotiation_class = AnswersAFile
    pagination_class = None

    @extend_schema(
        operation_id="exports_retrieve",
        summary="Everything of one kind as a file",
        parameters=[OpenApiParameter("organisation", str, description="Id of the organisation whose it is.")],
        responses={
            (200, media_type.partition(";")[0]): OpenApiResponse(OpenApiTypes.BINARY)
            for media_type in CONTENT_TYPES.values()
        },
    )
    def retrieve(self, request: Request, what: str, written: str) -> HttpResponseBase:
        """The same records can be imported again."""
        importer, owner = self.importer(request, what)
        format_ = next(known for known in FORMATS if known == written)
        records = importer.records(caller_of(request).user, owner)
        content = as_file(records, importer.fields, format_)
        name = f"{importer.kind}.{format_}"
        return download(request._request, content, name, CONTENT_TYPES[format_])  # noqa: SLF001 -- DRF offers no other


def _owner(caller: Caller, named: str | None) -> Organisation | None:
    """For whom files are brought: the platform for administrators, else an organisation of the caller's or one that
    gave it a mandate. Raises PermissionDenied, ValidationError.
    """
    if caller.user.is_staff and (caller.token is None or caller.token.organisation is None):
        return None
    if not caller.organisations:
        raise PermissionDenied
    found = caller.client(named)
    if found is None:
        raise ValidationError({"organisation": _("You do not act for this organisation.")}, "invalid_choice")
    return found


def _files(request: Request) -> list[Any]:
    """What was sent as ``file``; a text instead of a file is none."""
    files: list[Any] = request.FILES.getlist("file")
    return files


def _options(importer: Importer, request: Request, owner: Organisation | None) -> Mapping[str, Any]:
    """For DataImport.options. Raises ValidationError."""
    if importer.options is None:
        return {}
    typed = request.query_params.dict()
    typed["client"] = "one" if typed.get("organisation") else "each"
    form = _valid(importer.options(typed, user=caller_of(request).user, owner=owner))
    options: Mapping[str, Any] = form.options  # type: ignore[attr-defined]  # every form of choices has them
    return options


def _valid[Filled: Form](form: Filled) -> Filled:
    if not form.is_valid():
        raise translate_validation(form.errors)
    return form
