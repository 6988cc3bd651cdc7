"""How long a process takes to know everybody, from nothing and after changes, at 300 and at 10,000 people."""

from __future__ import annotations

from django.db.models import F

from accounts.models import Profile
from bench.crowd import grow_crowd
from bench.machine import middle, timed
from bench.tables import Table, milliseconds
from matching.snapshots import current_snapshot, forget_snapshot

SIZES = (300, 10_000)
REPEATS = 10


def measure() -> Table:
    columns = ("people", "read everybody", "nothing changed", "one profile changed", "fifty changed")
    return Table(columns, [_measured(size) for size in SIZES])


def _measured(people: int) -> tuple[str, ...]:
    grow_crowd(people)
    forget_snapshot()
    cold = timed(current_snapshot)[0]
    idle = [timed(current_snapshot)[0] for _ in range(REPEATS)]
    one, fifty = ([_seconds_after(count) for _ in range(REPEATS)] for count in (1, 50))
    return (f"{people:,}", f"{cold:.2f} s", *(milliseconds(middle(values)) for values in (idle, one, fifty)))


def _seconds_after(changes: int) -> float:
    """People spread over the whole crowd say something else."""
    parties = list(Profile.objects.order_by("?").values_list("pk", flat=True)[:changes])
    changed = Profile.objects.filter(pk__in=parties)
    changed.update(hours_per_week=F("hours_per_week") % 40 + 1, version=F("version") + 1)
    return timed(current_snapshot)[0]
