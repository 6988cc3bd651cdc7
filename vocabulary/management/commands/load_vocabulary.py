"""`manage.py load_vocabulary`: bring the shipped skills and places into the database."""

from typing import Any

from django.core.management.base import BaseCommand

from vocabulary.actions import load_vocabulary


class Command(BaseCommand):
    help = "Load or refresh skills, aliases, prefectures and municipalities. Safe to run again."

    def handle(self, **options: Any) -> None:
        loaded = load_vocabulary()
        if options["verbosity"]:
            self.stdout.write(
                f"Vocabulary: {loaded.skills} skills with {loaded.aliases} aliases, {loaded.prefectures} prefectures, "
                f"{loaded.municipalities} municipalities; {loaded.deactivated} skills taken out of use."
            )
