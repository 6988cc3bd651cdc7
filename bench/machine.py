"""What the figures were measured on, and how."""

from __future__ import annotations

import os
import platform
import statistics
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def describe_machine() -> str:
    """One line: the day, processors, memory, Python and the load right now."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    day = datetime.now(UTC).date()
    return f"{day}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {load}"


def timed[T](work: Callable[[], T]) -> tuple[float, T]:
    """The seconds it took, and the result."""
    began = perf_counter()
    result = work()
    return perf_counter() - began, result


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0–1) of the sorted values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def resident_mebibytes(pid: int) -> float:
    """Resident memory of one process; a page that n processes share counts as 1/n page (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) / 1024


def children_of(pid: int) -> list[int]:
    """Processes whose parent this is, oldest first."""
    return sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))
