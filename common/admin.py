"""What every app's pages for administrators are built on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.http import HttpRequest


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
