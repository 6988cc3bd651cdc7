"""The desk of an administrator: what the operations area counts."""

from dataclasses import dataclass
from typing import ClassVar

from accounts.models import User
from portal.desks.parts import Tile, waiting
from portal.staff import staff_home


@dataclass(frozen=True)
class AdministratorDesk:
    template: ClassVar[str] = "portal/desks/administrator.html"

    today: list[Tile]
    is_well: bool


def administrator_desk(user: User) -> AdministratorDesk:
    home = staff_home(user)
    tiles = [Tile(one.title, one.count, one.href, one.text) for one in home.waiting]
    return AdministratorDesk(today=waiting(tiles), is_well=home.is_well)
