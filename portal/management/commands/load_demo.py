"""Load the demo's stories into an empty database."""

import os
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.demo.country import Progress, load_country
from portal.demo.load import NotEmptyError, is_loaded, load_demo

_BAR = 30
_LARGEST_SCALE = 100
_POLITE = 10  # how much the running demo goes before us


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError as error:
        raise ArgumentTypeError("a number, for example 10") from error
    if not 0 < scale <= _LARGEST_SCALE:
        raise ArgumentTypeError(f"more than 0 and at most {_LARGEST_SCALE}")
    return scale


class Command(BaseCommand):
    help = (
        "Load invented stories from all 47 prefectures: first 300 people and 30 orders, then the rest of 3,000"
        " candidates, 200 live orders and 5,000 of the past two years. Continues where it was interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=_scale, default=1, help="10 loads ten times as much, up to 100")
        parser.add_argument("--core", action="store_true", help="only the people and orders one can play with at once")
        parser.add_argument("--gently", action="store_true", help="let other programs of this machine go first")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["gently"]:
            os.nice(_POLITE)
        was_there = is_loaded()
        try:
            load_demo()
        except NotEmptyError as error:
            raise CommandError("This database is already in use; the demo stories need an empty one.") from error
        self.stdout.write(
            "The demo's people and orders are there." if was_there else "Loaded 300 people and 30 orders."
        )
        if not options["core"]:
            load_country(options["scale"], self._show)
            self.stdout.write("All stories are there.")

    def _show(self, progress: Progress) -> None:
        done = _BAR * progress.number // progress.chapters
        bar = "#" * done + "." * (_BAR - done)
        rate = progress.rows / max(progress.seconds, 0.001)
        line = f"[{bar}] {progress.number}/{progress.chapters}  {progress.rows:,} rows, {rate:,.0f} a second"
        is_last = progress.number == progress.chapters
        self.stdout.write(f"\r{line}" if self.stdout.isatty() else line, ending="" if not is_last else "\n")
        if not self.stdout.isatty() and not is_last:
            self.stdout.write("")
        self.stdout.flush()
