"""One scene for each person one can sign in as: something is waiting for them. Played by the platform's own actions."""

from collections.abc import Callable, Mapping
from typing import Final

from django.db import transaction

from accounts.models import User
from portal.demo.accounts import DOMAIN
from portal.demo.scenes.firms import play_firm, play_offshore
from portal.demo.scenes.government import play_city, play_prefecture
from portal.demo.scenes.lending import play_lender
from portal.demo.scenes.staff import play_staff
from portal.demo.scenes.support import play_chamber
from portal.demo.scenes.works import play_works

# By the login that is there once the scene has been played; later scenes build on earlier ones.
SCENES: Final[Mapping[str, Callable[[], None]]] = {
    "lender": play_lender,
    "firm": play_firm,
    "offshore": play_offshore,
    "city": play_city,
    "prefecture": play_prefecture,
    "chamber": play_chamber,
    "reporter": play_staff,
    "pastclient": play_works,
}


def play_scenes() -> None:
    """Play what has not been played yet, each completely or not at all."""
    for login, play in SCENES.items():
        with transaction.atomic():
            if not User.objects.filter(email=f"{login}@{DOMAIN}").exists():
                play()
