"""Old rows go a few at a time, however many have gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

# Together some seconds of work, well below the time limit of a scheduled job; the next run goes on.
SLICE, MOST_SLICES = 1_000, 20


def delete_oldest(rows: QuerySet[Any]) -> int:
    """Delete the first of these rows, SLICE × MOST_SLICES at most. How many went, without those that hang on them."""
    deleted = 0
    for _ in range(MOST_SLICES):
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE])
        if not keys:
            break
        # Rows with others hanging on them are loaded by Django, which needs their keys only.
        rows.model._base_manager.filter(pk__in=keys).only("pk").delete()  # noqa: SLF001 -- documented as public
        deleted += len(keys)
    return deleted
