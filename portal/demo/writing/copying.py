"""Rows in bulk with COPY: the times are those of the story, not the clock's, which is why no action writes them."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pgtrigger
from django.db import connection, models


def reserve(model: type[models.Model], count: int) -> Iterator[int]:
    """The next ids of a table, in rising order."""
    table = _about(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table.db_table, table.pk.column, count],
        )
        return iter([row[0] for row in cursor.fetchall()])


def number[Row: models.Model](rows: Sequence[Row]) -> Sequence[Row]:
    """Give unsaved rows their ids before they are written, so that others can point at them."""
    if rows:
        for row, key in zip(rows, reserve(type(rows[0]), len(rows)), strict=True):
            row.pk = key
    return rows


def copy_in(rows: Sequence[models.Model]) -> int:
    """Write rows of one model as they stand, numbering those without an id; how many there were."""
    if not rows:
        return 0
    model = type(rows[0])
    if rows[0].pk is None:
        number(rows)
    fields, quote = _fields(model), connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(_about(model).db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([field.get_db_prep_save(_value(field, row), connection) for field in fields])
    return len(rows)


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in _about(model).concrete_fields if not field.generated]


def _about(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001 -- public by documentation


def _value(field: Any, row: models.Model) -> Any:
    """As the story says; a time it does not tell is now."""
    told = getattr(row, field.attname)
    if told is None and (getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)):
        return field.pre_save(row, add=True)
    return told


def sleep_until_commit(*uris: str) -> None:
    """Let triggers sleep for the rest of this transaction (``app.Model:name``).

    pgtrigger.ignore sets the same variable, but not for COPY.
    """
    ignored = ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered(*uris))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{ignored}}}"])
