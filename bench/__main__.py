"""Run every measurement, or those named, and print the tables of docs/benchmarks.md.

`lists=100000` measures the lists of so many orders only, `national=100000` one order over at most so many people.
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread that uses the database

import django

django.setup()

from bench.machine import describe_machine  # noqa: E402 -- Django first
from bench.tables import Table  # noqa: E402 -- Django first
from tests.database import empty_tables, make_tables  # noqa: E402 -- Django first

PARTS = {
    "engine": "Engine v0 beside plain Python",
    "snapshots": "Everybody in memory",
    "pages": "Queries of each list page",
    "live": "From the commit to the list on the open page",
    "memory": "Memory of each process",
    "national": "One order over a whole nation",
    "lists": "Lists of a million orders",
    "imports": "Files of a hundred thousand rows",
}


def main(chosen: list[str]) -> None:
    sizes = dict(name.partition("=")[::2] for name in chosen)
    if unknown := set(sizes) - set(PARTS):
        sys.exit(f"No such measurement: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
    make_tables()
    for name, size in (sizes or dict.fromkeys(PARTS, "")).items():
        measure: Callable[..., Table] = import_module(f"bench.{name}").measure
        print(f"\n### {PARTS[name]}\n\nBefore: {describe_machine()}\n", flush=True)
        print(measure(int(size)) if size else measure(), flush=True)
        print(f"\nAfter: {describe_machine()}", flush=True)
        empty_tables()


if __name__ == "__main__":
    main(sys.argv[1:])
