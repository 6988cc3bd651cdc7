"""Run every measurement and print the tables of docs/benchmarks.md."""

import os
import sys
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread that uses the database

import django

django.setup()

from bench.engine import measure_engine  # noqa: E402 -- Django first
from bench.machine import describe_machine  # noqa: E402

type Rows = list[tuple[str, str]]


def main(chosen: list[str]) -> None:
    parts: dict[str, tuple[str, Callable[[], Rows]]] = {
        "engine": ("Engine v0 beside plain Python", measure_engine),
    }
    for name in chosen or parts:
        title, measure = parts[name]
        print(f"\n## {title}\n\nBefore: {describe_machine()}\n\n| figure | value |\n|---|---|", flush=True)
        for figure, value in measure():
            print(f"| {figure} | {value} |", flush=True)
        print(f"\nAfter: {describe_machine()}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
