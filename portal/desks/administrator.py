"""The desk of an administrator: what the operations area counts, where open orders come from, how the demo comes in."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.demo.country import Loading, loading
from portal.desks.parts import Places, Tile, waiting
from portal.queries import open_orders_by_prefecture
from portal.staff import staff_home


@dataclass(frozen=True)
class AdministratorDesk:
    """``loading`` is None unless this is a demo whose stories are not all there."""

    template: ClassVar[str] = "portal/desks/administrator.html"

    today: list[Tile]
    is_well: bool
    places: Places
    loading: Loading | None


def administrator_desk(user: User) -> AdministratorDesk:
    home = staff_home(user)
    tiles = [Tile(one.title, one.count, one.href, one.text) for one in home.waiting]
    return AdministratorDesk(
        today=waiting(tiles),
        is_well=home.is_well,
        places=Places(_("Where open orders come from"), open_orders_by_prefecture()),
        loading=loading() if settings.DEMO else None,
    )
