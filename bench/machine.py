"""What the figures were measured on."""

import os
import platform
import resource
import statistics
from collections.abc import Sequence
from pathlib import Path


def describe_machine() -> str:
    """One line: processors, memory, Python and the load right now."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {load}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0–1) of the sorted values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def resident_mebibytes(pid: int) -> float:
    """Resident memory of one process, shared pages counted proportionally (PSS) where the kernel tells."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
