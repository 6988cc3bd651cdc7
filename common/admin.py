"""What every app's pages for administrators are built on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import connections
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

# So far rows are counted one by one; nobody turns over more pages than that.
MOST_COUNTED: Final = 10_000


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


class ReadOnly(admin.options.BaseModelAdmin[Any]):
    """Nothing is added, changed or deleted here: actions write, so that versions, locks and announcements hold."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def linked(path: str, label: Any, *, order: str | None = None) -> Callable[[Any, Any], str]:
    """A column that leads to the page of the row ``path`` names (``bid__order``); name it in list_select_related.

    The column's heading is ``label``; it sorts by ``order``, or by the first step of the path.
    """

    @admin.display(description=label, ordering=order or path)
    def column(_self: Any, row: Model) -> str:
        found: Any = row
        for step in path.split("__"):
            found = getattr(found, step, None)
        if found is None:
            return "–"
        model = found._meta  # noqa: SLF001 -- public by documentation
        page = reverse(f"admin:{model.app_label}_{model.model_name}_change", args=[found.pk])
        return format_html('<a href="{}">{}</a>', page, found)

    return column
