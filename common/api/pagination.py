"""Lists by cursor: each page begins where the one before ended, however deep, and nothing is ever counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from common.keyset import PAGE_SIZE, Ordering, Page, page_of

if TYPE_CHECKING:
    from django.db.models import Model
    from rest_framework.request import Request
    from rest_framework.views import APIView

LARGEST_PAGE = 100

# (name of the ordering, cursor, rows on a page) → page
type FindPage = Callable[[str, str | None, int], Page[Any]]


class CursorPages(BasePagination):
    """The view names its ``orderings``: what ``sort`` is called → columns; the first is the default."""

    page: Page[Any]

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        orderings: Mapping[str, Ordering] = view.orderings  # type: ignore[union-attr]  # every list view has them

        def find(sort: str, cursor: str | None, size: int) -> Page[Any]:
            return page_of(queryset, orderings[sort], cursor, size=size)

        return self.paginate(request, orderings, queryset.model, find)

    def paginate(
        self, request: Request, orderings: Mapping[str, Ordering], model: type[Model], find: FindPage
    ) -> list[Any]:
        """Rows of a page that is found in a way of its own. Raises ValidationError for what was not asked well."""
        self.request = request
        sort = _chosen(request.query_params.get("sort"), orderings)
        cursor = request.query_params.get("cursor")
        if cursor and orderings[sort].place(cursor, model) is None:
            raise ValidationError({"cursor": _BAD_CURSOR}, "cursor")
        self.page = find(sort, cursor, _size(request.query_params.get("page_size")))
        return self.page.rows

    def get_paginated_response(self, data: list[Any]) -> Response:
        links = {"next": self._link(self.page.next), "previous": self._link(self.page.previous)}
        return Response(links | {"results": data})

    def _link(self, cursor: str | None) -> str | None:
        here = remove_query_param(self.request.build_absolute_uri(), "cursor")
        return replace_query_param(here, "cursor", cursor) if cursor else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        names = list(getattr(view, "orderings", {}))
        sizes = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        parameters = [
            _parameter("cursor", "Where the page begins, out of `next` or `previous`.", {"type": "string"}),
            _parameter("page_size", "Rows on a page.", sizes),
        ]
        if len(names) > 1:
            choices = {"type": "string", "enum": names, "default": names[0]}
            parameters.append(_parameter("sort", "What the list is sorted by.", choices))
        return parameters


_BAD_CURSOR = _("This cursor is not one of ours, or belongs to another order of rows.")


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _chosen(name: str | None, orderings: Mapping[str, Ordering]) -> str:
    if not name:
        return next(iter(orderings))
    if name not in orderings:
        sentence = _("Choose one of: %(names)s.") % {"names": ", ".join(orderings)}
        raise ValidationError({"sort": sentence}, "invalid_choice")
    return name


def _size(text: str | None) -> int:
    if not text:
        return PAGE_SIZE
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= LARGEST_PAGE):
        raise ValidationError(
            {"page_size": _("Choose a number from 1 to %(most)d.") % {"most": LARGEST_PAGE}}, "invalid"
        )
    return int(text)
