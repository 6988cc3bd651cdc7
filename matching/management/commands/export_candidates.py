"""Write everybody who takes part in matching as exchange records, for offline ranking."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Party, Profile
from accounts.queries import candidates_for_matching
from common.interchange.jsonlines import FileError, printable, write_objects, writing
from vocabulary.exchange import LEVEL_NAMES


class Command(BaseCommand):
    help = "Write the people of this platform as JSON Lines for `manage.py rank --candidates`; handles, no legal names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="file to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        records = list(_records())
        try:
            with writing(options["out"]) as (file,):
                write_objects(file, records)
        except FileError as error:
            raise CommandError(printable(str(error)), returncode=2) from error
        self.stdout.write(f"Wrote {len(records)} people.")


def _records() -> Iterator[dict[str, Any]]:
    handles = dict(Party.objects.values_list("pk", "handle"))
    for profile in candidates_for_matching():
        yield {"id": handles[profile.party_id]} | candidate_record(profile)


def candidate_record(profile: Profile) -> dict[str, Any]:
    """One party in the exchange format, without the id; unknown stays null."""
    return {
        "kind": profile.party.kind,
        "headline": profile.headline,
        "summary": profile.summary,
        "skills": [
            {"name": held.skill.slug, "level": held.level, "last_used": held.last_used} for held in profile.skills.all()
        ],
        "works": [
            {"title": work.title, "text": work.text, "year": work.year, "industry": work.industry}
            for work in profile.works.all()
        ],
        "rate_jpy_hour": profile.rate_jpy_hour,
        "hours_per_week": profile.hours_per_week,
        "available_from": profile.available_from and profile.available_from.isoformat(),
        "prefecture": profile.prefecture_id,
        "location": profile.municipality and profile.municipality.name_ja,
        "remote": profile.remote or None,
        "languages": [
            {"lang": held.language, "level": LEVEL_NAMES[held.level - 1]} for held in profile.languages.all()
        ],
        "side_job": profile.side_job or None,
    }
