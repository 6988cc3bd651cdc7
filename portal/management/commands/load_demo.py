"""Load the demo's stories into an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.demo.load import NotEmptyError, is_loaded, load_demo


class Command(BaseCommand):
    help = "Load 300 people and 30 orders as invented stories; does nothing when they are there."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if is_loaded():
            self.stdout.write("The demo stories are already there.")
            return
        try:
            load_demo()
        except NotEmptyError as error:
            raise CommandError("This database is already in use; the demo stories need an empty one.") from error
        self.stdout.write("Loaded 300 people and 30 orders.")
