"""How long a list is, as far as anybody needs to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.core.paginator import Paginator
from django.db import connections
from django.db.models import CharField, QuerySet, Value
from django.utils.functional import cached_property

# So far rows are counted one by one; nobody turns over more pages than that.
MOST_COUNTED: Final = 10_000


def count_each(wanted: Mapping[str, QuerySet[Any]], *, most: int) -> dict[str, int]:
    """How many rows each of these finds, no further than ``most``; one query for all, and none is walked to its end."""
    found = dict.fromkeys(wanted, 0)
    parts = [
        rows.order_by().annotate(of=Value(name, output_field=CharField())).values_list("of", flat=True)[:most]
        for name, rows in wanted.items()
    ]
    if not parts:
        return found
    return found | Counter(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])


class EstimatingPaginator(Paginator[Any]):
    """Counts a long list no further than MOST_COUNTED; beyond, a whole table's size is PostgreSQL's own estimate."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        counted = rows.order_by()[: MOST_COUNTED + 1].count()
        if counted <= MOST_COUNTED:
            return counted
        return max(counted, _estimated(rows)) if not rows.query.where else counted


def _estimated(rows: QuerySet[Any]) -> int:
    with connections[rows.db].cursor() as cursor:
        table = rows.model._meta.db_table  # noqa: SLF001 -- public by documentation
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(quote_ident(%s))", [table])
        found = cursor.fetchone()
    return int(found[0]) if found else 0
