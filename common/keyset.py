"""Pages of a list that may grow without end: found from the row before, never by counting.

An `Ordering` says by which columns the rows stand; the place of a page is a `cursor`, a signed text for its address.
A page deep in a list costs what the first one does, where an index has the same columns in the same direction.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce, Greatest

if TYPE_CHECKING:
    from django.db.models import Field
    from django.db.models.expressions import Combinable

__all__ = ["PAGE_SIZE", "Key", "Ordering", "Page", "Place", "page_of"]

PAGE_SIZE: Final = 20

type Take[Row: Model] = Callable[[QuerySet[Row], Place | None, int], list[Row]]


@dataclass(frozen=True)
class Key:
    """One column of an ordering; ``null_as`` stands for an empty value and must be no value of the column.

    ``field`` reads the value out of a cursor; the model's own one does where ``name`` is no annotation.
    """

    name: str
    null_as: int | None = None
    field: Field[Any, Any] | None = None

    @property
    def expression(self) -> Combinable:
        return F(self.name) if self.null_as is None else Coalesce(self.name, self.null_as)

    def value_in(self, row: Model) -> Any:
        value = attrgetter(self.name.replace("__", "."))(row)
        return self.null_as if value is None else value


@dataclass(frozen=True)
class Place:
    """Beside which row a page lies: the values of its keys. ``number`` is the page as the reader counts."""

    values: tuple[Any, ...]
    number: int
    is_before: bool = False


@dataclass(frozen=True)
class Page[Row: Model]:
    """One page. ``previous`` and ``next`` are cursors, None at an end; ``number`` as the reader counts."""

    rows: list[Row]
    number: int
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class Ordering:
    """The columns rows stand by, all in one direction: PostgreSQL compares them as one value, and so can an index.

    The last key is unique. ``name`` goes into the signature, so a cursor of one list means nothing to another.
    Keys are shown to whoever can decode base64: use what the page shows anyway and a public id.
    """

    name: str
    keys: tuple[Key, ...]
    is_descending: bool = True

    @property
    def expressions(self) -> list[Any]:
        return [key.expression for key in self.keys]

    def sorted[Row: Model](self, rows: QuerySet[Row], *, backwards: bool = False) -> QuerySet[Row]:
        return self._sorted_by(rows, self.expressions, backwards=backwards)

    def beyond[Row: Model](self, rows: QuerySet[Row], place: Place | None) -> QuerySet[Row]:
        """The rows after a place, or before it where it says so; all of them without one."""
        if place is None:
            return rows
        compare = TupleLessThan if self.is_descending != place.is_before else TupleGreaterThan
        return rows.filter(compare(Tuple(*self.expressions), place.values))

    def horizon[Row: Model](self, rows: QuerySet[Row], place: Place | None, steps: int) -> Place | None:
        """The row so many steps on from a place, looking back from it; None where the list ends before.

        `beyond` it are, of the rows after the place, the nearest.
        """
        is_before = _looks_back(place)
        found = self.sorted(self.beyond(rows, place), backwards=is_before).values_list(*self.expressions)
        values = next(iter(found[steps : steps + 1]), None)
        return None if values is None else Place(values, 0, is_before=not is_before)

    def take[Row: Model](self, rows: QuerySet[Row], place: Place | None, limit: int) -> list[Row]:
        """Up to ``limit`` rows, the nearest to the place first."""
        return list(self.sorted(self.beyond(rows, place), backwards=_looks_back(place))[:limit])

    def take_sorting[Row: Model](self, rows: QuerySet[Row], place: Place | None, limit: int) -> list[Row]:
        """As `take`, but by finding all rows and sorting them: best where few fit, and never down the index."""
        first, *others = self.expressions
        by = [Greatest(first, first), *others]  # the same value, but nothing an index stands by
        return list(self._sorted_by(self.beyond(rows, place), by, backwards=_looks_back(place))[:limit])

    def cursor(self, row: Model, number: int, *, is_before: bool = False) -> str:
        values = [_written(key.value_in(row)) for key in self.keys]
        return self._signer.sign_object([int(is_before), number, *values])

    def place(self, cursor: str | None, model: type[Model]) -> Place | None:
        """What a cursor says; None, the first page, for one that is not ours, not of this list or from older code."""
        if not cursor:
            return None
        with suppress(BadSignature, ValidationError, ValueError, TypeError):
            is_before, number, *written = self._signer.unsign_object(cursor)
            fields = [key.field or _field(model, key.name) for key in self.keys]
            values = tuple(field.to_python(text) for field, text in zip(fields, written, strict=True))
            return Place(values, int(number), bool(is_before))
        return None

    def _sorted_by[Row: Model](self, rows: QuerySet[Row], by: list[Any], *, backwards: bool) -> QuerySet[Row]:
        descending = self.is_descending != backwards
        return rows.order_by(*(each.desc() if descending else each.asc() for each in by))

    @property
    def _signer(self) -> Signer:
        return Signer(salt=f"keyset.{self.name}")


def page_of[Row: Model](
    rows: QuerySet[Row], ordering: Ordering, cursor: str | None, *, size: int = PAGE_SIZE, take: Take[Row] | None = None
) -> Page[Row]:
    """The page at a cursor; without one, or with a text that is no cursor, the first.

    One query: a row more than the page shows says whether there is a next page. ``take`` finds the rows where a plain
    walk through the index is not the best way (as `Ordering.take`).
    """
    take = take or ordering.take
    place = ordering.place(cursor, rows.model)
    found = take(rows, place, size + 1)
    if place is not None and place.is_before:
        if len(found) > size:
            return _page(ordering, found[size - 1 :: -1], place.number, has_previous=True, has_next=True)
        # Nothing more before: the first page, whole, as it is now.
        place, found = None, take(rows, None, size + 1)
    number = place.number if place else 1
    return _page(ordering, found[:size], number, has_previous=place is not None, has_next=len(found) > size)


def _page[Row: Model](
    ordering: Ordering, rows: list[Row], number: int, *, has_previous: bool, has_next: bool
) -> Page[Row]:
    previous = ordering.cursor(rows[0], max(number - 1, 1), is_before=True) if rows and has_previous else None
    return Page(rows, number, previous, ordering.cursor(rows[-1], number + 1) if rows and has_next else None)


def _looks_back(place: Place | None) -> bool:
    return place is not None and place.is_before


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    """The model's field, through foreign keys where the name says so."""
    *steps, last = name.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]  # noqa: SLF001 -- public by documentation
    return model._meta.get_field(last)  # type: ignore[return-value]  # noqa: SLF001 -- public by documentation
