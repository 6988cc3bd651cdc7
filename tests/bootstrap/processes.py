"""Reading the process table, to see who lives and who is gone."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from common.children import _born

Living = tuple[int, str]


def family_of(pid: int) -> set[Living]:
    """`pid` and everything below it, each with the moment it was born."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    family, grown = {pid}, True
    while grown:
        children = {child for child, parent in parents.items() if parent in family} - family
        family |= children
        grown = bool(children)
    return {(member, _born(member)) for member in family}


def still_living(family: Iterable[Living]) -> set[Living]:
    return {(pid, born) for pid, born in family if born and _born(pid) == born}


def wait_until(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())
