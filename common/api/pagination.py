"""Lists by cursor: each page begins where the one before ended, however deep, and nothing is ever counted."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError, ValidationError
from django.db.models import F, Q
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError as RefusedEntry
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

if TYPE_CHECKING:
    from django.db.models import Model
    from django.db.models.expressions import OrderBy
    from rest_framework.request import Request
    from rest_framework.views import APIView

PAGE_SIZE, LARGEST_PAGE = 20, 100


@dataclass(frozen=True)
class Column:
    """One column a list is sorted by; empty values stand at the end, in either direction."""

    name: str
    descending: bool = False
    nullable: bool = False

    @classmethod
    def parse(cls, text: str) -> Column:
        """``-published_at`` is descending, ``budget?`` may be empty."""
        return cls(text.strip("-?"), text.startswith("-"), text.endswith("?"))

    def ordering(self, *, backwards: bool) -> OrderBy:
        nulls = {"nulls_first" if backwards else "nulls_last": True} if self.nullable else {}
        column = F(self.name)
        return column.desc(**nulls) if self.descending != backwards else column.asc(**nulls)

    def beyond(self, value: Any, *, backwards: bool) -> Q:
        """Rows that come after this value, without those equal to it."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backwards else Q(pk__in=[])
        compared = Q(**{f"{self.name}__{'lt' if self.descending != backwards else 'gt'}": value})
        return compared | Q(**{f"{self.name}__isnull": True}) if self.nullable and not backwards else compared

    def equal(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


@dataclass(frozen=True)
class Place:
    """Where a page begins: the values of the row beside it, and whether the list is read backwards."""

    sort: str
    backwards: bool
    values: tuple[Any, ...]

    def encode(self) -> str:
        told = json.dumps([self.sort, self.backwards, *(_portable(value) for value in self.values)])
        return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Place:
        """Raises ValueError."""
        padded = text + "=" * (-len(text) % 4)
        sort, backwards, *values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        if not isinstance(sort, str) or not isinstance(backwards, bool):
            raise TypeError
        return cls(sort, backwards, tuple(values))


class CursorPages(BasePagination):
    """The view names its ``orderings``: name → columns, the last one unique; the first name is the default."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.request = request
        orderings: Mapping[str, tuple[str, ...]] = getattr(view, "orderings", {"newest": ("-pk",)})
        self.sort = _chosen(request.query_params.get("sort"), orderings)
        self.size = _size(request.query_params.get("page_size"))
        place = _place(request.query_params.get("cursor"), self.sort)
        self.columns = [Column.parse(text) for text in orderings[self.sort]]
        backwards = place is not None and place.backwards
        ordered = queryset.order_by(*(column.ordering(backwards=backwards) for column in self.columns))
        if place is not None:
            ordered = ordered.filter(_beyond(self.columns, _typed(place, self.columns, queryset.model), backwards))
        return self._page(list(ordered[: self.size + 1]), place)

    def _page(self, found: list[Any], place: Place | None) -> list[Any]:
        has_more = len(found) > self.size
        rows = found[: self.size]
        if place is not None and place.backwards:
            rows.reverse()
            has_next, has_previous = True, has_more
        else:
            has_next, has_previous = has_more, place is not None
        self.next = self._link(rows[-1], backwards=False) if rows and has_next else None
        self.previous = self._link(rows[0], backwards=True) if rows and has_previous else None
        return rows

    def _link(self, row: Model, *, backwards: bool) -> str:
        values = tuple(_value(row, column.name) for column in self.columns)
        here = remove_query_param(self.request.build_absolute_uri(), "cursor")
        return replace_query_param(here, "cursor", Place(self.sort, backwards, values).encode())

    def get_paginated_response(self, data: list[Any]) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        properties = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        names = list(getattr(view, "orderings", {}))
        sizes = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        parameters: list[dict[str, Any]] = [
            _parameter("cursor", "Where the page begins, out of `next` or `previous`.", {"type": "string"}),
            _parameter("page_size", "Rows on a page.", sizes),
        ]
        if len(names) > 1:
            choices = {"type": "string", "enum": names, "default": names[0]}
            parameters.append(_parameter("sort", "What the list is sorted by.", choices))
        return parameters


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _beyond(columns: list[Column], values: tuple[Any, ...], backwards: bool) -> Q:  # noqa: FBT001 -- one private caller
    """Rows after the given one: later in the first column, or equal there and later in the next, and so on."""
    first, value = columns[0], values[0]
    after = first.beyond(value, backwards=backwards)
    if len(columns) == 1:
        return after
    found = after | (first.equal(value) & _beyond(columns[1:], values[1:], backwards))
    # Says again what follows from the above, in a form in which an index on the first column is entered at the place.
    return found if first.nullable else Q(**{f"{first.name}__{_bound(first, backwards)}": value}) & found


def _bound(column: Column, backwards: bool) -> str:  # noqa: FBT001 -- one private caller
    return "lte" if column.descending != backwards else "gte"


def _chosen(name: str | None, orderings: Mapping[str, tuple[str, ...]]) -> str:
    if not name:
        return next(iter(orderings))
    if name not in orderings:
        raise RefusedEntry({"sort": _("Choose one of: %(names)s.") % {"names": ", ".join(orderings)}}, "invalid_choice")
    return name


def _size(text: str | None) -> int:
    if not text:
        return PAGE_SIZE
    if not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= LARGEST_PAGE):
        raise RefusedEntry({"page_size": _("Choose a number from 1 to %(most)d.") % {"most": LARGEST_PAGE}}, "invalid")
    return int(text)


def _place(cursor: str | None, sort: str) -> Place | None:
    if not cursor:
        return None
    try:
        place = Place.decode(cursor)
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise _bad_cursor() from error
    if place.sort != sort:
        raise _bad_cursor()
    return place


def _typed(place: Place, columns: list[Column], model: type[Model]) -> tuple[Any, ...]:
    """The cursor's values as those columns hold them; a cursor is opaque, but anybody can write one."""
    if len(place.values) != len(columns):
        raise _bad_cursor()
    try:
        return tuple(_as_stored(value, column, model) for value, column in zip(place.values, columns, strict=True))
    except (ValidationError, FieldError, ValueError, TypeError) as error:
        raise _bad_cursor() from error


def _as_stored(value: Any, column: Column, model: type[Model]) -> Any:
    if value is None:
        if not column.nullable:
            raise ValueError
        return None
    if isinstance(value, str) and "\0" in value:
        raise ValueError
    field = model._meta.pk if column.name == "pk" else model._meta.get_field(column.name)  # noqa: SLF001 -- documented
    assert field is not None
    return field.clean(value, None) if column.name == "pk" else field.to_python(value)  # type: ignore[union-attr]


def _bad_cursor() -> RefusedEntry:
    return RefusedEntry({"cursor": _("This cursor is not one of ours, or belongs to another order of rows.")}, "cursor")


def _value(row: Model, name: str) -> Any:
    return row.pk if name == "pk" else getattr(row, name)


def _portable(value: Any) -> Any:
    return (
        value
        if value is None or isinstance(value, int | str)
        else force_str(value.isoformat() if hasattr(value, "isoformat") else value)
    )
